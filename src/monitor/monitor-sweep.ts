import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { QueueDepths } from './queue-depths.js';
import { RunFigures } from './run-figures.js';
import { Sweep } from './sweep.js';

/** Injection token: whether this process sweeps. */
export const SWEEPS = Symbol('SWEEPS');

/** How often queues are looked at, and old rows deleted, in ms. */
const LOOK_EVERY = 15_000;
const PRUNE_EVERY = 3_600_000;

const LOCK = 7_264_040;

/** Counts what has ended, looks at queues and deletes what is too old, in processes that serve the API or keep time. */
@Injectable()
export class MonitorSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly work: Sweep;
  /** On the machine's steady clock. */
  private lookAt = 0;
  private pruneAt = 0;

  constructor(
    @InjectDataSource() dataSource: DataSource,
    @Inject(SWEEPS) private readonly sweeps: boolean,
    private readonly figures: RunFigures,
    private readonly depths: QueueDepths,
  ) {
    this.work = new Sweep(dataSource, LOCK, 'runs that have ended could not be counted; trying again');
  }

  onApplicationBootstrap(): void {
    if (!this.sweeps) return;
    this.work.start(async () => {
      await this.sweep();
      return undefined;
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** One sweep: afterwards every run is counted that has ended for some seconds, unless another process is at it. */
  async sweep(): Promise<void> {
    let more: boolean | undefined;
    do more = await this.work.exclusively((manager) => this.figures.count(manager));
    while (more && !this.work.stopped);
    if (more === undefined) return;
    if (performance.now() >= this.lookAt) {
      this.lookAt = performance.now() + LOOK_EVERY;
      await this.depths.look();
    }
    if (performance.now() >= this.pruneAt) {
      this.pruneAt = performance.now() + PRUNE_EVERY;
      await this.work.exclusively(async (manager) => {
        await this.figures.prune(manager);
        await this.depths.prune(manager);
      });
    }
  }
}
