import { resolve } from 'node:path';
import type { Settings } from '../../config/index.js';
import { holdServers } from './keeper-client.js';
import { needRedisServer, offerPgDump } from './programs.js';

/** PostgreSQL and Redis as a command may use them, for as long as it holds them. */
export interface Services {
  /** The settings with `DATABASE_URL` and `REDIS_URL` filled in. */
  readonly settings: Settings;
  /** Gives them back; embedded servers that nobody holds any more are stopped, and have stopped when this resolves. */
  release(): Promise<void>;
}

/**
 * The servers that the settings name, or, for those that they do not name, Mallkeeper's own.
 * @param options.report is told, in a line, of what takes a while.
 * @param options.meanwhile is called when embedded servers have been told to start.
 * @throws StartupError
 */
export async function openServices(
  settings: Settings,
  { report, meanwhile }: { report: (line: string) => void; meanwhile: () => void },
): Promise<Services> {
  const postgres = settings.DATABASE_URL === undefined;
  const redis = settings.REDIS_URL === undefined && settings.BROKER_URL === undefined;
  const install = { forbidden: settings.MALLKEEPER_NO_INSTALL, report };
  const program = redis ? await needRedisServer(install) : null;
  if (postgres) await offerPgDump(install);
  if (!postgres && !redis) return { settings, release: async () => undefined };

  const hold = await holdServers(
    resolve(settings.MALLKEEPER_DATA_DIR),
    { postgres, redis: program },
    { report, meanwhile },
  );
  const embedded = {
    ...(postgres && { DATABASE_URL: hold.databaseUrl }),
    ...(redis && { REDIS_URL: hold.redisUrl }),
  };
  const origins = Object.fromEntries(Object.keys(embedded).map((name) => [name, 'embedded server']));
  return {
    settings: { ...settings, ...embedded, origins: { ...settings.origins, ...origins } },
    release: () => hold.release(),
  };
}
