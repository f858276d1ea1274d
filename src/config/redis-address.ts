/** A host and port, as ioredis takes them. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is, as an address of it says. */
export interface RedisAddress {
  /** `sentinel`: the nodes are sentinels, who know the master. `cluster`: some nodes, who know the others. */
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly nodes: readonly RedisNode[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Of the sentinels, where they want one: `?sentinelPassword=`. */
  readonly sentinelPassword?: string;
  /** The name of the master that the sentinels watch. */
  readonly master?: string;
  readonly database: number;
}

const SHAPE = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;
const PORTS = { single: 6379, sentinel: 26379, cluster: 6379 } as const;

/** Whether it is an address of Redis, well formed or not. */
export function isRedisAddress(value: string): boolean {
  return /^rediss?(\+|:)/.test(value);
}

/**
 * Reads `redis://:password@host:6379/0`, `redis+sentinel://one:26379,two:26379/mymaster/0` or
 * `redis+cluster://one:6379,two:6379`; `rediss` in place of `redis` for TLS.
 * @throws RangeError without the text, which may hold a secret.
 */
export function parseRedisAddress(value: string): RedisAddress {
  const match = SHAPE.exec(value);
  if (!match) throw new RangeError(WANTED);
  const [, secure, topology, credentials, authority = '', path = '', query = ''] = match;
  const kind = topology === 'sentinel' || topology === 'cluster' ? topology : 'single';
  const nodes = authority.split(',').map((node) => parseNode(node, PORTS[kind]));
  if (kind === 'single' && nodes.length > 1) throw new RangeError(WANTED);
  const [first = '', ...others] = path.split('/').filter((part) => part !== '');
  const [master, database = '0'] = kind === 'sentinel' ? [first, ...others] : [undefined, first || '0'];
  if (master === '')
    throw new RangeError('name the master that the sentinels watch: redis+sentinel://host:26379/mymaster/0');
  if (!/^\d+$/.test(database) || (kind === 'cluster' && database !== '0')) {
    throw new RangeError(kind === 'cluster' ? 'leave out the database: a cluster has 0 only' : WANTED);
  }
  const [username, password] = parseCredentials(credentials);
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword') ?? undefined;
  return {
    kind,
    nodes,
    tls: secure === 's',
    username,
    password,
    sentinelPassword,
    master,
    database: Number(database),
  };
}

const WANTED =
  'write redis://user:password@host:6379/0, redis+sentinel://host:26379,host2:26379/mymaster/0 or redis+cluster://host:6379,host2:6379 (rediss... for TLS)';

function parseNode(text: string, defaultPort: number): RedisNode {
  const [, host, port] = /^(\[[^\]]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined) throw new RangeError(WANTED);
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) };
}

function parseCredentials(credentials: string | undefined): [string | undefined, string | undefined] {
  if (credentials === undefined) return [undefined, undefined];
  const [username = '', ...rest] = credentials.split(':');
  try {
    return [decodeURIComponent(username) || undefined, decodeURIComponent(rest.join(':')) || undefined];
  } catch {
    throw new RangeError('write a % in a name or password as %25');
  }
}
