import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { UsageError } from './exit-status.js';
import { note } from './output.js';

/**
 * A password: typed twice without being shown, or else the first line of standard input. Never an argument, which others
 * on the machine can read.
 * @throws UsageError
 */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    const [line = ''] = (await text(process.stdin)).split(/\r?\n/);
    if (line === '') throw new UsageError('Write the password to standard input, as one line.');
    return line;
  }
  const password = await ask('New password: ');
  if ((await ask('Again: ')) !== password) throw new UsageError('The two passwords differ.');
  return password;
}

/** Reads a line from the terminal, which shows nothing of it. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  // Without an output the terminal's line editing shows nothing.
  const terminal = createInterface({ input: process.stdin, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once('line', resolve);
      terminal.once('SIGINT', () => reject(new UsageError('Nothing was changed.')));
      terminal.once('close', () => reject(new UsageError('Nothing was changed.')));
    });
  } finally {
    terminal.close();
    note('');
  }
}
