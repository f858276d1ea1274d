import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { STANDING_STILL } from '../database/index.js';
import { rootLogger } from '../logging/index.js';

/** Pause between two sweeps, in ms. */
const EVERY = 5_000;

/**
 * Work that is done again and again, by one process at a time: any number may be at it, and a lock keeps them from doing it
 * at the same moment. While everything stands still nothing is written.
 */
export class Sweep {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  /**
   * @param lock any constant that nothing else locks.
   * @param failure what the log says when the work fails; it is tried again.
   */
  constructor(
    private readonly dataSource: DataSource,
    private readonly lock: number,
    private readonly failure: string,
  ) {}

  get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** @param work returns after how many ms it wants to go on; undefined: after the usual pause. */
  start(work: () => Promise<number | undefined>): void {
    this.running = this.repeat(work);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** In a transaction. @returns undefined when another process is at it, or everything stands still. */
  exclusively<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>(
        `SELECT NOT ${STANDING_STILL} AND pg_try_advisory_xact_lock($1) AS taken`,
        [this.lock],
      );
      return lock?.taken ? work(manager) : undefined;
    });
  }

  private async repeat(work: () => Promise<number | undefined>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let pause: number | undefined;
      try {
        pause = await work();
      } catch (error) {
        rootLogger().warn({ err: error }, this.failure);
      }
      await sleep(pause ?? EVERY, undefined, { signal }).catch(() => undefined);
    }
  }
}
