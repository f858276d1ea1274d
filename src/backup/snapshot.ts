import pg from 'pg';
import type { DatabaseLocale } from './manifest.js';

/** A moment of the database, and what there is to know of it. */
export interface Snapshot {
  /** Sees the database as of that moment. */
  readonly client: pg.Client;
  /** For `pg_dump --snapshot`. */
  readonly id: string;
  readonly takenAt: Date;
  readonly installation: string;
  /** Name of the last migration. */
  readonly schemaVersion: string;
  /** Such as `15.18`. */
  readonly serverVersion: string;
  /** Such as 15. */
  readonly serverMajor: number;
  readonly locale: DatabaseLocale;
  readonly databaseBytes: number;
}

/**
 * Holds the database still for whoever looks through the snapshot; for everybody else it goes on.
 * @param url past any pooler.
 * @param signal ends the connection, and so whatever `work` asks of it.
 */
export async function withSnapshot<Result>(
  url: string,
  signal: AbortSignal,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'mallkeeper backup snapshot',
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    // It stands idle while pg_dump works, and a checksum of a large table takes long.
    options: '-c idle_in_transaction_session_timeout=0 -c statement_timeout=0 -c lock_timeout=0',
  });
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  const stop = (): void => void client.end().catch(() => undefined);
  await client.connect();
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<Omit<Snapshot, 'client' | 'locale'> & DatabaseLocale>(FACTS);
    const [facts] = rows;
    if (!facts) throw new Error('the server did not say what it holds');
    const { encoding, collate, ctype, ...rest } = facts;
    return await work({ ...rest, client, locale: { encoding, collate, ctype } });
  } catch (error) {
    signal.throwIfAborted();
    throw lost ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end();
  }
}

const FACTS = `
  SELECT pg_export_snapshot() AS id, clock_timestamp() AS "takenAt",
         (SELECT id FROM installation) AS installation,
         (SELECT name FROM schema_migrations ORDER BY timestamp DESC LIMIT 1) AS "schemaVersion",
         split_part(current_setting('server_version'), ' ', 1) AS "serverVersion",
         current_setting('server_version_num')::integer / 10000 AS "serverMajor",
         pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype,
         pg_database_size(oid)::float8 AS "databaseBytes"
  FROM pg_database
  WHERE datname = current_database()`;
