import { ApiProperty } from '@nestjs/swagger';
import type { RunStatus } from '../../tasks/index.js';

/** What a schedule does while its run before has not finished. */
export const OVERLAP_POLICIES = ['skip', 'allow_all'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What becomes of slots that came while nobody kept time. */
export const CATCH_UP_POLICIES = ['none', 'latest', 'all'] as const;
export type CatchUpPolicy = (typeof CATCH_UP_POLICIES)[number];

/** The run that a schedule asked for last. */
export class LastRun {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  status: RunStatus;
}

/** A schedule as people see it. Its times are ISO 8601 with the offset of its own time zone. */
export class Schedule {
  @ApiProperty({ example: 'backup-database' })
  name: string;

  @ApiProperty()
  description: string;

  @ApiProperty({ example: 'backup.backup-database' })
  task: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  kwargs: Record<string, unknown>;

  @ApiProperty({ example: '0 20 * * 5', description: 'Minute, hour, day of month, month, day of week' })
  cron: string;

  @ApiProperty({ example: 'Asia/Shanghai' })
  timezone: string;

  @ApiProperty()
  enabled: boolean;

  @ApiProperty({ enum: OVERLAP_POLICIES })
  overlap: OverlapPolicy;

  @ApiProperty({ enum: CATCH_UP_POLICIES })
  catchUp: CatchUpPolicy;

  @ApiProperty({ description: 'Seconds for which a missed slot may still be caught up on' })
  catchUpWindow: number;

  @ApiProperty({ enum: ['code', 'person'], description: 'Who declared it' })
  source: 'code' | 'person';

  @ApiProperty({ description: 'A person has changed what the code declares' })
  customised: boolean;

  @ApiProperty({ nullable: true, type: String, format: 'date-time', example: '2026-01-09T20:00:00+08:00' })
  lastSlot: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time', description: 'null: never' })
  next: string | null;

  @ApiProperty({ description: 'Slots that became a run' })
  runCount: number;

  @ApiProperty({ nullable: true, type: LastRun })
  lastRun: LastRun | null;
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
