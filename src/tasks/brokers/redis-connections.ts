import { setTimeout as sleep } from 'node:timers/promises';
import {
  createRedisClient,
  type RedisClient,
  type RedisClientOptions,
  type RedisSettings,
} from './redis-client.js';

/** Longest pause between two tries to connect, in ms. */
const LONGEST_PAUSE = 1_000;

/**
 * The connections to Redis of this process: one for all commands of all queues, and one for each queue that is
 * consumed, because a fetch that waits blocks its connection.
 */
export class RedisConnections {
  private readonly all = new Set<RedisClient>();
  private commands: RedisClient | undefined;

  constructor(
    private readonly url: string,
    private readonly settings: RedisSettings,
    private readonly report: (error: Error) => void,
  ) {}

  /** What Bull's `createClient` option asks for. */
  create(type: 'client' | 'subscriber' | 'bclient'): RedisClient {
    if (type !== 'client') return this.connect({ maxRetriesPerRequest: null });
    return this.shared();
  }

  /** The connection for commands that do not block. */
  shared(): RedisClient {
    return (this.commands ??= this.connect({ maxRetriesPerRequest: 3, enableAutoPipelining: true }));
  }

  /**
   * Resolves when Redis answers.
   * @param patience longest wait, in ms.
   * @throws Error when it does not answer in time; Bull itself would wait for ever.
   */
  async ready(patience = 2_000): Promise<void> {
    const connection = this.shared();
    const deadline = Date.now() + patience;
    while (connection.status !== 'ready') {
      if (Date.now() >= deadline) throw new Error('Redis is out of reach');
      await sleep(20);
    }
  }

  /** Ends a connection at once, whatever it waits for. */
  end(connection: RedisClient): void {
    this.all.delete(connection);
    connection.disconnect();
    // One that was waiting to reconnect ends without saying so, and Bull would wait for its word.
    if (connection.status !== 'end') connection.emit('end');
  }

  /** Ends every connection at once. */
  close(): void {
    for (const connection of this.all) this.end(connection);
  }

  private connect(options: Omit<RedisClientOptions, 'retryStrategy'>): RedisClient {
    const connection = createRedisClient(this.url, this.settings, {
      ...options,
      enableReadyCheck: false,
      retryStrategy: (failures) => Math.min(50 * 2 ** failures, LONGEST_PAUSE),
    });
    // One that was ended while it was being made may still say so.
    connection.on('error', (error: Error) => {
      if (this.all.has(connection)) this.report(error);
    });
    this.all.add(connection);
    return connection;
  }
}
