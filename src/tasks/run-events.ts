import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { Listener } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { type Run, RUN_COLUMNS } from './run.js';
import { NEWS, type NewsKind } from './run-news.js';

/** Something that happened to a run; the run as it was a moment later. */
export interface RunEvent {
  readonly kind: NewsKind;
  readonly run: Run;
}

/** Tells what happens to runs, as it happens. What happens while the connection is away is not told. */
@Injectable()
export class RunEvents implements OnApplicationShutdown {
  private readonly subscribers = new Set<(events: readonly RunEvent[]) => void>();
  private listener: Listener | undefined;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns how to end it. */
  async subscribe(heed: (events: readonly RunEvent[]) => void): Promise<() => void> {
    this.subscribers.add(heed);
    if (!this.listener) await this.listen();
    return () => this.subscribers.delete(heed);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener?.close();
    await this.telling;
  }

  private async listen(): Promise<void> {
    const url = this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL ?? '';
    const listener = new Listener(url, Object.values(NEWS), (error) =>
      rootLogger().warn({ err: error }, 'the connection that listens for events failed'),
    );
    this.listener = listener;
    for (const [kind, channel] of Object.entries(NEWS)) {
      listener.on(channel, (ids) => {
        if (this.subscribers.size === 0) return;
        // One after the other, so that they are told in the order in which they came.
        this.telling = this.telling.then(() => this.tell(kind as NewsKind, ids.split(',')));
      });
    }
    await listener.open();
  }

  private async tell(kind: NewsKind, ids: readonly string[]): Promise<void> {
    try {
      const runs = await this.dataSource.query<Run[]>(
        `SELECT ${RUN_COLUMNS} FROM task_runs WHERE id = ANY ($1::uuid[]) ORDER BY id`,
        [ids],
      );
      const events = runs.map((run) => ({ kind, run }));
      for (const heed of this.subscribers) heed(events);
    } catch (error) {
      rootLogger().warn({ err: error, runs: ids.length }, 'events could not be told');
    }
  }
}
