import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { loadSettings, type Settings } from '../../src/config/index.js';
import { dataSourceOptions, migrate } from '../../src/database/index.js';

/** A migrated, empty database of one spec's own, and settings that point to it. */
export interface TestDatabase {
  readonly settings: Settings;
  readonly dataSource: DataSource;
  drop(): Promise<void>;
}

/** Any constant; keeps two specs from making the template at once. */
const TEMPLATE_LOCK = 7_264_002;

/**
 * Clones the migrated template on the server at TEST_DATABASE_URL. Call it in `beforeAll`, and `drop` in `afterAll`.
 * @param environment more settings, by their environment names.
 */
export async function createTestDatabase(environment: NodeJS.ProcessEnv = {}): Promise<TestDatabase> {
  const name = `mallkeeper_spec_${randomBytes(6).toString('hex')}`;
  await administer(async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${await migratedTemplate(client)}`);
  });
  const settings = testSettings(name, environment);
  const dataSource = await new DataSource(dataSourceOptions(settings)).initialize();
  // A clone would share the template's queues in Redis.
  await dataSource.query('UPDATE installation SET id = gen_random_uuid()');
  // Specs start with an empty audit log.
  await dataSource.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only');
  return {
    settings,
    dataSource,
    async drop() {
      await dataSource.destroy();
      await administer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** A template for each text of the migrations, so that editing one does not leave specs on the schema before. */
async function migratedTemplate(client: pg.Client): Promise<string> {
  const folder = new URL('../../src/database/migrations/', import.meta.url);
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(new URL(file, folder)));
  const template = `mallkeeper_template_${hash.digest('hex').slice(0, 12)}`;
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount === 0) {
      await client.query(`DROP DATABASE IF EXISTS ${template}_unfinished`);
      await client.query(`CREATE DATABASE ${template}_unfinished`);
      await migrate(testSettings(`${template}_unfinished`, {}));
      await client.query(`ALTER DATABASE ${template}_unfinished RENAME TO ${template}`);
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return template;
}

function testSettings(database: string, environment: NodeJS.ProcessEnv): Settings {
  const url = new URL(serverAddress('TEST_DATABASE_URL'));
  url.pathname = `/${database}`;
  return loadSettings({
    DATABASE_URL: url.href,
    ...brokerSettings(),
    MALLKEEPER_DEMO: '0',
    ADMIN_PASSWORD: 'correct horse battery',
    LOG_LEVEL: 'error',
    ...environment,
  });
}

/** The broker under test: RabbitMQ and no Redis at all, where one is named. */
export function brokerSettings(): NodeJS.ProcessEnv {
  const { TEST_BROKER_URL } = process.env;
  return TEST_BROKER_URL ? { BROKER_URL: TEST_BROKER_URL } : { REDIS_URL: serverAddress('TEST_REDIS_URL') };
}

function serverAddress(name: 'TEST_DATABASE_URL' | 'TEST_REDIS_URL'): string {
  const address = process.env[name];
  if (!address) throw new Error(`${name} is not set: run the tests with npm test, which starts the servers`);
  return address;
}

async function administer<Result>(work: (client: pg.Client) => Promise<Result>): Promise<void> {
  const client = new pg.Client({ connectionString: serverAddress('TEST_DATABASE_URL') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
