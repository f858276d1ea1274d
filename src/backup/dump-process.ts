import { DumpFailedError } from './backup.errors.js';
import { endingInWords, PgProcess } from './pg-process.js';

/**
 * Runs pg_dump for as long as `use` reads what it gives: the database in its custom format. When `use` fails or the
 * signal fires, pg_dump is ended, and gone by the time this rejects. Should this process die, pg_dump dies of its
 * broken pipe.
 * @param further arguments, such as `--snapshot=00000003-0000001B-1`; neither address nor password.
 * @param environment names the database, see connectionEnvironment.
 * @throws DumpFailedError, the signal's reason, or what `use` throws.
 */
export async function runPgDump<Result>(
  path: string,
  further: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  use: (content: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const pgDump = new PgProcess(path, ['--format=custom', '--no-password', ...further], environment);
  pgDump.input.end();
  // When a process has ended, Node throws away what nobody has begun to read: a small dump would be lost.
  pgDump.output.on('readable', () => undefined);
  signal.addEventListener('abort', pgDump.stop);
  try {
    return await use(wholeDump(pgDump, signal));
  } catch (error) {
    await pgDump.remove();
    throw error;
  } finally {
    signal.removeEventListener('abort', pgDump.stop);
  }
}

/** What pg_dump gives. It ends in an error where pg_dump does, so that nobody takes the beginning of a dump for one. */
async function* wholeDump(pgDump: PgProcess, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of pgDump.output as AsyncIterable<Buffer>) yield chunk;
  const ending = await pgDump.ended;
  signal.throwIfAborted();
  if (ending[0] !== 0) throw new DumpFailedError(endingInWords(ending), pgDump.words);
}
