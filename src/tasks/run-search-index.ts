import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Runs that are indexed in one transaction. */
const BATCH = 2_000;

/**
 * Seconds for which a run that has ended is left alone: as long as its transaction may need from the moment that it dates the
 * end with until it is seen to have begun to write.
 */
const GRACE = 2;

/** Seconds that one transaction, which may be ending runs, holds the index up at most. */
const LONGEST_TRANSACTION = 600;

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
    const [bounds] = await manager.query<Bounds[]>(NEXT_BOUNDS, [GRACE, LONGEST_TRANSACTION, BATCH]);
    if (bounds?.upTo == null) return false;
    await manager.query(ADD, [bounds.from, bounds.upTo]);
    await manager.query('UPDATE run_search_progress SET up_to = $1', [bounds.upTo]);
    // What is new waits in a list that every search reads from one end to the other, until somebody sorts it in.
    await manager.query(`SELECT gin_clean_pending_list('run_search_by_all')`);
    return bounds.more;
  }
}

/** As text: a JavaScript Date would cut the microseconds off. */
interface Bounds {
  readonly from: string;
  readonly upTo: string | null;
  readonly more: boolean;
}

/**
 * Ends are dated before they are committed: a run whose transaction goes on may end up before others that are indexed
 * already. So nothing is that is younger than the oldest transaction that has written something.
 * $1: {@link GRACE}, $2: {@link LONGEST_TRANSACTION}, $3: {@link BATCH}.
 */
const NEXT_BOUNDS = `
  WITH settled AS (
    SELECT coalesce(up_to, '-infinity') AS from_moment,
           least(
             clock_timestamp() - make_interval(secs => $1),
             -- Null, which least() leaves out, when nobody writes.
             (SELECT greatest(min(xact_start) - interval '1 ms', clock_timestamp() - make_interval(secs => $2))
                FROM pg_stat_activity
               WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
              HAVING count(*) > 0)
           ) AS to_moment
      FROM run_search_progress
  ), batch AS (
    SELECT from_moment, to_moment,
           (SELECT finished_at FROM task_runs
             WHERE finished_at > from_moment AND finished_at <= to_moment
             ORDER BY finished_at
            OFFSET $3 - 1 LIMIT 1) AS last
      FROM settled
     WHERE to_moment > from_moment
  )
  SELECT from_moment::text AS "from", coalesce(last, to_moment)::text AS "upTo", last IS NOT NULL AS more FROM batch`;

const ADD = `
  INSERT INTO run_search (run_id, span, created_at, task, queue, status, worker, schedule, text)
  SELECT id, ('x' || left(translate(id::text, '-', ''), 12))::bit(48)::bigint / ${SPAN}, created_at, task, queue, status,
         worker, schedule, ${SEARCHED_TEXT}
    FROM task_runs
   WHERE finished_at > $1 AND finished_at <= $2
   ORDER BY id
  ON CONFLICT (run_id) DO UPDATE
     SET status = excluded.status, worker = excluded.worker, text = excluded.text`;
