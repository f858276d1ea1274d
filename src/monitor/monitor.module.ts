import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { StoreModule } from '../store/index.js';
import { AttentionList } from './attention.js';
import { FigureQueries } from './figure-queries.js';
import { IncidentDetection } from './incidents/incident-detection.js';
import { IncidentSweep } from './incidents/incident-sweep.js';
import { Incidents } from './incidents/incidents.js';
import { MetricsListener } from './metrics/metrics-listener.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.service.js';
import { RunMetrics } from './metrics/run-metrics.js';
import { StateMetrics } from './metrics/state-metrics.js';
import { MonitorSweep, SWEEPS } from './monitor-sweep.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';
import { QueueDepths } from './queue-depths.js';
import { RunFigures } from './run-figures.js';
import { RunSearchSweep } from './run-search-sweep.js';
import { StatisticsController } from './statistics.controller.js';

/** What Flower is to a Celery project: what runs, waits and comes, how it went, and what needs a person. */
@Module({})
export class MonitorModule {
  /** @param options.sweeps whether this process counts what has ended; any number of processes may. */
  static register({ sweeps }: { sweeps: boolean }): DynamicModule {
    return {
      module: MonitorModule,
      imports: [AuthModule, NotificationsModule, SchedulesModule, StoreModule],
      controllers: [MetricsController, OverviewController, StatisticsController],
      providers: [
        { provide: SWEEPS, useValue: sweeps },
        AttentionList,
        FigureQueries,
        IncidentDetection,
        IncidentSweep,
        Incidents,
        Metrics,
        MetricsListener,
        MonitorSweep,
        OverviewService,
        QueueDepths,
        RunFigures,
        RunSearchSweep,
        RunMetrics,
        StateMetrics,
      ],
    };
  }
}
