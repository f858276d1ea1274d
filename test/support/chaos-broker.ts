import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { needRedisServer } from '../../src/database/embedded/programs.js';
import type { RunningServer } from '../../src/database/embedded/postgres-server.js';
import { startRedis } from '../../src/database/embedded/redis-server.js';
import type { ServerHome } from '../../src/database/embedded/server-home.js';
import { type RabbitServer, startRabbit } from '../../scripts/rabbit-server.mjs';

/** How long a broker takes nothing, in ms. */
const REFUSAL = 3_000;

/** What a broker still holds. */
export interface Remains {
  readonly waiting: number;
  /** Given to a worker and not acknowledged. */
  readonly unacknowledged: number;
}

/** A broker of one spec's own, and what may happen to one. */
export interface ChaosBroker {
  /** The settings that name it. */
  readonly settings: { readonly BROKER_URL?: string; readonly REDIS_URL?: string };
  /** Killed, and started again at the same address with what it had written. */
  restart(): Promise<void>;
  /** Forgets all that it holds. */
  lose(): Promise<void>;
  /** Closes every connection. */
  disconnect(): Promise<void>;
  /** Takes nothing for a while, and lets those who publish wait. */
  refuse(): Promise<void>;
  remains(): Promise<Remains>;
  stop(): Promise<void>;
}

export class ChaosRedis implements ChaosBroker {
  private constructor(
    private readonly program: string,
    private readonly home: ServerHome,
    private server: RunningServer,
  ) {}

  static async start(home: ServerHome): Promise<ChaosRedis> {
    const program = await needRedisServer({ forbidden: true, report: () => undefined });
    return new ChaosRedis(program, home, await startRedis(program, home));
  }

  get settings(): { REDIS_URL: string } {
    return { REDIS_URL: this.server.url };
  }

  async restart(): Promise<void> {
    const { url } = this.server;
    await this.server.process.stop('SIGKILL', 'SIGKILL');
    this.server = await startRedis(this.program, this.home, url);
    if (this.server.url !== url) throw new Error('somebody else has taken the port of Redis');
  }

  async lose(): Promise<void> {
    await this.ask((redis) => redis.flushall());
  }

  async disconnect(): Promise<void> {
    await this.ask((redis) => redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
  }

  async refuse(): Promise<void> {
    await this.ask((redis) => redis.call('CLIENT', 'PAUSE', REFUSAL, 'WRITE'));
    await sleep(REFUSAL);
  }

  remains(): Promise<Remains> {
    return this.ask(async (redis) => {
      const [waiting = 0, unacknowledged = 0] = await Promise.all(
        ['wait', 'active'].map(async (list) => {
          const [key] = await redis.keys(`*:chaos:${list}`);
          return key === undefined ? 0 : redis.llen(key);
        }),
      );
      return { waiting, unacknowledged };
    });
  }

  async stop(): Promise<void> {
    await this.server.process.stop('SIGKILL', 'SIGKILL');
  }

  private async ask<Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const redis = new Redis(this.server.url);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }
}

export class ChaosRabbit implements ChaosBroker {
  private constructor(private readonly server: RabbitServer) {}

  static async start(folder: string): Promise<ChaosRabbit> {
    return new ChaosRabbit(await startRabbit(folder));
  }

  get settings(): { BROKER_URL: string } {
    return { BROKER_URL: this.server.url };
  }

  async restart(): Promise<void> {
    await this.server.kill();
    await this.server.start();
  }

  /** Its queues are deleted, and those who consume them are told. */
  async lose(): Promise<void> {
    const names = (await this.queues('name')).map(([name = '']) => name);
    const connection = await connect(this.server.url);
    const channel = await connection.createChannel();
    for (const name of names) await channel.deleteQueue(name);
    await connection.close();
  }

  async disconnect(): Promise<void> {
    await this.server.ctl('close_all_connections', 'chaos');
  }

  /** Its memory is said to be full: it reads no more from connections that publish. */
  async refuse(): Promise<void> {
    await this.server.ctl('set_vm_memory_high_watermark', '0.00001');
    await sleep(REFUSAL);
    await this.server.ctl('set_vm_memory_high_watermark', '0.4');
  }

  async remains(): Promise<Remains> {
    const counts = await this.queues('messages_ready', 'messages_unacknowledged');
    const sum = (column: number): number => counts.reduce((total, row) => total + Number(row[column]), 0);
    return { waiting: sum(0), unacknowledged: sum(1) };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async queues(...columns: string[]): Promise<string[][]> {
    const output = await this.server.ctl('list_queues', '--quiet', '--no-table-headers', ...columns);
    return output
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  }
}
