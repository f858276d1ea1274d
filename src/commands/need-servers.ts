import { connect } from 'amqplib';
import pg from 'pg';
import { type AmqpAddress, amqpAddresses, type Settings, withoutSecrets } from '../config/index.js';
import { StartupError } from '../database/index.js';
import { createRedisClient, type RedisSettings } from '../tasks/index.js';

/** Longest wait for a server's first answer, in ms. */
const PATIENCE = 5_000;

/** The servers' versions, such as `15.4`. */
export interface ServerVersions {
  readonly postgresql: string;
  /** With its name: `Redis 7.0.12`, `RabbitMQ 3.10.8`. */
  readonly broker: string;
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
  const [postgresql, broker] = await Promise.all([
    needPostgres(settings, databaseMayBeMissing),
    needBroker(settings),
  ]);
  return { postgresql, broker };
}

/**
 * @returns the version; of a server whose database is missing, and may be, nothing.
 * @throws StartupError, whose cause is what the server, or the way to it, had to say.
 */
export async function needPostgres(
  { DATABASE_URL: url = '' }: Settings,
  databaseMayBeMissing = false,
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
      { cause: error },
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

/**
 * @returns its name and version.
 * @throws StartupError, whose cause is what the broker, or the way to it, had to say.
 */
export function needBroker(settings: Settings): Promise<string> {
  const { BROKER_URL, REDIS_URL } = settings;
  if (BROKER_URL?.startsWith('amqp')) return needRabbit(BROKER_URL);
  const name = BROKER_URL === undefined ? 'REDIS_URL' : 'BROKER_URL';
  return needRedis(BROKER_URL ?? REDIS_URL ?? '', name, settings);
}

/** Of several nodes one is enough. */
async function needRabbit(url: string): Promise<string> {
  const reasons: unknown[] = [];
  for (const address of amqpAddresses(url)) {
    try {
      const version = await rabbitVersion(address);
      if (isAtLeast(version, [3, 10])) return `RabbitMQ ${version}`;
      reasons.push(new Error(`it is version ${version}, and 3.10 is needed`));
    } catch (error) {
      reasons.push(error);
    }
  }
  throw new StartupError(
    `RabbitMQ at ${withoutSecrets(url)} (BROKER_URL) cannot be used: ${reasons.map(reasonOf).join('; ')}. Start it or correct BROKER_URL; ` +
      'without BROKER_URL runs go over Redis.',
    { cause: new AggregateError(reasons) },
  );
}

async function rabbitVersion(address: AmqpAddress): Promise<string> {
  const connection = await connect(address, { timeout: PATIENCE });
  connection.on('error', () => undefined);
  const { version } = connection.connection.serverProperties;
  // Nobody waits for its goodbye.
  connection.close().catch(() => undefined);
  return version;
}

/** @param name of the setting that names it. */
async function needRedis(url: string, name: string, settings: RedisSettings): Promise<string> {
  const client = createRedisClient(url, settings, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // What goes wrong rejects the calls below too, but only this tells why.
  let reason: unknown;
  client.on('error', (error: Error) => (reason = error));
  try {
    await client.connect();
    const version = /^redis_version:(.*)$/m.exec(await client.info('server'))?.[1]?.trim() ?? '';
    if (isAtLeast(version, [6, 2])) return `Redis ${version}`;
    reason = new Error(`it is version ${version}, and 6.2 is needed`);
  } catch (error) {
    reason ??= error;
  } finally {
    client.disconnect();
  }
  throw new StartupError(
    `Redis at ${withoutSecrets(url)} (${name}) cannot be used: ${reasonOf(reason)}. Start it or correct ${name}; ` +
      `without ${name} Mallkeeper runs a Redis of its own.`,
    { cause: reason },
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
