import { randomInt } from 'node:crypto';

/** Without the characters that look like another one; 24 of them are 118 bits. */
const PASSWORD_CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_GROUPS = 4;
const PASSWORD_GROUP_LENGTH = 6;

/** A password that a person can type from paper. */
export function makePassword(): string {
  const group = (): string =>
    Array.from({ length: PASSWORD_GROUP_LENGTH }, () =>
      PASSWORD_CHARACTERS.charAt(randomInt(PASSWORD_CHARACTERS.length)),
    ).join('');
  return Array.from({ length: PASSWORD_GROUPS }, group).join('-');
}
