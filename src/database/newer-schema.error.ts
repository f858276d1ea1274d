/** The database was migrated by a newer version of Mallkeeper than this one. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';

  constructor(migration: string) {
    super(
      `This database was made by a newer version of Mallkeeper (it has the migration ${migration}, which this ` +
        `version does not know). Start that newer version, or restore a backup made by this one.`,
    );
  }
}
