import type { Request } from 'express';
import type { SignInPlace } from './sessions.js';

/** What Express knows of a caller whose connection is gone already. */
const NO_ADDRESS = '0.0.0.0';

/** Where a request to sign in comes from. */
export function placeOf(request: Request): SignInPlace {
  return { address: request.ip ?? NO_ADDRESS, userAgent: request.get('User-Agent') };
}
