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
    backup: string,
    readonly findings: readonly string[],
  ) {
    super(`The backup ${backup} is damaged: ${findings.join(' ')}`);
  }
}

/** Bytes as people read them; up, so that what is missing is never said to be nothing. */
function megabytes(bytes: number): string {
  return `${(Math.ceil(bytes / 100_000) / 10).toFixed(1)} MB`;
}
