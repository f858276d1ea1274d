import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { Calendars } from './calendars.js';
import { CalendarsController } from './calendars.controller.js';
import { OldSlots } from './old-slots.js';
import { ScheduleDefaults } from './schedule-defaults.js';
import { ScheduleEngine } from './schedule-engine.js';
import { ScheduleQueries } from './schedule-queries.js';
import { ScheduleService } from './schedule.service.js';
import { SchedulesController } from './schedules.controller.js';
import { SlotFiring } from './slot-firing.js';

/** What Beat is to a Django project: schedules in a table, and the engine that fires their slots. */
@Module({
  imports: [AuthModule],
  controllers: [CalendarsController, SchedulesController],
  providers: [
    Calendars,
    OldSlots,
    ScheduleDefaults,
    ScheduleEngine,
    ScheduleQueries,
    ScheduleService,
    SlotFiring,
  ],
  exports: [Calendars, OldSlots, ScheduleDefaults, ScheduleEngine, ScheduleQueries, ScheduleService],
})
export class SchedulesModule {}
