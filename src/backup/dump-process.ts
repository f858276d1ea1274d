import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DumpFailedError } from './backup.errors.js';

/** How long pg_dump may take to end when it is asked to, in ms. */
const PATIENCE = 5_000;

/** How much is kept of what pg_dump complains about, in characters. */
const LONGEST_COMPLAINT = 4_000;

/**
 * Runs pg_dump for as long as `use` reads what it gives: the database in its custom format. When `use` fails or the
 * signal fires, pg_dump is ended, and gone by the time this rejects. Should this process die, pg_dump dies of its
 * broken pipe.
 * @param environment names the database, see {@link connectionEnvironment}.
 * @throws DumpFailedError, the signal's reason, or what `use` throws.
 */
export async function runPgDump<Result>(
  path: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  use: (content: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const pgDump = spawn(path, ['--format=custom', '--no-password'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = once(pgDump, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  // It is awaited further down; until then its failure must not count as unheeded.
  ended.catch(() => undefined);
  const stop = (): void => {
    pgDump.kill();
    setTimeout(() => pgDump.kill('SIGKILL'), PATIENCE).unref();
  };
  signal.addEventListener('abort', stop);
  let complaint = '';
  pgDump.stderr.setEncoding('utf8').on('data', (words: string) => {
    complaint = (complaint + words).slice(-LONGEST_COMPLAINT);
  });
  try {
    const result = await use(pgDump.stdout);
    const [status, killedBy] = await ended;
    signal.throwIfAborted();
    if (status !== 0) throw new DumpFailedError(killedBy ?? `status ${status ?? 1}`, complaint.trim());
    return result;
  } catch (error) {
    stop();
    // Nobody reads it any more, and a process counts as closed only once its pipes are empty.
    pgDump.stdout.destroy();
    await ended;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
