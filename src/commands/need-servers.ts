import { Redis } from 'ioredis';
import pg from 'pg';
import { type Settings, withoutSecrets } from '../config/index.js';
import { StartupError } from '../database/index.js';

/** Longest wait for a server's first answer, in ms. */
const PATIENCE = 5_000;

/**
 * Finds out at once whether the servers that the settings name answer, so that the error is one paragraph.
 * @throws StartupError
 */
export async function needServers(settings: Settings): Promise<void> {
  await Promise.all([needPostgres(settings), needRedis(settings)]);
}

async function needPostgres({ DATABASE_URL: url = '' }: Settings): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE });
  client.on('error', () => undefined);
  let version: number;
  try {
    await client.connect();
    const answer = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::integer AS version`,
    );
    version = answer.rows[0]?.version ?? 0;
  } catch (error) {
    throw new StartupError(
      `PostgreSQL at ${withoutSecrets(url)} (DATABASE_URL) cannot be used: ${reasonOf(error)}. Start it or correct ` +
        'DATABASE_URL; without DATABASE_URL Mallkeeper runs a PostgreSQL of its own.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  if (version < 150_000) {
    throw new StartupError(
      `PostgreSQL at ${withoutSecrets(url)} (DATABASE_URL) is version ${Math.floor(version / 10_000)}; ` +
        'Mallkeeper needs 15 or newer.',
    );
  }
}

async function needRedis({ BROKER_URL, REDIS_URL }: Settings): Promise<void> {
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
    const [, version = ''] = /^redis_version:(.*)$/m.exec(await client.info('server')) ?? [];
    if (!isAtLeast(version.trim(), [6, 2])) reason = new Error(`it is version ${version}, and 6.2 is needed`);
    else return;
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
