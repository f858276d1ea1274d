import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { RunSearchIndex } from '../tasks/index.js';
import { SWEEPS } from './monitor-sweep.js';
import { Sweep } from './sweep.js';

const LOCK = 7_264_041;

/** Makes runs findable that have ended, in processes that serve the API or keep time. */
@Injectable()
export class RunSearchSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Sweep;

  constructor(
    @InjectDataSource() dataSource: DataSource,
    @Inject(SWEEPS) private readonly sweeps: boolean,
    private readonly index: RunSearchIndex,
  ) {
    this.sweep = new Sweep(dataSource, LOCK, 'runs that have ended could not be made findable; trying again');
  }

  onApplicationBootstrap(): void {
    if (this.sweeps) this.sweep.start(() => this.extend());
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  /** However much there is, it takes at most half of one processor from those who have runs to end. */
  private async extend(): Promise<number | undefined> {
    const startedAt = performance.now();
    const more = await this.sweep.exclusively((manager) => this.index.extend(manager));
    return more ? performance.now() - startedAt : undefined;
  }
}
