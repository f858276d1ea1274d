import { hash, verify } from '@node-rs/argon2';

/** Longest password that is looked at, in characters. */
export const LONGEST_PASSWORD = 1_000;

/** argon2id (the library's default) with what OWASP asks for at least: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What is kept of a password: algorithm, cost, salt and hash in one text. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Whether this is the password that was hashed. */
export function isPassword(password: string, passwordHash: string): Promise<boolean> {
  return verify(passwordHash, password);
}
