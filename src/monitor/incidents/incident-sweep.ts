import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SWEEPS } from '../monitor-sweep.js';
import { Sweep } from '../sweep.js';
import { IncidentDetection } from './incident-detection.js';
import { Incidents } from './incidents.js';

/** Pause between two looks, in ms. */
const EVERY = 20_000;

const LOCK = 7_264_042;

/** Watches over the program itself, in processes that serve the API or keep time. */
@Injectable()
export class IncidentSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly work: Sweep;

  constructor(
    @InjectDataSource() dataSource: DataSource,
    @Inject(SWEEPS) private readonly sweeps: boolean,
    private readonly detection: IncidentDetection,
    private readonly incidents: Incidents,
  ) {
    this.work = new Sweep(dataSource, LOCK, 'what is wrong could not be looked for; trying again');
  }

  onApplicationBootstrap(): void {
    if (!this.sweeps) return;
    this.work.start(async () => {
      await this.sweep();
      return EVERY;
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** One look, unless another process is at it. */
  async sweep(): Promise<void> {
    // Before the transaction: a broker that is away takes seconds to be found so.
    const seen = await this.detection.look();
    await this.work.exclusively((manager) => this.incidents.record(seen, manager));
  }
}
