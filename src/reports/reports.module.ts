import { Module } from '@nestjs/common';
import { FinanceModule } from '../finance/index.js';
import { ListsModule } from '../lists/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { StoreModule } from '../store/index.js';
import { TaskQueue } from '../tasks/index.js';
import { ReportFilesController } from './files.controller.js';
import { LeasingQueries } from './leasing-queries.js';
import { LeasingTrends } from './leasing-trends.js';
import { RangeReports } from './range-reports.js';
import { ReportEditions } from './report-editions.js';
import { ReportFigures } from './report-figures.js';
import { ReportFormats } from './report-formats.js';
import { Reports } from './reports.js';
import { ReportsController } from './reports.controller.js';
import { ReportsProcessor } from './reports.processor.js';
import { TaskHealth } from './task-health.js';

/** What the mall's managers read in the morning. */
@Module({
  imports: [TaskQueue.register('reports'), FinanceModule, ListsModule, NotificationsModule, StoreModule],
  controllers: [ReportFilesController, ReportsController],
  providers: [
    LeasingQueries,
    LeasingTrends,
    RangeReports,
    ReportEditions,
    ReportFigures,
    ReportFormats,
    Reports,
    ReportsProcessor,
    TaskHealth,
  ],
})
export class ReportsModule {}
