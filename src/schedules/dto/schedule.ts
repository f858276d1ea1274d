import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { RUN_STATUSES, type RunStatus } from '../../tasks/index.js';
import { CALENDAR_RULES, type CalendarRule } from '../calendars/calendar.js';

/**
 * What a schedule does with a slot that comes while a run of its has not finished: skip it; let one run wait for the end
 * of the one before, or all of them, in their order; end the others and start when they have ended, or at once; or let
 * them all run.
 */
export const OVERLAP_POLICIES = [
  'skip',
  'buffer_one',
  'buffer_all',
  'cancel_other',
  'terminate_other',
  'allow_all',
] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What becomes of slots that came while nobody kept time. */
export const CATCH_UP_POLICIES = ['none', 'latest', 'all'] as const;
export type CatchUpPolicy = (typeof CATCH_UP_POLICIES)[number];

const WARNINGS = [
  'paused',
  'unknown-task',
  'unknown-queue',
  'unreadable',
  'finished',
  'comes-no-more',
  'calendar-years-unknown',
] as const;

/** A text in the languages of the product. */
export class Words {
  @ApiProperty({ example: 'at 20:00, only on Friday' })
  en: string;

  @ApiProperty({ example: '星期五 20:00' })
  zh: string;
}

/** What somebody should look at. */
export class Warning extends Words {
  @ApiProperty({
    enum: WARNINGS,
    description:
      'paused: after failures; finished: it has run as often as it may; calendar-years-unknown: of some years the calendar only knows Monday to Friday',
  })
  code: (typeof WARNINGS)[number];
}

const moment = { type: String, format: 'date-time', nullable: true } as const;

/** The run that a schedule asked for last. */
export class LastRun {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: RUN_STATUSES })
  status: RunStatus;

  @ApiProperty({ ...moment, description: 'null: it has not ended' })
  finishedAt: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'What its error says' })
  error: string | null;
}

/** What became of a slot: its run's status; or RUN, where the run is not kept any more; or SKIPPED. */
export const SLOT_STATUSES = [...RUN_STATUSES, 'RUN', 'SKIPPED'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** A slot of late, and how it went. */
export class RecentSlot {
  @ApiProperty({ format: 'date-time', example: '2026-01-09T20:00:00+08:00' })
  slot: string;

  @ApiProperty({
    enum: SLOT_STATUSES,
    description: 'That of its run; RUN: it ran, and how that ended is not kept any more',
  })
  status: SlotStatus;

  @ApiProperty({
    nullable: true,
    type: String,
    format: 'uuid',
    description: 'Its run, as long as it is kept',
  })
  run: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'Why it was skipped' })
  reason: string | null;
}

const severalOf = (example: string): ApiPropertyOptions => ({
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  nullable: true,
  example,
});

/** A schedule as people see it. Its times are ISO 8601 with the offset of its own time zone. */
export class Schedule {
  @ApiProperty({ example: 'backup-database' })
  name: string;

  @ApiProperty({ example: '每月出账' })
  description: string;

  @ApiProperty({ example: 'backup.backup-database' })
  task: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  kwargs: Record<string, unknown>;

  @ApiProperty({ nullable: true, type: String, description: "null: the task's own" })
  queue: string | null;

  @ApiProperty({ description: '0 to 9, higher first' })
  priority: number;

  @ApiProperty({
    ...severalOf('0 20 * * 5'),
    description: 'Minute, hour, day of month, month, day of week; several as a list; null: none',
  })
  cron: string | string[] | null;

  @ApiProperty({
    ...severalOf('15m'),
    description: 'Intervals, counted from start or else from midnight of Monday, 1 January 2001',
  })
  every: string | string[] | null;

  @ApiProperty({ ...severalOf('2026-01-09T20:00:00+08:00'), description: 'Single moments' })
  at: string | string[] | null;

  @ApiProperty({ example: 'Asia/Shanghai' })
  timezone: string;

