/** pg_dump ended before the backup was whole. */
export class DumpFailedError extends Error {
  override readonly name = 'DumpFailedError';

  constructor(ending: string, words: string) {
    super(`pg_dump ended with ${ending} before the backup was whole: ${words || 'it gave no reason.'}`);
  }
}

/** There is no room for the backup. */
export class BackupDiskFullError extends Error {
  override readonly name = 'BackupDiskFullError';

  constructor(folder: string, bytes: number) {
    super(
      `The disk of ${folder} is full: the backup was given up after ${bytes} bytes, and they were removed. ` +
        `Make room there, or move MALLKEEPER_DATA_DIR to a larger disk.`,
    );
  }
}

/** The connection that kept other backups waiting is gone, so one of them may have begun. */
export class BackupLockLostError extends Error {
  override readonly name = 'BackupLockLostError';

  constructor() {
    super('The connection that keeps backups one at a time was lost; the backup was given up.');
  }
}
