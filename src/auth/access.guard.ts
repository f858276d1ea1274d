import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ACCESS, type Access, ForbiddenProblem, UnauthorizedProblem } from '../http/index.js';
import { bearerToken } from './bearer-token.js';
import { type Caller, requirePermission } from './caller.js';
import { Callers } from './callers.js';
import type { AuthenticatedRequest } from './current-user.decorator.js';
import { isPermission } from './permissions.js';
import { RequestLimit } from './request-limit.js';
import { refuseOtherOrigins } from './same-origin.js';
import { cookieToken } from './session-cookie.js';

/**
 * Lets a request in that shows a valid token, in its Authorization header or else in a browser's cookie, and whose caller
 * may do what the route is for. It asks the route that was found and not the path that was written, so no spelling of a
 * path gets past it, and a route that somebody forgets to mark is shut.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly limit: RequestLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (access?.to === 'everybody') {
      if (!access.unlimited) await this.limit.countAnonymous(request);
      return true;
    }
    request.caller = await this.findCaller(request);
    await this.limit.countCaller(request.caller);
    check(access, request.caller);
    return true;
  }

  private async findCaller(request: Request): Promise<Caller> {
    const fromHeader = bearerToken(request);
    const token = fromHeader ?? cookieToken(request);
    const caller = token === undefined ? undefined : await this.callers.find(token);
    if (!caller) {
      await this.limit.countAnonymous(request);
      throw new UnauthorizedProblem(
        token === undefined
          ? 'Send the header "Authorization: Bearer TOKEN" with the accessToken of POST /api/v1/auth/login.'
          : 'The session is over, or its token is wrong: sign in again.',
      );
    }
    if (fromHeader === undefined) refuseOtherOrigins(request);
    return caller;
  }
}

/** @throws ForbiddenProblem */
function check(access: Access | undefined, { user, by }: Caller): void {
  if (access?.to === 'session' && by === 'key') {
    throw new ForbiddenProblem('This is about a person’s own account: sign in, an API key does not do.');
  }
  const open = access?.to === 'signed-in' || (access?.to === 'session' && access.withOldPassword);
  if (user.mustChangePassword && !open) {
    throw new ForbiddenProblem('Choose another password first, with POST /api/v1/auth/password.');
  }
  if (open || access?.to === 'session') return;
  if (access?.to === 'permitted' && isPermission(access.permission)) {
    requirePermission(user, access.permission);
    return;
  }
  throw new ForbiddenProblem('Nothing says who may do this.');
}
