import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { IsLocalMoment, MayBeLeftOut } from '../../http/index.js';

/** A range of the past whose slots are to run now. */
export class BackfillSchedule {
  @ApiProperty({
    example: '2026-01-01T00:00:00+08:00',
    description: 'The first moment, ISO 8601; without an offset in the time zone of the schedule',
  })
  @IsLocalMoment()
  from: string;

  @ApiProperty({
    example: '2026-01-07T23:59:59+08:00',
    description: 'The last moment, not after now; of a day alone its end',
  })
  @IsLocalMoment()
  to: string;

  @ApiPropertyOptional({ description: 'Only tell what would run', default: false })
  @MayBeLeftOut()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 5000,
    default: 100,
    description: 'With more slots to run than these, nothing is done',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(5000)
  limit?: number;
}

/** One slot of a backfill. */
export class BackfilledSlot {
  @ApiProperty({ format: 'date-time', example: '2026-01-09T20:00:00+08:00' })
  slot: string;

  @ApiProperty({
    enum: ['RUN', 'HAS_RUN'],
    description: 'HAS_RUN: it had a run already, which is left alone',
  })
  outcome: 'RUN' | 'HAS_RUN';

  @ApiProperty({ nullable: true, type: String, format: 'uuid', description: 'null in a dry run' })
  runId: string | null;
}

/** What became of a backfill, the oldest slot first. */
export class Backfill {
  @ApiProperty()
  dryRun: boolean;

  @ApiProperty({ description: 'Slots that run, or would' })
  runs: number;

  @ApiProperty({ type: [BackfilledSlot] })
  slots: BackfilledSlot[];
}
