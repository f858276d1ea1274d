import { DataSource, type MigrationInterface } from 'typeorm';
import type { Settings } from '../config/index.js';
import { dataSourceOptions } from './data-source.js';
import { migrations } from './migrations/index.js';
import { NewerSchemaError } from './newer-schema.error.js';

/** So that two processes that start together do not migrate at once; any constant that nothing else locks. */
const MIGRATION_LOCK = 7_264_001;

/**
 * Brings the schema up to date; safe to call from several processes at once.
 * @returns the names of the migrations that ran now.
 * @throws NewerSchemaError when a newer version of Mallkeeper has migrated this database, and has not only added to it.
 */
export async function migrate(settings: Settings): Promise<string[]> {
  return withDataSource(settings, async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await refuseNewerSchema(dataSource, await applied(dataSource));
      const ran = await dataSource.runMigrations();
      await noteExpansions(dataSource);
      return ran.map((migration) => migration.name);
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await lock.release();
    }
  });
}

/**
 * The names of the migrations that {@link migrate} would run.
 * @throws NewerSchemaError
 */
export async function pendingMigrations(settings: Settings): Promise<string[]> {
  return withDataSource(settings, async (dataSource) => {
    const names = await applied(dataSource);
    await refuseNewerSchema(dataSource, names);
    return dataSource.migrations.map(nameOf).filter((name) => !names.includes(name));
  });
}

/** How the schema of a database stands to this version: it lacks migrations, or has some of a newer version. */
export async function schemaState(dataSource: DataSource): Promise<'current' | 'pending' | 'newer'> {
  const names = await applied(dataSource);
  const known = dataSource.migrations.map(nameOf);
  if (known.some((name) => !names.includes(name))) return 'pending';
  return names.every((name) => known.includes(name)) ? 'current' : 'newer';
}

/** Whether this version has a migration of that name. */
export function knowsMigration(name: string): boolean {
  return migrations.some((migration) => new migration().name === name);
}

async function withDataSource<Result>(
  settings: Settings,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  // Past a pooler: the lock belongs to a session.
  const url = settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL;
  const dataSource = new DataSource(dataSourceOptions({ ...settings, DATABASE_URL: url }));
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** The names of the migrations that this database has had. */
async function applied(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ exists: boolean }[]>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS exists`,
  );
  if (!table?.exists) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM schema_migrations ORDER BY name');
  return rows.map((row) => row.name);
}

/** What a newer version has only added may be there. */
async function refuseNewerSchema(dataSource: DataSource, names: readonly string[]): Promise<void> {
  const known = dataSource.migrations.map(nameOf);
  const foreign = names.filter((name) => !known.includes(name));
  if (foreign.length === 0) return;
  const expansions = await expansionsOf(dataSource);
  const breaking = foreign.findLast((name) => !expansions.includes(name));
  if (breaking !== undefined) throw new NewerSchemaError(breaking);
}

async function expansionsOf(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ exists: boolean }[]>(
    `SELECT to_regclass('schema_expansions') IS NOT NULL AS exists`,
  );
  if (!table?.exists) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM schema_expansions');
  return rows.map((row) => row.name);
}

/** For versions that do not know them. */
async function noteExpansions(dataSource: DataSource): Promise<void> {
  const names = dataSource.migrations.filter((migration) => 'onlyExpands' in migration).map(nameOf);
  await dataSource.query(
    'INSERT INTO schema_expansions (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING',
    [names],
  );
}

function nameOf(migration: MigrationInterface): string {
  return migration.name ?? migration.constructor.name;
}
