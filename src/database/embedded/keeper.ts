import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { firstLine } from './first-line.js';
import { startPostgres, type RunningServer } from './postgres-server.js';
import { startRedis } from './redis-server.js';
import { type ServerHome, serverHome } from './server-home.js';
import {
  claimServicesFile,
  readServicesFile,
  servicesPath,
  type ServicesFile,
  writeServicesFile,
} from './services-file.js';

/** What a command asks the keeper for, in one line. */
export interface KeeperRequest {
  readonly token: string;
  readonly postgres: boolean;
  /** Path of the Redis server to start; null where none is needed. */
  readonly redis: string | null;
}

/** What the keeper answers, in one line, once the servers stand. */
export type KeeperAnswer =
  | { readonly databaseUrl?: string; readonly redisUrl?: string }
  | { readonly error: string }
  /** It is on its way out: ask again, which will start another. */
  | { readonly stopping: true };

/** How long a new keeper waits for the command that started it, in ms. */
const PATIENCE = 15_000;

/**
 * Runs the embedded servers for as long as any command holds a connection to it. The operating system closes a
 * connection however its command ends, so that nobody needs to say good-bye.
 */
class Keeper {
  private readonly holders = new Set<Socket>();
  private postgres: Promise<RunningServer> | undefined;
  private redis: Promise<RunningServer> | undefined;
  private madeHome: Promise<ServerHome> | undefined;
  private stopping = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataFolder: string,
    private services: ServicesFile,
    private readonly server: Server,
    /** What a keeper that was killed has left: its servers' addresses are kept, because others still know them. */
    private readonly before: ServicesFile | undefined,
  ) {
    server.on('connection', (socket) => this.welcome(socket));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.stop());
    // Its terminal goes, but those who need the servers may stay.
    process.on('SIGHUP', () => undefined);
    this.idle = setTimeout(() => void this.stop(), PATIENCE);
  }

  private welcome(socket: Socket): void {
    socket.on('error', (error) => console.error('a connection failed:', error.message));
    socket.once('close', () => this.leave(socket));
    // A half-open connection is a command that waits for its servers to have stopped.
    socket.once('end', () => this.leave(socket));
    void firstLine(socket).then((line) => {
      if (line !== undefined) void this.heed(socket, line);
    });
  }

  private async heed(socket: Socket, line: string): Promise<void> {
    const request = parseRequest(line);
    if (request?.token !== this.services.keeper.token) {
      socket.destroy();
      return;
    }
    if (this.stopping) {
      answer(socket, { stopping: true });
      return;
    }
    this.holders.add(socket);
    clearTimeout(this.idle);
    try {
      answer(socket, await this.serve(request));
    } catch (error) {
      console.error(error);
      answer(socket, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private async serve(request: KeeperRequest): Promise<KeeperAnswer> {
    if (request.postgres) this.postgres ??= this.startPostgres(this.before?.databaseUrl);
    if (request.redis !== null) this.redis ??= this.startRedis(request.redis, this.before?.redisUrl);
    const [postgres, redis] = await Promise.all([this.postgres, this.redis]);
    const urls = { databaseUrl: postgres?.url, redisUrl: redis?.url };
    this.services = { ...this.services, ...urls };
    await writeServicesFile(this.dataFolder, this.services);
    return urls;
  }

  private home(): Promise<ServerHome> {
    return (this.madeHome ??= serverHome(this.dataFolder));
  }

  private async startPostgres(previous?: string): Promise<RunningServer> {
    const server = await startPostgres(await this.home(), previous);
    void server.process.untilEnded().then(() => {
      if (this.stopping) return;
      console.error('PostgreSQL ended by itself; it is started again');
      this.postgres = this.startPostgres(server.url);
      this.postgres.catch(console.error);
    });
    return server;
  }

  private async startRedis(program: string, previous?: string): Promise<RunningServer> {
    const server = await startRedis(program, await this.home(), previous);
    void server.process.untilEnded().then(() => {
      if (this.stopping) return;
      console.error('Redis ended by itself; it is started again');
      this.redis = this.startRedis(program, server.url);
      this.redis.catch(console.error);
    });
    return server;
  }

  private leave(socket: Socket): void {
    if (!this.holders.delete(socket)) return;
    if (this.holders.size > 0) socket.end();
    else void this.stop(socket);
  }

  /** In order: Redis holds copies only, PostgreSQL holds the truth. */
  private async stop(last?: Socket): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    for (const server of [this.redis, this.postgres]) {
      const running = await server?.catch(() => undefined);
      await running?.stop();
    }
    await rm(servicesPath(this.dataFolder), { force: true });
    last?.end();
    this.server.close();
    for (const socket of this.holders) socket.destroy();
    process.exitCode = 0;
    // Connections that nobody closes any more keep nothing alive.
    setTimeout(() => process.exit(), 500).unref();
  }
}

function answer(socket: Socket, message: KeeperAnswer): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

function parseRequest(line: string): KeeperRequest | undefined {
  try {
    return JSON.parse(line) as KeeperRequest;
  } catch {
    return undefined;
  }
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the keeper has no port');
  return { server, port: address.port };
}

const [dataFolder = '', staleToken = ''] = process.argv.slice(2);
const { server, port } = await listen();
const services = { keeper: { pid: process.pid, port, token: randomBytes(24).toString('base64url') } };
const found = await readServicesFile(dataFolder);
const stale = found?.keeper.token === staleToken ? found : undefined;
if (await claimServicesFile(dataFolder, services, stale)) new Keeper(dataFolder, services, server, stale);
else server.close();
