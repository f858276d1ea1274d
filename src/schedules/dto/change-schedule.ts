import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { IsLocalMoment, MayBeCleared, MayBeLeftOut } from '../../http/index.js';
import { CALENDAR_RULES, type CalendarRule } from '../calendars/calendar.js';
import { CATCH_UP_POLICIES, type CatchUpPolicy, OVERLAP_POLICIES, type OverlapPolicy } from './schedule.js';

/** A year, in seconds: what is missed for longer is not caught up on. */
const LONGEST_WINDOW = 366 * 86_400;

const MOST_RUNS = 1_000_000_000;

/** Most crontabs, intervals or moments of one schedule. */
const MOST_TIMINGS = 100;

/** A text, or a list of texts; to whoever reads it always a list. Without a description of its own. */
function OneOrMoreTexts(longest: number): PropertyDecorator {
  return applyDecorators(
    MayBeCleared(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value)),
    IsArray({ message: 'write a text, or a list of texts' }),
    ArrayMinSize(1),
    ArrayMaxSize(MOST_TIMINGS),
    IsString({ each: true }),
    MaxLength(longest, { each: true }),
  );
}

const severalOf = (description: string, example: string) => ({
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  nullable: true,
  description,
  example,
});

/**
 * When a schedule comes. Crontabs, intervals and moments belong together: a change that names any of them replaces them
 * all. null: none of these.
 */
export class TimingFields {
  @ApiPropertyOptional(
    severalOf('Minute, hour, day of month, month, day of week; several as a list', '0 20 * * FRI'),
  )
  @OneOrMoreTexts(200)
  cron?: string[] | null;

  @ApiPropertyOptional(
    severalOf(
      'Intervals in weeks, days, hours, minutes and seconds: 15m, 1h30m, 2w. Counted from start, or else from midnight of Monday, 1 January 2001',
      '15m',
    ),
  )
  @OneOrMoreTexts(50)
  every?: string[] | null;

  @ApiPropertyOptional(
    severalOf(
      'Single moments, ISO 8601; one without an offset means the time zone of the schedule',
      '2026-01-09T20:00:00+08:00',
    ),
  )
  @OneOrMoreTexts(50)
  @IsLocalMoment({ each: true })
  at?: string[] | null;

  @ApiPropertyOptional({ example: 'Asia/Shanghai', description: 'IANA name' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  timezone?: string;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    example: 'cn-workdays',
    description: 'The days on which it may come; null: every day',
  })
  @MayBeCleared()
  @IsString()
  @MaxLength(100)
  calendar?: string | null;

  @ApiPropertyOptional({
    enum: CALENDAR_RULES,
    description:
      'A slot on another day: there is none, or it moves to the next or previous day of the calendar',
  })
  @MayBeLeftOut()
  @IsIn(CALENDAR_RULES)
  calendarRule?: CalendarRule;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    format: 'date-time',
    description: 'The first moment at which there may be a slot',
  })
  @MayBeCleared()
  @IsLocalMoment()
  start?: string | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    format: 'date-time',
    description: 'The last moment at which there may be a slot; of a day alone its end',
  })
  @MayBeCleared()
  @IsLocalMoment()
  end?: string | null;
}

/** What changes of a schedule; what is left out stays. */
export class ChangeSchedule extends TimingFields {
  @ApiPropertyOptional({ example: '每月出账' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: "The task's input" })
  @MayBeLeftOut()
  @IsObject()
  kwargs?: Record<string, unknown>;

  @ApiPropertyOptional({ nullable: true, type: String, description: "null: the task's own" })
  @MayBeCleared()
  @IsString()
  @MaxLength(100)
  queue?: string | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 9, description: 'Higher first' })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(9)
  priority?: number;

  @ApiPropertyOptional({
    nullable: true,
    type: 'integer',
    minimum: 1,
    description: 'After so many runs of slots it comes no more; 1: once',
  })
  @MayBeCleared()
  @IsInt()
  @Min(1)
  @Max(MOST_RUNS)
  maxRuns?: number | null;

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    enum: OVERLAP_POLICIES,
    description:
      'A slot that comes while a run of the schedule has not finished: skip it; buffer_one, buffer_all: it waits for the end of that run, one at most or all in their order; cancel_other, terminate_other: that run is ended, and the new one starts when it has ended, or at once; allow_all: both run',
  })
  @MayBeLeftOut()
  @IsIn(OVERLAP_POLICIES)
  overlap?: OverlapPolicy;

  @ApiPropertyOptional({
    enum: CATCH_UP_POLICIES,
    description:
      'Which missed slots run late: none, the latest, or all of them (as far as overlap lets them)',
  })
  @MayBeLeftOut()
  @IsIn(CATCH_UP_POLICIES)
  catchUp?: CatchUpPolicy;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: LONGEST_WINDOW,
    description: 'Seconds after which a missed slot is not caught up on',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LONGEST_WINDOW)
  catchUpWindow?: number;

  @ApiPropertyOptional({
    nullable: true,
    type: 'integer',
    minimum: 1,
    maximum: LONGEST_WINDOW,
    description: 'Seconds after which a run that has not started is given up',
  })
  @MayBeCleared()
  @IsInt()
  @Min(1)
  @Max(LONGEST_WINDOW)
  expires?: number | null;

  @ApiPropertyOptional({
    nullable: true,
    type: 'integer',
    minimum: 1,
    maximum: 86_400,
    description: 'Most seconds by which each run is put off at random, so that not everything starts at once',
  })
  @MayBeCleared()
  @IsInt()
  @Min(1)
  @Max(86_400)
  jitter?: number | null;

  @ApiPropertyOptional({
    nullable: true,
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: 'It is disabled after so many failures of its slots in a row',
  })
  @MayBeCleared()
  @IsInt()
  @Min(1)
  @Max(1000)
  pauseAfterFailures?: number | null;

  @ApiPropertyOptional({ example: '假期后重新启用' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(2000)
  note?: string;
}

/** A new schedule; it needs at least one of cron, every and at. */
export class CreateSchedule extends ChangeSchedule {
  // The names of routes beside a schedule's own are not for schedules.
  @ApiProperty({ example: 'backup-at-noon' })
  @Matches(/^(?!(?:next|preview|week)$)[a-z0-9][a-z0-9._-]{0,99}$/, {
    message:
      'write up to 100 lower-case letters, digits, dots, hyphens and underscores; not next, preview or week',
  })
  name: string;

  @ApiProperty({ example: 'backup.backup-database' })
  @IsString()
  @MaxLength(200)
  task: string;
}
