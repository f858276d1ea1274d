import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC, UnauthorizedProblem } from '../http/index.js';
import { bearerToken } from './bearer-token.js';
import { refuseOtherOrigins } from './same-origin.js';
import { cookieToken } from './session-cookie.js';
import type { AuthenticatedRequest } from './current-user.decorator.js';
import { Sessions } from './sessions.js';

/**
 * Lets a request in with a valid token, in its Authorization header or else in a browser's cookie, or to a route that is
 * `@Public()`. It asks the route that was found and not the path that was written, so no spelling of a path gets past it,
 * and a route that somebody forgets to mark is shut.
 */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const fromHeader = bearerToken(request);
    const token = fromHeader ?? cookieToken(request);
    if (token === undefined) {
      throw new UnauthorizedProblem(
        'Send the header "Authorization: Bearer TOKEN" with the accessToken of POST /api/v1/auth/login.',
      );
    }
    if (fromHeader === undefined) refuseOtherOrigins(request);
    request.user = await this.sessions.find(token);
    if (!request.user)
      throw new UnauthorizedProblem('The session is over, or its token is wrong: sign in again.');
    return true;
  }
}
