import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { Calendars } from './calendars/calendars.js';
import { CalendarsController } from './calendars/calendars.controller.js';
import { FailurePause } from './failure-pause.js';
import { OldSlots } from './old-slots.js';
import { ScheduleBackfill } from './schedule-backfill.js';
import { ScheduleDefaults } from './schedule-defaults.js';
import { ScheduleEngine } from './schedule-engine.js';
import { ScheduleQueries } from './schedule-queries.js';
import { ScheduleStore } from './schedule-store.js';
import { ScheduleWeek } from './schedule-week.js';
import { ScheduleWarnings } from './schedule-warnings.js';
import { ScheduleService } from './schedule.service.js';
import { SchedulesController } from './schedules.controller.js';
import { DatabaseClock } from './database-clock.js';
import { SchedulerHealth } from './scheduler-health.js';
import { SlotFiring } from './slot-firing.js';
import { SlotRuns } from './slot-runs.js';
import { TimingChecks } from './timing-checks.js';

/** What Beat is to a Django project: schedules in a table, and the engine that fires their slots. */
@Module({
  imports: [AuthModule],
  controllers: [CalendarsController, SchedulesController],
  providers: [
    Calendars,
    FailurePause,
    OldSlots,
    ScheduleBackfill,
    ScheduleDefaults,
    ScheduleEngine,
    ScheduleQueries,
    ScheduleService,
    ScheduleStore,
    ScheduleWarnings,
    ScheduleWeek,
    DatabaseClock,
    SchedulerHealth,
    SlotFiring,
    SlotRuns,
    TimingChecks,
  ],
  exports: [
    Calendars,
    OldSlots,
    ScheduleBackfill,
    ScheduleDefaults,
    ScheduleEngine,
    ScheduleQueries,
    ScheduleService,
  ],
})
export class SchedulesModule {}
