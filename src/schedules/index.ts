export { Calendars } from './calendars.js';
export { OldSlots } from './old-slots.js';
export { ScheduleBackfill } from './schedule-backfill.js';
export { ScheduleDefaults, type DefaultSchedule } from './schedule-defaults.js';
export { ScheduleEngine } from './schedule-engine.js';
export { ScheduleQueries } from './schedule-queries.js';
export { ScheduleService } from './schedule.service.js';
export { SchedulesModule } from './schedules.module.js';
