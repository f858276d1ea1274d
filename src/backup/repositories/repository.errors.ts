/** There is no room in the repository. */
export class RepositoryFullError extends Error {
  override readonly name = 'RepositoryFullError';

  constructor(location: string, bytes: number) {
    super(
      `There is no room left in ${location}: the file was given up after ${bytes} bytes, and they were removed. ` +
        `Make room there, or name a larger place in BACKUP_REPOSITORY.`,
    );
  }
}

/** The repository cannot be used now. */
export class RepositoryUnreachableError extends Error {
  override readonly name = 'RepositoryUnreachableError';

  constructor(location: string, reason: string, options?: ErrorOptions) {
    super(`The backups in ${location} cannot be reached: ${reason}`, options);
  }
}

/** The repository has no file of that name. */
export class FileMissingError extends Error {
  override readonly name = 'FileMissingError';

  constructor(
    location: string,
    readonly file: string,
  ) {
    super(`There is no file ${file} in ${location}.`);
  }
}

/** No file of a repository can have such a name. */
export class BadFileNameError extends Error {
  override readonly name = 'BadFileNameError';

  constructor(readonly file: string) {
    super(
      `${JSON.stringify(file)} is no name of a backup's file: write letters, digits, dots, hyphens and underscores, ` +
        `a letter or digit first, 200 at most, and not .tmp at the end.`,
    );
  }
}
