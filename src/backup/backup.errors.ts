import { NotFoundProblem, Problem } from '../http/index.js';

/** There is no such backup. */
export class BackupNotFoundProblem extends NotFoundProblem {}

/** pg_dump ended before the backup was whole. */
export class DumpFailedError extends Error {
  override readonly name = 'DumpFailedError';

  constructor(ending: string, words: string) {
    super(`pg_dump ended with ${ending} before the backup was whole: ${words || 'it gave no reason.'}`);
  }
}

/** pg_restore ended before the backup was restored. */
export class RestoreFailedError extends Error {
  override readonly name = 'RestoreFailedError';

  constructor(ending: string, words: string) {
    super(`pg_restore ended with ${ending} before the backup was restored: ${words || 'it gave no reason.'}`);
  }
}

/** There will be no room for what is to be written. */
export class NotEnoughSpaceError extends Error {
  override readonly name = 'NotEnoughSpaceError';

  /** @param what such as `The backup`. */
  constructor(what: string, place: string, needed: number, free: number) {
    super(
      `${what} needs about ${megabytes(needed)} in ${place}, and ${megabytes(free)} are free: ` +
        `${megabytes(needed - free)} are missing. Nothing was written.`,
    );
  }
}

/** The connection that kept other backups waiting is gone, so one of them may have begun. */
export class BackupLockLostError extends Error {
  override readonly name = 'BackupLockLostError';

  constructor() {
    super('The connection that keeps backups one at a time was lost; the work was given up.');
  }
}

/** PostgreSQL went away, or ended a connection, while something was done with backups. */
export class DatabaseLostError extends Error {
  override readonly name = 'DatabaseLostError';

  constructor(cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(
      `The connection to PostgreSQL was lost, so the work was given up (${words}). ` +
        `A backup that is not whole is cleared away by the next one; one that is whole can be verified again.`,
      { cause },
    );
  }
}

/** The restored database could not take the other one's name. */
export class SwapRefusedError extends Error {
  override readonly name = 'SwapRefusedError';

  constructor(database: string, reason: string, options?: ErrorOptions) {
    super(
      `The database ${database} could not be replaced, and is as it was: ${reason}. The role needs CREATEDB and must own it; ` +
        'whoever else is connected (psql of another role, a report program) has to leave first.',
      options,
    );
  }
}

/** The place that a backup is to be restored to cannot be used. */
export class RestoreRefusedError extends Problem {
  override readonly name = 'RestoreRefusedError';
  readonly status = 409;
  readonly title = 'Conflict';
}

/** A backup was restored and compared, and is not what its manifest says. */
export class BackupDamagedError extends Error {
  override readonly name = 'BackupDamagedError';

  constructor(
    readonly backup: string,
    readonly findings: readonly string[],
  ) {
    super(`The backup ${backup} is damaged: ${findings.join(' ')}`);
  }
}

/** The backup was encrypted with a key that is not there. */
export class WrongKeyError extends Error {
  override readonly name = 'WrongKeyError';

  /** @param keys how many were tried. */
  constructor(keys: number) {
    super(
      `${keysTried(keys)} the backup: it was encrypted with another one (write that one behind the others in BACKUP_KEY, after a space), ` +
        `or its beginning was altered.`,
    );
  }
}

/** What is stored of an encrypted backup is not what was written. */
export class EncryptedContentDamagedError extends Error {
  override readonly name = 'EncryptedContentDamagedError';

  /**
   * @param damage such as 'It was altered'.
   * @param atByte about where in the stored file: damage is found in stretches of 64 KiB, of which this is the beginning.
   */
  constructor(
    damage: string,
    readonly atByte: number,
    options?: ErrorOptions,
  ) {
    super(
      `The encrypted backup is damaged. ${damage}, at about byte ${atByte} of the stored file. ` +
        `Fetch the file again, or use another backup.`,
      options,
    );
  }
}

/** Bytes as people read them; up, so that what is missing is never said to be nothing. */
function megabytes(bytes: number): string {
  return `${(Math.ceil(bytes / 100_000) / 10).toFixed(1)} MB`;
}

function keysTried(keys: number): string {
  if (keys === 0) return 'BACKUP_KEY is not set, and nothing else opens';
  return keys === 1 ? 'The key in BACKUP_KEY does not open' : `None of the ${keys} keys in BACKUP_KEY opens`;
}
