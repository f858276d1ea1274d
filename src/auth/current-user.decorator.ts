import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { UnauthorizedProblem } from '../http/index.js';
import type { Caller } from './caller.js';
import type { User } from './user.js';

/** A request, once {@link AccessGuard} has found out who sends it. */
export interface AuthenticatedRequest extends Request {
  caller?: Caller;
}

/**
 * The {@link User} who sends the request, as a handler's parameter: `@CurrentUser() user: User`.
 * Answers 401 where nobody has signed in, which can only be on a route that is `@Public()`.
 */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  return callerOf(context).user;
});

/** The {@link Caller} who sends the request, for what is about the session itself. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return callerOf(context);
});

function callerOf(context: ExecutionContext): Caller {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!caller) throw new UnauthorizedProblem('Only somebody who has signed in can do this.');
  return caller;
}
