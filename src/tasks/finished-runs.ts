import { EventEmitter } from 'node:events';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { Listener } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { isFinished, Run, RUN_COLUMNS } from './run.js';
import { NEWS } from './run-news.js';
import { StatementGroup } from './statement-group.js';

/** How often a waiter looks for itself, should a message have been lost, in ms. */
const LOOK_AGAIN = 2_000;

/**
 * Waits for runs to end, woken by PostgreSQL's NOTIFY instead of asking again and again. What many wait for is read
 * together.
 */
@Injectable()
export class FinishedRuns implements OnApplicationShutdown {
  private readonly finished = new EventEmitter().setMaxListeners(0);
  private readonly reads = new StatementGroup((ids: string[]) => this.readAll(ids));
  private listening: Promise<Listener> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * The run as soon as it has ended, or as it is when the time is up.
   * @param timeout ms; Infinity to wait for as long as it takes.
   * @returns undefined when there is no such run.
   */
  async wait(id: string, timeout: number): Promise<Run | undefined> {
    // Listen first and look second: whatever happens in between is not missed.
    await (this.listening ??= this.listen());
    const deadline = performance.now() + timeout;
    for (;;) {
      const news = this.nextNews(id, Math.min(LOOK_AGAIN, Math.max(deadline - performance.now(), 0)));
      const run = await this.reads.add(id);
      if (!run || isFinished(run.status) || performance.now() >= deadline) {
        news.ignore();
        return run;
      }
      await news.come;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const listener = await this.listening;
    await listener?.close();
  }

  private async readAll(ids: string[]): Promise<(Run | undefined)[]> {
    const rows = await this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  }

  /** Comes when the run has ended, or when patience (ms) has. */
  private nextNews(id: string, patience: number): { readonly come: Promise<void>; ignore(): void } {
    let arrive: () => void = () => undefined;
    const come = new Promise<void>((resolve) => (arrive = resolve));
    const timer = setTimeout(arrive, patience);
    const ignore = (): void => {
      clearTimeout(timer);
      this.finished.off(id, arrive);
    };
    this.finished.once(id, arrive);
    return { come: come.finally(ignore), ignore };
  }

  private async listen(): Promise<Listener> {
    const url = this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL ?? '';
    const listener = new Listener(url, [NEWS.finished], (error) =>
      rootLogger().warn({ err: error }, 'the connection that listens for finished runs failed'),
    );
    listener.on(NEWS.finished, (ids) => {
      for (const id of ids.split(',')) this.finished.emit(id);
    });
    await listener.open();
    return listener;
  }
}
