import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DatabaseLocale } from './manifest.js';

/** Databases that one can connect to while one works on others. */
const MAINTENANCE = ['postgres', 'template1'];

/** PostgreSQL's codes for a locale that the machine does not know: wrong name, invalid value. */
const UNKNOWN_LOCALE = new Set(['42809', '22023']);

/** PostgreSQL's code for what a role may not do. */
export const NOT_PERMITTED = '42501';

/** Where a database is, under another name on the same server. */
export function sibling(url: string, name: string): string {
  const found = new URL(url);
  found.pathname = `/${encodeURIComponent(name)}`;
  return found.href;
}

/** The name of the database that a URL names. */
export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/**
 * Connects to the server of `url`, but to a database that is always there.
 * @throws the first reason why none can be used.
 */
export async function withServer<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  let reason: unknown;
  // One cannot rename or drop the database that one is connected to.
  for (const name of MAINTENANCE.filter((each) => each !== databaseName(url))) {
    const client = new pg.Client({
      connectionString: sibling(url, name),
      application_name: 'mallkeeper backup',
      keepAlive: true,
    });
    // A connection that is lost rejects what is asked of it.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      reason ??= error;
      continue;
    }
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
  throw reason;
}

/** The major version of a server, such as 15. */
export function serverMajor(url: string): Promise<number> {
  return withServer(url, async (client) => {
    const { rows } = await client.query<{ major: number }>(
      `SELECT current_setting('server_version_num')::integer / 10000 AS major`,
    );
    return rows[0]?.major ?? 0;
  });
}

/** Creates an empty database. @returns whether it has the locale that was asked for, which its machine may not know. */
export async function createDatabase(
  client: pg.Client,
  name: string,
  { encoding, collate, ctype }: DatabaseLocale,
): Promise<boolean> {
  const create = `CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE template0`;
  const literal = (value: string): string => client.escapeLiteral(value);
  try {
    await client.query(
      `${create} ENCODING ${literal(encoding)} LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(ctype)}`,
    );
    return true;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !UNKNOWN_LOCALE.has(code)) throw error;
    await client.query(`${create} ENCODING ${literal(encoding)} LC_COLLATE 'C' LC_CTYPE 'C'`);
    return false;
  }
}

/** A database that is there while something is tried in it. */
export class ScratchDatabase {
  private constructor(
    private readonly server: string,
    private readonly name: string,
  ) {}

  /**
   * Creates one, and drops those that others have left. To be called by whoever holds the {@link BackupLock}.
   * @param server URL of a database on the server, whose role may create databases.
   * @param installation to tell its scratch databases from those of others on the same server.
   */
  static async create(
    server: string,
    installation: string,
    locale: DatabaseLocale,
  ): Promise<ScratchDatabase> {
    const mark = createHash('sha256').update(installation).digest('hex').slice(0, 8);
    const prefix = `mallkeeper_scratch_${mark}_`;
    return withServer(server, async (client) => {
      const left = await client.query<{ name: string }>(
        `SELECT datname AS name FROM pg_database WHERE datname ~ $1`,
        [`^${prefix}[0-9a-f]{12}$`],
      );
      for (const { name } of left.rows) await drop(client, name);
      const name = prefix + randomBytes(6).toString('hex');
      await createDatabase(client, name, locale);
      return new ScratchDatabase(server, name);
    });
  }

  get url(): string {
    return sibling(this.server, this.name);
  }

  async drop(): Promise<void> {
    await withServer(this.server, (client) => drop(client, this.name));
  }
}

/** Drops a database, whoever is connected to it. */
export async function drop(client: pg.Client, name: string): Promise<void> {
  const statement = `DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)}`;
  try {
    await client.query(`${statement} WITH (FORCE)`);
  } catch (error) {
    if ((error as { code?: unknown }).code !== NOT_PERMITTED) throw error;
    // FORCE may not end an autovacuum worker unless the role is a superuser; without it PostgreSQL ends that one by itself.
    await client.query(statement);
  }
}
