import { ApiProperty } from '@nestjs/swagger';
import type { RunError } from '../run.js';

/**
 * How an attempt went: RETRY is a failed one after which there is to be another; LOST, one whose worker died or stood still,
 * after which the run went back as if it had not started.
 */
export const ATTEMPT_OUTCOMES = ['RUNNING', 'SUCCESS', 'FAILURE', 'RETRY', 'REVOKED', 'LOST'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** One execution of a run. */
export class RunAttempt {
  @ApiProperty({
    description: 'Which try it was; one that was lost does not count, so the next has the same number',
  })
  attempt: number;

  @ApiProperty({ nullable: true, type: String, example: 'worker@mall-1' })
  worker: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  startedAt: Date;

  @ApiProperty({ nullable: true, type: String, format: 'date-time', description: 'Null while it runs' })
  endedAt: Date | null;

  @ApiProperty({ enum: ATTEMPT_OUTCOMES })
  outcome: AttemptOutcome;

  @ApiProperty({
    nullable: true,
    type: 'object',
    properties: {
      type: { type: 'string' },
      message: { type: 'string', description: 'Of attempts before the last the first 4,000 characters' },
      stack: {
        type: 'string',
        nullable: true,
        description: 'Of attempts before the last the first 4,000 characters',
      },
    },
    required: ['type', 'message', 'stack'],
  })
  error: RunError | null;

  @ApiProperty({
    nullable: true,
    type: String,
    format: 'date-time',
    description: 'After RETRY: when the next attempt may start',
  })
  retryAt: Date | null;
}

/** The life of a run. */
export class RunTimeline {
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;

  @ApiProperty({
    type: String,
    format: 'date-time',
    description:
      'When it may start, or last could: its eta, its creation, or the end of the delay of a retry',
  })
  dueAt: Date;

  @ApiProperty({
    nullable: true,
    type: String,
    format: 'date-time',
    description:
      'While it waits or runs: when it was last handed to the broker; null: it has not been, or has ended',
  })
  publishedAt: Date | null;

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Milliseconds from when it could start to its last start; null while it waits',
  })
  queueMs: number | null;

  @ApiProperty({ type: [RunAttempt], description: 'The oldest first; at most the last 51' })
  attempts: RunAttempt[];
}
