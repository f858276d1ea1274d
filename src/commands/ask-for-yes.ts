import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit-status.js';
import { note } from './output.js';

/** @throws UsageError when there is no terminal to ask on, with what to write then. */
export function needTerminal(instead: string): void {
  if (!process.stdin.isTTY) throw new UsageError(`There is no terminal to ask on: ${instead}`);
}

/** Asks for the whole word, for what cannot be taken back. */
export async function askForYes(what: string): Promise<boolean> {
  note(what);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answer = await Promise.race([terminal.question('Type yes to go on: '), closed]);
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}
