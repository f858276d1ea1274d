import type { Request, Response } from 'express';
import { parseCookie } from 'cookie';
import { SESSION_COOKIE } from '../http/index.js';
import type { NewSession } from './sessions.js';

/** The token in a request's session cookie; undefined where there is none. */
export function cookieToken(request: Request): string | undefined {
  const { [SESSION_COOKIE]: token } = parseCookie(request.headers.cookie ?? '');
  return token === '' ? undefined : token;
}

/**
 * Lets a browser keep a session: no script can read the token, and no other site can send it along. It ends with the
 * session.
 */
export function setSessionCookie(
  request: Request,
  response: Response,
  { token, expiresAt }: NewSession,
): void {
  response.cookie(SESSION_COOKIE, token, {
    ...attributesFor(request),
    maxAge: Math.max(expiresAt.getTime() - Date.now(), 0),
  });
}

/** Takes the session from a browser. */
export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(SESSION_COOKIE, attributesFor(request));
}

function attributesFor(request: Request) {
  return { httpOnly: true, sameSite: 'strict', path: '/', secure: cameByHttps(request) } as const;
}

/**
 * Whoever stands before this server and speaks HTTPS says so. It is believed whoever it is: who lies only gets a cookie
 * that the browser sends less often.
 */
function cameByHttps(request: Request): boolean {
  return request.secure || /^https *(,|$)/i.test(request.get('X-Forwarded-Proto') ?? '');
}
