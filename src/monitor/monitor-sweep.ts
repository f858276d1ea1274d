import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { STANDING_STILL } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { QueueDepths } from './queue-depths.js';
import { RunFigures } from './run-figures.js';

/** Injection token: whether this process sweeps. */
export const SWEEPS = Symbol('SWEEPS');

/** Pause between two sweeps, in ms. */
const SWEEP_EVERY = 5_000;
/** How often queues are looked at, and old rows deleted, in ms. */
const LOOK_EVERY = 15_000;
const PRUNE_EVERY = 3_600_000;

/** So that one sweep at a time is enough for any number of processes; any constant that nothing else locks. */
const SWEEP_LOCK = 7_264_040;

/**
 * Counts what has ended, looks at queues and deletes what is too old, in processes that serve the API or keep time. Any
 * number of them may: a lock keeps them from doing it at the same moment. While everything stands still nothing is written.
 */
@Injectable()
export class MonitorSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  /** On the machine's steady clock. */
  private lookAt = 0;
  private pruneAt = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SWEEPS) private readonly sweeps: boolean,
    private readonly figures: RunFigures,
    private readonly depths: QueueDepths,
  ) {}

  onApplicationBootstrap(): void {
    if (this.sweeps) this.running = this.sweepUntilStopped();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One sweep: afterwards every run is counted that has ended for some seconds, unless another process is at it. */
  async sweep(): Promise<void> {
    let more: boolean | undefined;
    do more = await this.exclusively((manager) => this.figures.count(manager));
    while (more && !this.stopping.signal.aborted);
    if (more === undefined) return;
    if (performance.now() >= this.lookAt) {
      this.lookAt = performance.now() + LOOK_EVERY;
      await this.depths.look();
    }
    if (performance.now() >= this.pruneAt) {
      this.pruneAt = performance.now() + PRUNE_EVERY;
      await this.exclusively(async (manager) => {
        await this.figures.prune(manager);
        await this.depths.prune(manager);
      });
    }
  }

  /** @returns undefined when another process is at it, or everything stands still. */
  private async exclusively<Result>(
    work: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>(
        `SELECT NOT ${STANDING_STILL} AND pg_try_advisory_xact_lock($1) AS taken`,
        [SWEEP_LOCK],
      );
      return lock?.taken ? work(manager) : undefined;
    });
  }

  private async sweepUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.sweep();
      } catch (error) {
        rootLogger().warn({ err: error }, 'runs that have ended could not be counted; trying again');
      }
      await sleep(SWEEP_EVERY, undefined, { signal }).catch(() => undefined);
    }
  }
}
