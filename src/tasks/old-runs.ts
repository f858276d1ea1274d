import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';

/**
 * Days for which a run with an idempotency key is kept at least, from its end: for as long a caller may repeat its call
 * and gets the run that there was. Once the run is gone its key is free, and the same call would do everything again.
 */
const KEY_RETENTION = 366;

/** What one batch removed. */
export interface RemovedBatch extends RowsAndBytes {
  /** Where the next batch goes on: everything older has been looked at. Null: nothing was removed. */
  readonly upTo: string | null;
}

/** Runs that ended long ago, with their steps; and lines that they logged. Times are the database's. */
@Injectable()
export class OldRuns {
  /** What {@link deleteBatch} would delete if it had no limit; `bytes` count the steps too, `rows` the runs only. */
  count(manager: EntityManager, retentionDays: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL} FROM (SELECT ${BYTES} + ${BYTES_OF_STEPS} AS bytes FROM task_runs WHERE ${OLD}) AS old`,
      [retentionDays, KEY_RETENTION],
    );
  }

  /**
   * Deletes runs that ended more than so many days ago, with their steps, the oldest first; those with an idempotency
   * key only after a year. Slots keep the id of their run. Their log lines should be gone before, or go with them.
   * @param from where the batch before ended: without it each would look again at all those that are kept for their keys.
   * @returns fewer rows than `limit` when no more are left.
   */
  async deleteBatch(
    manager: EntityManager,
    retentionDays: number,
    limit: number,
    from: string | null,
  ): Promise<RemovedBatch> {
    const [removed] = await manager.query<RemovedBatch[]>(
      `WITH old AS (
         SELECT id, ${BYTES} + ${BYTES_OF_STEPS} AS bytes
         FROM task_runs
         WHERE ${OLD} AND finished_at >= coalesce($4::timestamptz, '-infinity')
         ORDER BY finished_at
         LIMIT $3
       ), deleted AS (
         DELETE FROM task_runs USING old WHERE task_runs.id = old.id RETURNING old.bytes, task_runs.finished_at
       )
       SELECT ${TOTAL}, max(finished_at)::text AS "upTo" FROM deleted`,
      [retentionDays, KEY_RETENTION, limit, from],
    );
    return removed ?? NOTHING;
  }

  /** What {@link deleteLogBatch} would delete if it had no limit. */
  countLogs(manager: EntityManager, retentionDays: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL}
       FROM (
         SELECT ${BYTES_OF_LINE} AS bytes
         FROM task_runs
         JOIN task_logs ON task_logs.run_id = task_runs.id
         WHERE ${ENDED}
       ) AS old`,
      [retentionDays],
    );
  }

  /**
   * Deletes what was logged by runs that ended more than so many days ago, of the oldest first; the runs stay.
   * @param from where the batch before ended: without it each would look again for lines of all runs whose lines are gone.
   * @returns fewer rows than `limit` when no more are left.
   */
  async deleteLogBatch(
    manager: EntityManager,
    retentionDays: number,
    limit: number,
    from: string | null,
  ): Promise<RemovedBatch> {
    const [removed] = await manager.query<RemovedBatch[]>(
      `WITH old AS (
         SELECT task_logs.id, ${BYTES_OF_LINE} AS bytes, finished_at
         FROM task_runs
         JOIN task_logs ON task_logs.run_id = task_runs.id
         WHERE ${ENDED} AND finished_at >= coalesce($3::timestamptz, '-infinity')
         ORDER BY finished_at
         LIMIT $2
       ), deleted AS (
         DELETE FROM task_logs USING old WHERE task_logs.id = old.id RETURNING old.bytes, old.finished_at
       )
       SELECT ${TOTAL}, max(finished_at)::text AS "upTo" FROM deleted`,
      [retentionDays, limit, from],
    );
    return removed ?? NOTHING;
  }
}

const NOTHING: RemovedBatch = { rows: 0, bytes: 0, upTo: null };

/** $1: days for which runs are kept. */
const ENDED = 'finished_at < now() - make_interval(days => $1)';

/** $2: days for which those with a key are. */
const OLD = `${ENDED} AND (idempotency_key IS NULL OR finished_at < now() - make_interval(days => $2))`;

/** Of the columns that vary, and about so many for the rest. Not of the whole row: that would unpack large results. */
const BYTES = `
  300 + coalesce(pg_column_size(kwargs), 0) + coalesce(pg_column_size(result), 0) + coalesce(pg_column_size(error), 0)
  + coalesce(pg_column_size(progress), 0) + coalesce(pg_column_size(past_attempts), 0)`;

const BYTES_OF_STEPS = `(
  SELECT coalesce(sum(48 + coalesce(pg_column_size(task_steps.result), 0)), 0)
  FROM task_steps
  WHERE task_steps.run_id = task_runs.id
)`;

const BYTES_OF_LINE = '72 + pg_column_size(message)';