  @ApiProperty({ type: () => Words, description: 'When it comes' })
  words: Words;

  @ApiProperty({ nullable: true, type: String, example: 'cn-workdays', description: 'null: every day' })
  calendar: string | null;

  @ApiProperty({
    enum: CALENDAR_RULES,
    description:
      'A slot on a day that the calendar does not have: there is none, or it moves to the next or previous day',
  })
  calendarRule: CalendarRule;

  @ApiProperty({ ...moment, description: 'The first moment at which there may be a slot' })
  start: string | null;

  @ApiProperty({ ...moment, description: 'The last moment at which there may be a slot' })
  end: string | null;

  @ApiProperty({
    nullable: true,
    type: 'integer',
    description: 'After so many runs of slots it comes no more',
  })
  maxRuns: number | null;

  @ApiProperty()
  enabled: boolean;

  @ApiProperty({ enum: OVERLAP_POLICIES })
  overlap: OverlapPolicy;

  @ApiProperty({ enum: CATCH_UP_POLICIES })
  catchUp: CatchUpPolicy;

  @ApiProperty({ description: 'Seconds for which a missed slot may still be caught up on' })
  catchUpWindow: number;

  @ApiProperty({
    nullable: true,
    type: 'integer',
    description: 'Seconds after which a run that has not started is given up',
  })
  expires: number | null;

  @ApiProperty({
    nullable: true,
    type: 'integer',
    description: 'Most seconds by which each run is put off at random',
  })
  jitter: number | null;

  @ApiProperty({
    nullable: true,
    type: 'integer',
    description: 'It is disabled after so many failures in a row',
  })
  pauseAfterFailures: number | null;

  @ApiProperty({ nullable: true, type: String, description: 'Why the program disabled it' })
  pausedBecause: string | null;

  @ApiProperty({ example: '假期后重新启用' })
  note: string;

  @ApiProperty({ enum: ['code', 'person'], description: 'Who declared it' })
  source: 'code' | 'person';

  @ApiProperty({ description: 'A person has changed what the code declares' })
  customised: boolean;

  @ApiProperty({ ...moment, example: '2026-01-09T20:00:00+08:00' })
  lastSlot: string | null;

  @ApiProperty({ ...moment, description: 'null: never' })
  next: string | null;

  @ApiProperty({ description: 'Slots that became a run' })
  runCount: number;

  @ApiProperty({ nullable: true, type: LastRun })
  lastRun: LastRun | null;

  @ApiProperty({ type: () => [RecentSlot], description: 'The last slots, at most 20, the latest first' })
  recent: RecentSlot[];

  @ApiProperty({ format: 'date-time', description: 'When it was made or last changed' })
  changedAt: string;

  @ApiProperty({ nullable: true, type: String, description: 'By whom; null: by the code' })
  changedBy: string | null;

  @ApiProperty({ type: () => [Warning], description: 'What somebody should look at' })
  warnings: Warning[];
}

/** A slot that was owed, and what became of it. Its times have the offset of the schedule's zone. */
export class Slot {
  @ApiProperty({ format: 'date-time', example: '2026-01-09T20:00:00+08:00' })
  slot: string;

  @ApiProperty({ enum: ['RUN', 'SKIPPED'] })
  outcome: 'RUN' | 'SKIPPED';

  @ApiProperty({ nullable: true, type: String, description: 'Why it was skipped' })
  reason: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'uuid' })
  runId: string | null;

  @ApiProperty({ format: 'date-time', description: 'When that was settled' })
  createdAt: string;
}

/** What somebody did to a schedule. */
export class ScheduleChange {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({
    description: 'A username, `command line`, `code`, `scheduler`, or `SQL: ` and a database role',
  })
  by: string;

  @ApiProperty({ example: 'schedule.update' })
  action: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Of a change the fields that differ: {"before": {...}, "after": {...}}',
  })
  details: Record<string, unknown>;
}
