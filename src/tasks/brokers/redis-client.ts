import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisAddress, type RedisNode, type Settings } from '../../config/index.js';
import { StartupError } from '../../database/index.js';

export type RedisClient = Redis | Cluster;

/** How to reach Redis. */
export type RedisSettings = Pick<Settings, 'REDIS_TLS_CA' | 'REDIS_TLS_CERT' | 'REDIS_TLS_KEY'>;

/** How a connection behaves, whatever it leads to. */
export interface RedisClientOptions extends Pick<
  RedisOptions,
  'connectTimeout' | 'enableAutoPipelining' | 'enableReadyCheck' | 'lazyConnect' | 'maxRetriesPerRequest'
> {
  /** Ms until the next try to connect; null: there is none. */
  readonly retryStrategy: (failures: number) => number | null;
}

/**
 * A client of the Redis at an address, of the master that sentinels name, or of a cluster.
 * @throws StartupError when a file of TLS cannot be read.
 */
export function createRedisClient(
  url: string,
  settings: RedisSettings,
  options: RedisClientOptions,
): RedisClient {
  const address = parseRedisAddress(url);
  const tls = address.tls ? tlsOptions(settings) : undefined;
  const { retryStrategy, lazyConnect, enableAutoPipelining, ...rest } = options;
  const { username, password } = address;
  const common = { ...rest, username, password, tls };
  switch (address.kind) {
    case 'single':
      return new Redis(url, {
        ...rest,
        ...(tls && { tls }),
        lazyConnect,
        enableAutoPipelining,
        retryStrategy,
      });
    case 'sentinel':
      return new Redis({
        ...common,
        sentinels: address.nodes.map((node) => ({ ...node })),
        name: address.master,
        sentinelPassword: address.sentinelPassword,
        enableTLSForSentinelMode: address.tls,
        sentinelTLS: tls,
        db: address.database,
        lazyConnect,
        enableAutoPipelining,
        // So that a master that was replaced while it is still there is left.
        failoverDetector: true,
        retryStrategy,
        sentinelRetryStrategy: retryStrategy,
      });
    case 'cluster':
      return new Cluster(
        address.nodes.map((node: RedisNode) => ({ ...node })),
        {
          redisOptions: common,
          lazyConnect,
          enableAutoPipelining,
          enableReadyCheck: rest.enableReadyCheck,
          clusterRetryStrategy: retryStrategy,
          // The certificate of a node is for its name.
          ...(tls && { dnsLookup: (host, callback) => callback(null, host) }),
        },
      );
  }
}

function tlsOptions({ REDIS_TLS_CA, REDIS_TLS_CERT, REDIS_TLS_KEY }: RedisSettings): ConnectionOptions {
  return {
    ca: read('REDIS_TLS_CA', REDIS_TLS_CA),
    cert: read('REDIS_TLS_CERT', REDIS_TLS_CERT),
    key: read('REDIS_TLS_KEY', REDIS_TLS_KEY),
  };
}

function read(name: string, file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new StartupError(`${name}: ${file} cannot be read (${String(code)}).`);
  }
}
