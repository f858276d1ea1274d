import pg from 'pg';
import type { TestDatabase } from './test-database.js';

/**
 * Has the two databases take each other's names in one transaction, as a restore does: every connection to them ends, and
 * the next one finds the other database. Both keep the queues of the first one.
 */
export async function swapDatabases(one: TestDatabase, other: TestDatabase): Promise<void> {
  const [installation] = await one.dataSource.query<{ id: string }[]>('SELECT id FROM installation');
  await other.dataSource.query('UPDATE installation SET id = $1', [installation?.id]);
  const names = [nameOf(one), nameOf(other)] as const;
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    const all = names.join(' ');
    for (const name of names) await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ANY (string_to_array($1, ' '))`,
      [all],
    );
    await client.query('BEGIN');
    await client.query(`ALTER DATABASE ${names[0]} RENAME TO ${names[0]}_swapped`);
    await client.query(`ALTER DATABASE ${names[1]} RENAME TO ${names[0]}`);
    await client.query(`ALTER DATABASE ${names[0]}_swapped RENAME TO ${names[1]}`);
    await client.query('COMMIT');
    for (const name of names) await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
  } finally {
    await client.end();
  }
}

function nameOf({ settings }: TestDatabase): string {
  return new URL(settings.DATABASE_URL ?? '').pathname.slice(1);
}
