import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { STANDING_STILL } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { RunSearchIndex } from '../tasks/index.js';
import { SWEEPS } from './monitor-sweep.js';

/** Pause between two sweeps, in ms. */
const SWEEP_EVERY = 5_000;

/** So that one sweep at a time is enough for any number of processes; any constant that nothing else locks. */
const SWEEP_LOCK = 7_264_041;

/**
 * Makes runs findable that have ended, in processes that serve the API or keep time. Any number of them may: a lock keeps them
 * from doing it at the same moment. While everything stands still nothing is written.
 */
@Injectable()
export class RunSearchSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SWEEPS) private readonly sweeps: boolean,
    private readonly index: RunSearchIndex,
  ) {}

  onApplicationBootstrap(): void {
    if (this.sweeps) this.running = this.sweepUntilStopped();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** @returns whether there is more to be done at once. */
  private async sweep(): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>(
        `SELECT NOT ${STANDING_STILL} AND pg_try_advisory_xact_lock($1) AS taken`,
        [SWEEP_LOCK],
      );
      return lock?.taken === true && (await this.index.extend(manager));
    });
  }

  private async sweepUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      let more = false;
      try {
        more = await this.sweep();
      } catch (error) {
        rootLogger().warn({ err: error }, 'runs that have ended could not be made findable; trying again');
      }
      // However much there is, it takes at most half of one processor from those who have runs to end.
      const pause = more ? performance.now() - startedAt : SWEEP_EVERY;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
