import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: who reads it cannot sign in with it. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
