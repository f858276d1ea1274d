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

interface Subscriber {
  readonly heed: (events: readonly RunEvent[]) => void;
  readonly missed: () => void;
}

/** Tells what happens to runs, as it happens. */
@Injectable()
export class RunEvents implements OnApplicationShutdown {
  private readonly subscribers = new Set<Subscriber>();
  private listening: Promise<Listener> | undefined;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Tells what happens from when this resolves.
   * @param missed is called when something may have happened that was not told, because the connection was away.
   * @returns how to end it.
   */
  async subscribe(
    heed: (events: readonly RunEvent[]) => void,
    missed: () => void = () => undefined,
  ): Promise<() => void> {
    const subscriber = { heed, missed };
    this.subscribers.add(subscriber);
    await (this.listening ??= this.listen());
    return () => this.subscribers.delete(subscriber);
  }

  async onApplicationShutdown(): Promise<void> {
    const listener = await this.listening;
    await listener?.close();
    await this.telling;
  }

  private async listen(): Promise<Listener> {
    const url = this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL ?? '';
    const listener = new Listener(url, Object.values(NEWS), (error) =>
      rootLogger().warn({ err: error }, 'the connection that listens for events failed'),
    );
    for (const [kind, channel] of Object.entries(NEWS)) {
      listener.on(channel, (ids) => {
        if (this.subscribers.size === 0) return;
        // One after the other, so that they are told in the order in which they came.
        this.telling = this.telling.then(() => this.tell(kind as NewsKind, ids.split(',')));
      });
    }
    listener.onConnected(() => this.tellOfGap());
    await listener.open();
    return listener;
  }

  private async tell(kind: NewsKind, ids: readonly string[]): Promise<void> {
    try {
      const runs = await this.dataSource.query<Run[]>(
        `SELECT ${RUN_COLUMNS} FROM task_runs WHERE id = ANY ($1::uuid[]) ORDER BY id`,
        [ids],
      );
      const events = runs.map((run) => ({ kind, run }));
      for (const { heed } of this.subscribers) heed(events);
    } catch (error) {
      rootLogger().warn({ err: error, runs: ids.length }, 'events could not be told');
      this.tellOfGap();
    }
  }

  private tellOfGap(): void {
    for (const { missed } of this.subscribers) missed();
  }
}
