import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';

/** Longest pause between two tries to connect, in ms. */
const LONGEST_PAUSE = 1_000;

/**
 * The connections to Redis of this process: one for all commands of all queues, and one for each queue that is
 * consumed, because a fetch that waits blocks its connection.
 */
export class RedisConnections {
  private readonly all = new Set<Redis>();
  private commands: Redis | undefined;

  constructor(
    private readonly url: string,
    private readonly report: (error: Error) => void,
  ) {}

  /** What Bull's `createClient` option asks for. */
  create(type: 'client' | 'subscriber' | 'bclient'): Redis {
    if (type !== 'client') return this.connect({ maxRetriesPerRequest: null });
    return this.shared();
  }

  /** The connection for commands that do not block. */
  shared(): Redis {
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
  end(connection: Redis): void {
    connection.disconnect();
    // One that was waiting to reconnect ends without saying so, and Bull would wait for its word.
    if (connection.status !== 'end') connection.emit('end');
    this.all.delete(connection);
  }

  /** Ends every connection at once. */
  close(): void {
    for (const connection of this.all) this.end(connection);
  }

  private connect(options: RedisOptions): Redis {
    const connection = new Redis(this.url, {
      ...options,
      enableReadyCheck: false,
      retryStrategy: (failures) => Math.min(50 * 2 ** failures, LONGEST_PAUSE),
    });
    connection.on('error', this.report);
    this.all.add(connection);
    return connection;
  }
}
