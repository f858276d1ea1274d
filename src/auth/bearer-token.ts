import type { Request } from 'express';

/** The token in a request's Authorization header, as RFC 6750 has it; undefined where there is none. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.authorization ?? '')?.[1];
}
