import type { Request } from 'express';
import { ForbiddenProblem } from '../http/index.js';

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD']);

/**
 * Lets a request that a browser signed with its cookie change something only when the page that sent it is this server's
 * own: a browser adds the cookie whoever made it send the request.
 *
 * Sec-Fetch-Site says it outright, but browsers leave it out over plain HTTP, except on localhost; Origin they always send.
 * @throws ForbiddenProblem
 */
export function refuseOtherOrigins(request: Request): void {
  if (SAFE.has(request.method)) return;
  const site = request.get('Sec-Fetch-Site');
  const origin = request.get('Origin');
  if (site === undefined ? isOwn(origin, request.get('Host')) : site === 'same-origin') return;
  throw new ForbiddenProblem(
    (site === undefined && origin === undefined
      ? 'Nothing says which site this request comes from. '
      : `This request comes from another site (${origin ?? `Sec-Fetch-Site: ${site ?? ''}`}). `) +
      'With the cookie of a session only pages of this server may change something; ' +
      'a program sends the header "Authorization: Bearer TOKEN" instead.',
  );
}

function isOwn(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
