import { ApiProperty } from '@nestjs/swagger';

/** The states of a run's life; the names are Celery's. */
export const RUN_STATUSES = ['PENDING', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What a run that did not succeed leaves behind. */
export interface RunError {
  /** Name of the error's class, such as `TypeError` or `WorkerLost`. */
  readonly type: string;
  readonly message: string;
  readonly stack: string | null;
}

export interface RunProgress {
  readonly current: number;
  readonly total: number;
  readonly message: string | null;
}

/** A run as people see it, over REST and on the command line. */
export class Run {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  task: string;

  @ApiProperty({ example: 'finance' })
  queue: string;

  @ApiProperty({ enum: RUN_STATUSES })
  status: RunStatus;

  @ApiProperty({ type: 'object', additionalProperties: true })
  kwargs: Record<string, unknown>;

  @ApiProperty({ nullable: true, description: 'What the task returned' })
  result: unknown;

  @ApiProperty({
    nullable: true,
    type: 'object',
    properties: {
      type: { type: 'string' },
      message: { type: 'string' },
      stack: { type: 'string', nullable: true },
    },
  })
  error: RunError | null;

  @ApiProperty({ description: 'Tries begun so far' })
  attempt: number;

  @ApiProperty({ description: 'Tries it may take in all' })
  maxAttempts: number;

  @ApiProperty({ minimum: 0, maximum: 9, description: 'Higher first' })
  priority: number;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  eta: Date | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  expires: Date | null;

  @ApiProperty({ nullable: true, type: String, description: 'The schedule that asked for it' })
  schedule: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  slot: Date | null;

  @ApiProperty({
    nullable: true,
    type: String,
    example: 'worker@mall-1',
    description: 'Who executes it, or did last',
  })
  worker: string | null;

  @ApiProperty({
    nullable: true,
    type: 'object',
    properties: {
      current: { type: 'number' },
      total: { type: 'number' },
      message: { type: 'string', nullable: true },
    },
  })
  progress: RunProgress | null;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  startedAt: Date | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  finishedAt: Date | null;

  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds from the last start to the end' })
  runtimeMs: number | null;
}

/** The columns of `task_runs` that make a {@link Run}. */
export const RUN_COLUMNS = `
  id, task, queue, status, kwargs, result, error, attempt, max_attempts AS "maxAttempts", priority, eta, expires,
  schedule, slot, worker, progress, created_at AS "createdAt", started_at AS "startedAt",
  finished_at AS "finishedAt",
  (extract(epoch FROM finished_at - started_at) * 1000)::float8 AS "runtimeMs"`;

/**
 * SQL of the ids of runs that wait: for a worker, their time, a limit or their next try. No index holds just them, but each
 * of two holds a part; a condition on `status` alone would read every run that there is.
 * @param which SQL of which of them.
 */
export function waitingIds(which: string): string {
  return `
  SELECT id FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL AND ${which}
  UNION ALL
  SELECT id FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL AND ${which}`;
}

export const WAITING_IDS = waitingIds('true');

/**
 * SQL of the key that holds a task's runs where a person has set how often they may start; else null.
 * @param task an expression.
 */
export function rateKey(task: string): string {
  return `(SELECT task_limits.task FROM task_limits WHERE task_limits.task = ${task} AND rate_limit IS NOT NULL)`;
}

/** SQL of what a run's error says that was revoked. @param message an expression. */
export function revokedError(message: string): string {
  return `jsonb_build_object('type', 'Revoked', 'message', ${message}, 'stack', NULL)`;
}

/** The ids of runs that have not ended. */
export const UNFINISHED_IDS = `${WAITING_IDS} UNION ALL SELECT id FROM task_runs WHERE status = 'STARTED'`;

/** Whether nothing more will happen to a run with this status. */
export function isFinished(status: RunStatus): boolean {
  return status === 'SUCCESS' || status === 'FAILURE' || status === 'REVOKED';
}
