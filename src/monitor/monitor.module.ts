import { type DynamicModule, Module } from '@nestjs/common';
import { SchedulesModule } from '../schedules/index.js';
import { AttentionList } from './attention.js';
import { FigureQueries } from './figure-queries.js';
import { MonitorSweep, SWEEPS } from './monitor-sweep.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';
import { QueueDepths } from './queue-depths.js';
import { RunFigures } from './run-figures.js';
import { StatisticsController } from './statistics.controller.js';

/** What Flower is to a Celery project: what runs, waits and comes, how it went, and what needs a person. */
@Module({})
export class MonitorModule {
  /** @param options.sweeps whether this process counts what has ended; any number of processes may. */
  static register({ sweeps }: { sweeps: boolean }): DynamicModule {
    return {
      module: MonitorModule,
      imports: [SchedulesModule],
      controllers: [OverviewController, StatisticsController],
      providers: [
        { provide: SWEEPS, useValue: sweeps },
        AttentionList,
        FigureQueries,
        MonitorSweep,
        OverviewService,
        QueueDepths,
        RunFigures,
      ],
    };
  }
}
