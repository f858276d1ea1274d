import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { makeCertificates } from './certificates.js';
import { eventually } from './installation.js';

const HOST = '127.0.0.1';
export const REDIS_PASSWORD = 'redis-password-of-a-spec';

/** Servers of one spec's own, in a folder of their own. */
export class RedisServers {
  readonly folder = mkdtempSync(join(tmpdir(), 'mallkeeper-redis-'));
  private readonly running = new Map<number, ChildProcess>();

  /** Starts one, and waits until it answers. @returns its port. */
  async start(
    lines: readonly string[],
    options: { readonly sentinel?: boolean; readonly tls?: boolean } = {},
  ): Promise<number> {
    const port = await freePort();
    const folder = join(this.folder, String(port));
    mkdirSync(folder);
    const listening = options.tls ? ['port 0', `tls-port ${port}`] : [`port ${port}`];
    const file = join(folder, 'redis.conf');
    writeFileSync(
      file,
      [`bind ${HOST}`, ...listening, `dir ${folder}`, 'save ""', ...lines].join('\n') + '\n',
    );
    const child = spawn('redis-server', [file, ...(options.sentinel ? ['--sentinel'] : [])], {
      stdio: 'ignore',
    });
    this.running.set(port, child);
    if (!options.tls)
      await this.ask(port, options.sentinel ? undefined : passwordOf(lines), (redis) => redis.ping());
    return port;
  }

  async ask<Answer>(
    port: number,
    password: string | undefined,
    question: (redis: Redis) => Promise<Answer>,
  ): Promise<Answer> {
    const redis = new Redis({ host: HOST, port, password, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  async kill(port: number): Promise<void> {
    const child = this.running.get(port);
    this.running.delete(port);
    if (child?.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((port) => this.kill(port)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A master with a replica, and three sentinels who watch them. */
export async function startSentinels(servers: RedisServers): Promise<{ url: string; master: number }> {
  const auth = [`requirepass ${REDIS_PASSWORD}`, `masterauth ${REDIS_PASSWORD}`];
  const master = await servers.start(auth);
  await servers.start([...auth, `replicaof ${HOST} ${master}`]);
  await eventually(
    () => servers.ask(master, REDIS_PASSWORD, (redis) => redis.info('replication')),
    (info) => /slave0:.*state=online/.test(info),
  );
  const watching = [
    `sentinel monitor mall ${HOST} ${master} 2`,
    `sentinel auth-pass mall ${REDIS_PASSWORD}`,
    'sentinel down-after-milliseconds mall 1000',
    'sentinel failover-timeout mall 5000',
  ];
  const sentinels: number[] = [];
  for (let count = 0; count < 3; count++) sentinels.push(await servers.start(watching, { sentinel: true }));
  for (const port of sentinels) {
    await eventually(
      () => servers.ask(port, undefined, (redis) => redis.info('sentinel')),
      (info) => info.includes('slaves=1,sentinels=3'),
    );
  }
  const hosts = sentinels.map((port) => `${HOST}:${port}`).join(',');
  return { url: `redis+sentinel://:${REDIS_PASSWORD}@${hosts}/mall/0`, master };
}

/** Three masters. */
export async function startCluster(servers: RedisServers): Promise<string> {
  const ports: number[] = [];
  for (let count = 0; count < 3; count++) {
    ports.push(
      await servers.start([
        'cluster-enabled yes',
        `cluster-port ${await freePort()}`,
        'cluster-node-timeout 2000',
      ]),
    );
  }
  const nodes = ports.map((port) => `${HOST}:${port}`);
  execFileSync('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-yes'], { stdio: 'ignore' });
  for (const port of ports) {
    await eventually(
      () => servers.ask(port, undefined, async (redis) => redis.cluster('INFO')),
      (info) => info.includes('cluster_state:ok'),
    );
  }
  return `redis+cluster://${nodes.slice(0, 2).join(',')}`;
}

/** One that speaks TLS only, and asks for a certificate. */
export async function startTls(servers: RedisServers): Promise<{ url: string; settings: TlsFiles }> {
  const { authority, certificate, key } = makeCertificates(servers.folder);
  const port = await servers.start(
    [
      `tls-cert-file "${certificate}"`,
      `tls-key-file "${key}"`,
      `tls-ca-cert-file "${authority}"`,
      `requirepass ${REDIS_PASSWORD}`,
    ],
    { tls: true },
  );
  return {
    url: `rediss://:${REDIS_PASSWORD}@${HOST}:${port}/0`,
    settings: {
      REDIS_TLS_CA: authority,
      REDIS_TLS_CERT: certificate,
      REDIS_TLS_KEY: key,
    },
  };
}

export interface TlsFiles {
  readonly REDIS_TLS_CA: string;
  readonly REDIS_TLS_CERT: string;
  readonly REDIS_TLS_KEY: string;
}

function passwordOf(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.startsWith('requirepass '))?.slice('requirepass '.length);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, HOST), 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
