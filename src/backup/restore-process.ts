import type { Writable } from 'node:stream';
import { RestoreFailedError } from './backup.errors.js';
import { endingInWords, PgProcess } from './pg-process.js';

/** What {@link runPgRestore} puts up with. */
export interface RestoreTolerance {
  /**
   * That the server does not know `transaction_timeout`, which every pg_restore from 17 on sets, and servers before 17
   * refuse. It is the only error that is put up with, and only once.
   */
  readonly transactionTimeout?: boolean;
}

/**
 * Runs pg_restore, and gives it the content: a database in pg_dump's custom format. When the content fails or the signal
 * fires, pg_restore is ended, and gone by the time this rejects. The content is read to its end even when pg_restore
 * needs none of its last bytes, for only at its end does it prove to be genuine.
 * @param environment names the database into which it goes, see connectionEnvironment.
 * @throws RestoreFailedError, the signal's reason, or the content's error.
 */
export async function runPgRestore(
  path: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  content: AsyncIterable<Uint8Array>,
  { transactionTimeout = false }: RestoreTolerance = {},
): Promise<void> {
  signal.throwIfAborted();
  const pgRestore = new PgProcess(
    path,
    [
      '--no-password',
      '--no-owner',
      '--no-privileges',
      // Else it would end at the one error that is put up with.
      ...(transactionTimeout ? [] : ['--exit-on-error']),
      // Without it pg_restore would not restore, but write SQL.
      `--dbname=${environment.PGDATABASE ?? ''}`,
    ],
    environment,
  );
  pgRestore.output.resume();
  const succeeded = pgRestore.ended.then((ending) => {
    if (ending[0] === 0) return;
    if (transactionTimeout && ending[0] === 1 && missesTransactionTimeoutOnly(pgRestore.words)) return;
    throw new RestoreFailedError(endingInWords(ending), pgRestore.words);
  });
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal.reason as Error);
      pgRestore.stop();
    };
    signal.addEventListener('abort', abort);
  });
  try {
    // Whatever happens first counts: an error of the content, pg_restore's failure, the signal.
    await Promise.race([Promise.all([feed(content, pgRestore.input, succeeded), succeeded]), aborted]);
  } catch (error) {
    await pgRestore.remove();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function feed(
  content: AsyncIterable<Uint8Array>,
  input: Writable,
  succeeded: Promise<void>,
): Promise<void> {
  for await (const bytes of content) {
    // Nobody reads any more. Once pg_restore succeeded the rest is read for the sake of its checks; else this ends here.
    if (input.destroyed) await succeeded;
    else if (!input.write(bytes)) await drained(input);
  }
  input.end();
}

/** When there is room again, or nobody who reads. */
async function drained(input: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      input.off('drain', done).off('close', done);
      resolve();
    };
    input.on('drain', done).on('close', done);
    if (input.closed) done();
  });
}

/** The server's own words may be in its language; pg_restore's are not. */
function missesTransactionTimeoutOnly(words: string): boolean {
  const errors = words.match(/^pg_restore: error: /gm) ?? [];
  return (
    errors.length === 1 &&
    /^Command was: SET transaction_timeout = 0;/m.test(words) &&
    /^pg_restore: warning: errors ignored on restore: 1$/m.test(words)
  );
}
