import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { ServerHome } from './server-home.js';
import { endOrphan, freePort, ServerProcess, startupErrorFrom } from './server-process.js';
import { StartupError } from './startup.error.js';

/** The major version that the package brings; a cluster is bound to its major version. */
const MAJOR_VERSION = '15';

const DATABASE = 'mallkeeper';

/** A running PostgreSQL of Mallkeeper's own. */
export interface RunningServer {
  readonly url: string;
  readonly process: ServerProcess;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a free port of the loopback address; the first time it makes the cluster and the database.
 * @param previous URL of the one that has ended: the new one takes its place.
 * @throws StartupError
 */
export async function startPostgres(home: ServerHome, previous?: string): Promise<RunningServer> {
  const folder = join(home.folder, 'postgres');
  const passwordFile = join(home.folder, 'postgres-password');
  await endOrphanOf(folder);
  if ((await clusterVersion(folder)) === undefined) await makeCluster(home, folder, passwordFile);
  await checkVersion(folder);

  const password = (await readFile(passwordFile, 'utf8')).trim();
  const port = await freePort(previous === undefined ? 0 : Number(new URL(previous).port));
  const server = ServerProcess.start(
    'PostgreSQL',
    [join(home.postgresPrograms, 'postgres'), '-D', folder, ...settings(port)],
    { user: home.user, folder, logFile: join(home.folder, 'postgres.log') },
  );
  const urlOf = (database: string): string =>
    `postgres://mallkeeper:${password}@127.0.0.1:${port}/${database}`;
  await server.answering(() => withClient(urlOf('postgres'), (client) => client.query('SELECT 1')));
  await withClient(urlOf('postgres'), async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
  // SIGINT: ends connections and writes everything down; SIGQUIT: at once, made good from the log at the next start.
  return { url: urlOf(DATABASE), process: server, stop: () => server.stop('SIGINT', 'SIGQUIT') };
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Under a temporary name until it is whole, so that a start that was cut short leaves no half of a cluster. */
async function makeCluster(home: ServerHome, folder: string, passwordFile: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (home.user) await chown(passwordFile, home.user.uid, home.user.gid);
  const options = [
    `--pgdata=${unfinished}`,
    '--username=mallkeeper',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  try {
    await promisify(execFile)(join(home.postgresPrograms, 'initdb'), options, {
      ...home.user,
      cwd: home.folder,
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    });
  } catch (error) {
    throw startupErrorFrom(`Mallkeeper's own PostgreSQL could not be set up: ${String(error)}`, home.folder);
  }
  await rename(unfinished, folder);
}

async function clusterVersion(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text?.trim();
}

async function checkVersion(folder: string): Promise<void> {
  const version = await clusterVersion(folder);
  if (version === MAJOR_VERSION) return;
  throw new StartupError(
    `The data in ${folder} was written by PostgreSQL ${version}, and this version of Mallkeeper brings PostgreSQL ` +
      `${MAJOR_VERSION}. Start the version of Mallkeeper that wrote it, or name another folder with MALLKEEPER_DATA_DIR.`,
  );
}

async function endOrphanOf(folder: string): Promise<void> {
  const lines = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(lines.split('\n')[0]);
  if (pid > 0) await endOrphan(pid, ['postgres', folder], 'SIGINT');
}

async function withClient(
  connectionString: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
