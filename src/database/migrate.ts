import { DataSource } from 'typeorm';
import type { Settings } from '../config/index.js';
import { dataSourceOptions } from './data-source.js';
import { NewerSchemaError } from './newer-schema.error.js';

/** So that two processes that start together do not migrate at once; any constant that nothing else locks. */
const MIGRATION_LOCK = 7_264_001;

/**
 * Brings the schema up to date; safe to call from several processes at once.
 * @returns the names of the migrations that ran now.
 * @throws NewerSchemaError when a newer version of Mallkeeper has migrated this database.
 */
export async function migrate(settings: Settings): Promise<string[]> {
  const dataSource = new DataSource(dataSourceOptions(settings));
  await dataSource.initialize();
  try {
    const lock = dataSource.createQueryRunner();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await refuseNewerSchema(dataSource);
      const ran = await dataSource.runMigrations();
      return ran.map((migration) => migration.name);
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await lock.release();
    }
  } finally {
    await dataSource.destroy();
  }
}

async function refuseNewerSchema(dataSource: DataSource): Promise<void> {
  const [table] = await dataSource.query<{ exists: boolean }[]>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS exists`,
  );
  if (!table?.exists) return;
  const known = dataSource.migrations.map((migration) => migration.name);
  const foreign = await dataSource.query<{ name: string }[]>(
    'SELECT name FROM schema_migrations WHERE name <> ALL ($1) ORDER BY name DESC',
    [known],
  );
  if (foreign[0]) throw new NewerSchemaError(foreign[0].name);
}
