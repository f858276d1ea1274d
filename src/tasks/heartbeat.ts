import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { rootLogger } from '../logging/index.js';

export interface HeartbeatOptions {
  readonly name: string;
  readonly kind: 'worker' | 'scheduler';
  readonly queues: readonly string[];
  readonly concurrency: number | null;
  /** Milliseconds. */
  readonly interval: number;
  /** What else to do at every beat. */
  readonly beat: () => Promise<void>;
}

/** The row in `nodes` by which the others see that this process is alive. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: HeartbeatOptions,
  ) {}

  async start(): Promise<void> {
    const { name, kind, queues, concurrency, interval } = this.options;
    await this.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, queues, concurrency) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (name) DO UPDATE
          SET kind = excluded.kind, host = excluded.host, pid = excluded.pid, queues = excluded.queues,
              concurrency = excluded.concurrency, started_at = now(), heartbeat_at = now()`,
      [name, kind, hostname(), process.pid, queues, concurrency],
    );
    this.timer = setInterval(() => {
      this.beating = this.beat();
    }, interval);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.dataSource.query('DELETE FROM nodes WHERE name = $1 AND pid = $2', [
      this.options.name,
      process.pid,
    ]);
  }

  private async beat(): Promise<void> {
    try {
      await this.options.beat();
      await this.dataSource.query('UPDATE nodes SET heartbeat_at = now() WHERE name = $1', [
        this.options.name,
      ]);
    } catch (error) {
      rootLogger().warn({ err: error }, 'a heartbeat failed; the next one may reach the database again');
    }
  }
}
