import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { IsLocalMoment, MayBeLeftOut } from '../../http/index.js';
import { TimingFields } from './change-schedule.js';
import { Warning, Words } from './schedule.js';

/** How many slots to look ahead. */
export class NextQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  count: number = 10;
}

/** A timing to try out; it needs at least one of cron, every and at. */
export class PreviewSchedule extends TimingFields {
  @ApiPropertyOptional({ format: 'date-time', description: 'Slots after this time; default: now' })
  @MayBeLeftOut()
  @IsLocalMoment()
  from?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @IsInt()
  @Min(1)
  @Max(500)
  count: number = 10;
}

/** When a schedule fires, ISO 8601 with the offset of its time zone. */
export class NextSlots {
  @ApiProperty({ type: [String], example: ['2026-01-09T20:00:00+08:00'] })
  next: string[];
}

/** When a timing would fire, and what that is in words. */
export class Preview extends NextSlots {
  @ApiProperty({ type: Words })
  words: Words;

  @ApiProperty({ type: [Warning], description: 'What to know about it' })
  warnings: Warning[];
}

/** A slot to come, of one of all schedules. */
export class ComingSlot {
  @ApiProperty({ format: 'date-time', description: "With the offset of the schedule's zone" })
  slot: string;

  @ApiProperty({ example: 'monthly-billing' })
  schedule: string;

  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  task: string;

  @ApiProperty({ type: () => Words, description: 'When the schedule comes' })
  words: Words;
}
