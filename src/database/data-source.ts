import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/index.js';
import { migrations } from './migrations/index.js';
import { PreparingClient } from './prepared-statements.js';

// A `date` has no time zone: as text, `YYYY-MM-DD`, it cannot shift by a day on its way through a JavaScript Date.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** How long to wait for a connection, or for one of the pool's to be free, in ms. */
const CONNECTION_TIMEOUT = 60_000;

/** How to reach the database; the schema changes by migrations alone. */
export function dataSourceOptions(
  settings: Pick<Settings, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'> &
    Partial<Pick<Settings, 'DATABASE_DIRECT_URL'>>,
): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.DATABASE_URL,
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName: 'mallkeeper',
    poolSize: settings.DATABASE_POOL_SIZE,
    // Far-off estimates make PostgreSQL compile statements over many rows, which takes longer than to execute them.
    extra: {
      options: '-c timezone=UTC -c jit=off',
      // Without these, a server that vanished silently is waited for until the system gives up, after minutes or hours.
      keepAlive: true,
      connectionTimeoutMillis: CONNECTION_TIMEOUT,
      // Behind a pooler a connection is another one's a moment later, and not every pooler knows what was prepared on which.
      ...(settings.DATABASE_DIRECT_URL === undefined && { Client: PreparingClient }),
    },
  };
}
