import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDateString, IsInt, Matches, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { SLOT_STATUSES, type SlotStatus } from './schedule.js';

/** Which days to show. */
export class WeekQuery {
  @ApiPropertyOptional({
    format: 'date',
    example: '2026-01-05',
    description: "The first day, of the mall's calendar; default: today",
  })
  @MayBeLeftOut()
  @Matches(/^(19|2[01])\d\d-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' })
  @IsDateString({ strict: true }, { message: 'is not a day that exists' })
  from?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 14, default: 7 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(14)
  days: number = 7;
}

const ITEM_STATUSES = ['planned', ...SLOT_STATUSES] as const;

/** A slot of the days that are shown. */
export class WeekItem {
  @ApiProperty({ example: 'backup-database' })
  schedule: string;

  @ApiProperty({ format: 'date-time', description: "With the offset of the mall's zone" })
  at: string;

  @ApiProperty({
    enum: ITEM_STATUSES,
    description:
      'planned: it is to come; RUN: it ran, and how that ended is not kept any more; else that of its run',
  })
  status: 'planned' | SlotStatus;

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

/** A day of a schedule that comes very often. */
export class DenseDay {
  @ApiProperty({ example: 'poll-meters' })
  schedule: string;

  @ApiProperty({ format: 'date', example: '2026-01-05' })
  day: string;

  @ApiProperty({
    type: 'integer',
    description: 'Slots of this day, those to come among them; of more than 2,000 to come an estimate',
  })
  count: number;

  @ApiProperty({ type: 'integer', description: 'Those whose run failed' })
  failed: number;
}

/** What comes, and came, on some days. */
export class Week {
  @ApiProperty({ format: 'date', example: '2026-01-05', description: 'The first day' })
  from: string;

  @ApiProperty({ format: 'date', example: '2026-01-11', description: 'The last day' })
  to: string;

  @ApiProperty({ example: 'Asia/Shanghai', description: "The mall's zone, whose days these are" })
  timezone: string;

  @ApiProperty({ type: [WeekItem], description: 'In the order of their times' })
  items: WeekItem[];

  @ApiProperty({
    type: [DenseDay],
    description: 'Schedules with more than 24 slots on one of the days, which are not among the items',
  })
  dense: DenseDay[];
}
