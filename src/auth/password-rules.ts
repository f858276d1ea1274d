import { InvalidInputProblem } from '../http/index.js';

/** Characters that a new password has at least, by OWASP ASVS 5.0 (6.2.1 asks for 8 and advises 15), and at most. */
export const SHORTEST_NEW_PASSWORD = 12;
export const LONGEST_NEW_PASSWORD = 128;

/**
 * The commonest of at least {@link SHORTEST_NEW_PASSWORD} characters in lists of passwords that were published, and what
 * stands in this program's documents, as they are after {@link plain}.
 */
const COMMON = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678910 098765432109 987654321098
   111111111111 000000000000 222222222222 666666666666 888888888888 999999999999 121212121212 123123123123 112233445566
   123456123456 123454321234 147258369147 147258369000 159753159753 789456123000 qwertyuiop12 qwertyuiop123 qwerty123456
   qwertyuiopas qwertyuiopasdfghjkl 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv zaq12wsxcde3 asdfghjkl123 zxcvbnm12345
   1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5y6 abcdefghijkl abcdefghijklmnop abcd12345678 abc123456789 abc123abc123
   a123456789012 aa123456789 aaaaaaaaaaaa password1234 password12345 password123456 passwordpassword mypassword123
   passw0rd1234 p@ssw0rd1234 p@ssword1234 p@ssw0rd12345 administrator administrator1 admin1234567 admin12345678
   admin123456789 adminadmin12 adminadminadmin rootrootroot root12345678 letmein12345 letmeinletmein iloveyou1234
   iloveyouforever welcome12345 welcome123456 welcome2024! welcome2025! welcome2026! changeme1234 changemechangeme
   changemenow1 trustno1trustno1 sunshine1234 princess1234 football1234 baseball1234 monkey123456 dragon123456
   superman1234 computer1234 internet1234 whatever1234 michael12345 jennifer1234 woaini1314520 woaini520520 woaini123456
   5201314520131 5201314woaini wang12345678 zhang12345678 li1234567890 mallkeeper12 mallkeeper123 mallkeeper1234
   correcthorsebatterystaple`.split(/\s+/),
);

/** What people change in a common password and take for another one. */
function plain(password: string): string {
  return password.toLowerCase().replace(/\s+/g, '');
}

/**
 * Checks a password that somebody chooses.
 * @param field what the input calls it.
 * @throws InvalidInputProblem, without the password.
 */
export function refuseWeakPassword(password: string, username: string, field: string): void {
  const message = weaknessOf(password, username);
  if (message !== undefined) throw new InvalidInputProblem([{ field, message }]);
}

function weaknessOf(password: string, username: string): string | undefined {
  const { length } = Array.from(password);
  if (length < SHORTEST_NEW_PASSWORD) return `write at least ${SHORTEST_NEW_PASSWORD} characters`;
  if (length > LONGEST_NEW_PASSWORD) return `write at most ${LONGEST_NEW_PASSWORD} characters`;
  const bare = plain(password);
  if (COMMON.has(bare)) return 'is among the commonest passwords: choose another one';
  if (new Set(bare).size < 4) return 'repeats a few characters: choose another one';
  if (bare.replaceAll(username, '').length < SHORTEST_NEW_PASSWORD / 2) {
    return 'is little more than the username: choose another one';
  }
  return undefined;
}
