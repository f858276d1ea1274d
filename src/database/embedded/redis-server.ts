import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { RunningServer } from './postgres-server.js';
import type { ServerHome } from './server-home.js';
import { endOrphan, freePort, ServerProcess } from './server-process.js';

/**
 * Starts Redis (or Valkey) on a free port of the loopback address, with an append-only file.
 * @param program path of the server.
 * @param previous URL of the one that has ended: the new one takes its place.
 * @throws StartupError
 */
export async function startRedis(
  program: string,
  home: ServerHome,
  previous?: string,
): Promise<RunningServer> {
  const folder = join(home.folder, 'redis');
  const configuration = join(folder, 'redis.conf');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await endOrphanOf(folder, configuration);
  const port = await freePort(previous === undefined ? 0 : Number(new URL(previous).port));
  const password =
    previous === undefined ? randomBytes(18).toString('base64url') : new URL(previous).password;
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    `pidfile ${JSON.stringify(join(folder, 'redis.pid'))}`,
    'appendonly yes',
    // The broker must refuse what it has no room for, not forget something else for it.
    'maxmemory-policy noeviction',
  ];
  await writeFile(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
  if (home.user) {
    for (const path of [folder, configuration]) await chown(path, home.user.uid, home.user.gid);
  }
  const server = ServerProcess.start('Redis', [program, configuration], {
    user: home.user,
    folder,
    logFile: join(home.folder, 'redis.log'),
  });
  const url = `redis://:${password}@127.0.0.1:${port}/0`;
  await server.answering(() => ping(url));
  return { url, process: server, stop: () => server.stop('SIGTERM', 'SIGKILL') };
}

/** One that still loads its file refuses, and is asked again. */
async function ping(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null, enableReadyCheck: false });
  // What goes wrong rejects the calls below too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

/** Redis shows itself in the list of processes as `redis-server 127.0.0.1:<port>`. */
async function endOrphanOf(folder: string, configuration: string): Promise<void> {
  const pid = Number(await readFile(join(folder, 'redis.pid'), 'utf8').catch(() => ''));
  const port = /^port (\d+)$/m.exec(await readFile(configuration, 'utf8').catch(() => ''))?.[1];
  if (pid > 0 && port !== undefined) await endOrphan(pid, [`127.0.0.1:${port}`], 'SIGTERM');
}
