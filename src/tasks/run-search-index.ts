import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nextSettledRuns } from './settled-runs.js';

/** Runs that are indexed in one transaction. */
const BATCH = 2_000;

/** Ms of one span of ids. Smaller ones make what is found often be found sooner, and what is found nowhere later. */
export const SPAN = 6 * 3_600_000;

/** Characters of a run's kwargs, of its result and of its error that are searched: what comes behind them is not found. */
const SEARCHED = 4_000;

/** SQL of the text that runs are searched for, in lower case. */
export const SEARCHED_TEXT = `
  lower(concat_ws(' ', task, left(kwargs::text, ${SEARCHED}), left(result::text, ${SEARCHED}), left(error::text, ${SEARCHED})))`;

/**
 * Makes runs that have ended findable. It follows behind them in the order of their ends: nothing is added to how a run ends,
 * and who searches looks at those that are not indexed yet one by one.
 */
@Injectable()
export class RunSearchIndex {
  /**
   * Adds the runs that have ended since the last time; in the transaction of whoever sees to it that nobody else does.
   * @returns whether there are more.
   */
  async extend(manager: EntityManager): Promise<boolean> {
    const settled = await nextSettledRuns(manager, 'run_search_progress', BATCH);
    if (!settled) return false;
    await manager.query(ADD, [settled.from, settled.upTo]);
    await manager.query('UPDATE run_search_progress SET up_to = $1', [settled.upTo]);
    // What is new waits in a list that every search reads from one end to the other, until somebody sorts it in.
    await manager.query(`SELECT gin_clean_pending_list('run_search_by_all')`);
    return settled.more;
  }
}

const ADD = `
  INSERT INTO run_search (run_id, span, created_at, task, queue, status, worker, schedule, text)
  SELECT id, ('x' || left(translate(id::text, '-', ''), 12))::bit(48)::bigint / ${SPAN}, created_at, task, queue, status,
         worker, schedule, ${SEARCHED_TEXT}
    FROM task_runs
   WHERE finished_at > $1 AND finished_at <= $2
   ORDER BY id
  ON CONFLICT (run_id) DO UPDATE
     SET status = excluded.status, worker = excluded.worker, text = excluded.text`;
