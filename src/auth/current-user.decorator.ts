import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { UnauthorizedProblem } from '../http/index.js';
import type { User } from './user.js';

/** A request, once {@link TokenGuard} has found out who sends it. */
export interface AuthenticatedRequest extends Request {
  user?: User;
}

/**
 * The {@link User} who sends the request, as a handler's parameter: `@CurrentUser() user: User`.
 * Answers 401 where nobody has signed in, which can only be on a route that is `@Public()`.
 */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!user) throw new UnauthorizedProblem('Only somebody who has signed in can do this.');
  return user;
});
