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

/** The backup was encrypted with a key that is not there. */
export class WrongKeyError extends Error {
  override readonly name = 'WrongKeyError';

  /** @param keys how many were tried. */
  constructor(keys: number) {
    super(
      `${keys === 1 ? 'The key in BACKUP_KEY does not open' : `None of the ${keys} keys in BACKUP_KEY opens`} the backup: ` +
        `it was encrypted with another one (write that one behind the others in BACKUP_KEY, after a space), ` +
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
