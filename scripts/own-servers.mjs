// PostgreSQL and Redis, or RabbitMQ, for tests and benchmarks: of their own, in a temporary folder, unless the environment names some.
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, where Linux has one: making a database for a spec takes 70 ms there, and up to 2 s on a disk. */
const IN_MEMORY = '/dev/shm';

/** Bytes that databases of specs may take there; a container may have as little as 64 MB. */
const ROOM = 4 * 1024 ** 3;

/**
 * @param durable false: a power cut may lose what was committed, and everything is faster.
 * @returns {Promise<{environment: object, folder: string, stop: () => Promise<void>}>} the folder is for results, too.
 */
export async function startOwnServers({ durable }) {
  const folder = mkdtempSync(join(durable ? tmpdir() : fastFolder(), 'mallkeeper test '));
  // Open to pass through: run by root, the servers run as another user.
  chmodSync(folder, 0o711);
  const removeFolder = async () => rmSync(folder, { recursive: true, force: true });
  const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
  if (TEST_DATABASE_URL && TEST_REDIS_URL) return { environment: {}, folder, stop: removeFolder };

  const { loadSettings } = await import('../dist/config/index.js');
  const { openServices } = await import('../dist/database/index.js');
  const { PATH, HOME } = process.env;
  const settings = loadSettings({ PATH, HOME, MALLKEEPER_DATA_DIR: folder }, join(folder, 'no.env'));
  const services = await openServices(settings, {
    report: (line) => console.error(line),
    meanwhile: () => undefined,
  });
  const { DATABASE_URL, REDIS_URL } = services.settings;
  if (!durable) await forgetDurability(DATABASE_URL);
  return {
    environment: { TEST_DATABASE_URL: DATABASE_URL, TEST_REDIS_URL: REDIS_URL },
    folder,
    async stop() {
      await services.release();
      await removeFolder();
    },
  };
}

function fastFolder() {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return Math.min(bavail * bsize, freemem()) >= ROOM ? IN_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

async function forgetDurability(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('ALTER SYSTEM SET fsync = off');
  await client.query('ALTER SYSTEM SET synchronous_commit = off');
  await client.query('ALTER SYSTEM SET full_page_writes = off');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}
