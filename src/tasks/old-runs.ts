import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * Days for which a run with an idempotency key is kept at least, from its end: for as long a caller may repeat its call
 * and gets the run that there was. Once the run is gone its key is free, and the same call would do everything again.
 */
const KEY_RETENTION = 366;

/** Runs that ended long ago. Times are the database's. */
@Injectable()
export class OldRuns {
  /** How many {@link deleteBatch} would delete if it had no limit. */
  async count(manager: EntityManager, retentionDays: number): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM task_runs WHERE ${OLD}`,
      [retentionDays, KEY_RETENTION],
    );
    return row?.count ?? 0;
  }

  /**
   * Deletes runs that ended more than so many days ago, with their steps, the oldest first; those with an idempotency
   * key only after a year. Slots keep the id of their run.
   * @returns how many; fewer than `limit` when no more are left.
   */
  async deleteBatch(manager: EntityManager, retentionDays: number, limit: number): Promise<number> {
    const [, count] = await manager.query<[unknown[], number]>(
      `DELETE FROM task_runs
       WHERE id IN (SELECT id FROM task_runs WHERE ${OLD} ORDER BY finished_at LIMIT $3)`,
      [retentionDays, KEY_RETENTION, limit],
    );
    return count;
  }
}

/** $1: days for which runs are kept, $2: days for which those with a key are. */
const OLD = `
  finished_at < now() - make_interval(days => $1)
  AND (idempotency_key IS NULL OR finished_at < now() - make_interval(days => $2))`;
