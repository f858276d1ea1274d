import { Redis } from 'ioredis';
import pg from 'pg';
import { type Settings, withoutSecrets } from '../config/index.js';
import { StartupError } from '../database/index.js';

/** Longest wait for a server's first answer, in ms. */
const PATIENCE = 5_000;

/** The servers' versions, such as `15.4` and `7.0.12`. */
export interface ServerVersions {
  readonly postgresql: string;
  readonly redis: string;
}

/** What a command can do without. */
export interface NeededServers {
  /** Whether the command makes the database where there is none. */
  readonly databaseMayBeMissing?: boolean;
}

/** PostgreSQL's code for a database that does not exist. */
const NO_SUCH_DATABASE = '3D000';

/**
 * Finds out at once whether the servers that the settings name answer, so that the error is one paragraph.
 * @throws StartupError
 */
export async function needServers(
  settings: Settings,
  { databaseMayBeMissing = false }: NeededServers = {},
): Promise<ServerVersions> {
  const [postgresql, redis] = await Promise.all([
    needPostgres(settings, databaseMayBeMissing),
    needRedis(settings),
  ]);
  return { postgresql, redis };
}

/** @returns the version; of a server whose database is missing, and may be, nothing. */
async function needPostgres(
  { DATABASE_URL: url = '' }: Settings,
  databaseMayBeMissing: boolean,
): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE });
  client.on('error', () => undefined);
  let version: string;
  try {
    await client.connect();
    const answer = await client.query<{ version: string }>(
      `SELECT current_setting('server_version') AS version`,
    );
    version = answer.rows[0]?.version ?? '';
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (databaseMayBeMissing && code === NO_SUCH_DATABASE) return '';
    throw new StartupError(
      `PostgreSQL at ${withoutSecrets(url)} (DATABASE_URL) cannot be used: ${reasonOf(error)}. Start it or correct ` +
        'DATABASE_URL; without DATABASE_URL Mallkeeper runs a PostgreSQL of its own.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  if (parseInt(version, 10) < 15) {
    throw new StartupError(
      `PostgreSQL at ${withoutSecrets(url)} (DATABASE_URL) is version ${version}; Mallkeeper needs 15 or newer.`,
    );
  }
  return version;
}

async function needRedis({ BROKER_URL, REDIS_URL }: Settings): Promise<string> {
  const name = BROKER_URL === undefined ? 'REDIS_URL' : 'BROKER_URL';
  const url = BROKER_URL ?? REDIS_URL ?? '';
  if (url.startsWith('amqp')) {
    throw new StartupError(
      'BROKER_URL names a RabbitMQ, and this version carries runs over Redis only: write redis://host:6379/0, or leave it out.',
    );
  }
  const client = new Redis(url, { lazyConnect: true, connectTimeout: PATIENCE, retryStrategy: null });
  // What goes wrong rejects the calls below too, but only this tells why.
  let reason: unknown;
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
    const version = /^redis_version:(.*)$/m.exec(await client.info('server'))?.[1]?.trim() ?? '';
    if (isAtLeast(version, [6, 2])) return version;
    reason = new Error(`it is version ${version}, and 6.2 is needed`);
  } catch (error) {
    reason ??= error;
  } finally {
    client.disconnect();
  }
  throw new StartupError(
    `Redis at ${withoutSecrets(url)} (${name}) cannot be used: ${reasonOf(reason)}. Start it or correct ${name}; ` +
      `without ${name} Mallkeeper runs a Redis of its own.`,
  );
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split('.').map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}

/** Several addresses of one name that all refuse come as one error that says nothing itself. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
