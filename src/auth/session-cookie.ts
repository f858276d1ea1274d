import type { CookieOptions, Request, Response } from 'express';
import { parseCookie } from 'cookie';
import { REFRESH_COOKIE, SESSION_COOKIE } from '../http/index.js';
import type { BrowserTokens, Token } from './sessions.js';

/** Where the refresh token goes, and nowhere else. */
const REFRESH_PATH = '/api/v1/auth/refresh';

/** Who is on the way to an OpenID Connect provider and back. */
const OIDC_COOKIE = 'mallkeeper_oidc';
const OIDC_PATH = '/api/v1/auth/oidc/callback';

/** The access token in a request's session cookie; undefined where there is none. */
export function cookieToken(request: Request): string | undefined {
  return readCookie(request, SESSION_COOKIE);
}

/** The refresh token in a request's cookie; undefined where there is none. */
export function refreshCookieToken(request: Request): string | undefined {
  return readCookie(request, REFRESH_COOKIE);
}

/**
 * Lets a browser keep a session: no script can read its tokens, and no other site can send them along. Each cookie ends
 * with its token.
 */
export function setSessionCookies(
  request: Request,
  response: Response,
  { access, refresh }: BrowserTokens,
): void {
  setCookie(response, SESSION_COOKIE, access, attributesFor(request));
  setCookie(response, REFRESH_COOKIE, refresh, { ...attributesFor(request), path: REFRESH_PATH });
}

/** Takes the session from a browser. */
export function clearSessionCookies(request: Request, response: Response): void {
  response.clearCookie(SESSION_COOKIE, attributesFor(request));
  response.clearCookie(REFRESH_COOKIE, { ...attributesFor(request), path: REFRESH_PATH });
}

/** The token of a sign-in that the provider is to answer; undefined where there is none. */
export function oidcCookieToken(request: Request): string | undefined {
  return readCookie(request, OIDC_COOKIE);
}

/** Has a browser keep a token until the provider sends it back: lax, as it comes from another site then. */
export function setOidcCookie(request: Request, response: Response, token: string, minutes: number): void {
  response.cookie(OIDC_COOKIE, token, { ...oidcAttributesFor(request), maxAge: minutes * 60_000 });
}

export function clearOidcCookie(request: Request, response: Response): void {
  response.clearCookie(OIDC_COOKIE, oidcAttributesFor(request));
}

function oidcAttributesFor(request: Request) {
  return { ...attributesFor(request), sameSite: 'lax', path: OIDC_PATH } as const;
}

function readCookie(request: Request, name: string): string | undefined {
  const { [name]: token } = parseCookie(request.headers.cookie ?? '');
  return token === '' ? undefined : token;
}

function setCookie(
  response: Response,
  name: string,
  { token, expiresAt }: Token,
  attributes: CookieOptions,
): void {
  response.cookie(name, token, { ...attributes, maxAge: Math.max(expiresAt.getTime() - Date.now(), 0) });
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
