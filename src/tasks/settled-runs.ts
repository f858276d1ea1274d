import type { EntityManager } from 'typeorm';

/**
 * Seconds for which a run that has ended is left alone: as long as its transaction may need from the moment that it dates the
 * end with until it is seen to have begun to write.
 */
const GRACE = 2;

/** Seconds that one transaction, which may be ending runs, holds up at most whoever follows behind them. */
const LONGEST_TRANSACTION = 600;

/** Runs that ended after one moment and up to another. As text: a JavaScript Date would cut the microseconds off. */
export interface SettledRuns {
  readonly from: string;
  readonly upTo: string;
  /** Whether more have ended since. */
  readonly more: boolean;
}

/**
 * The next runs, in the order of their ends, for whoever follows behind them and takes each once.
 *
 * Ends are dated before they are committed: a run whose transaction goes on may end up before others that are taken already.
 * So nothing is that is younger than the oldest transaction that has written something.
 * @param progress a table of one row, whose `up_to` says how far the follower has come; null: nowhere.
 * @param most how many at once.
 * @returns undefined when there is nothing to take.
 */
export async function nextSettledRuns(
  manager: EntityManager,
  progress: 'run_figures_progress' | 'run_search_progress',
  most: number,
): Promise<SettledRuns | undefined> {
  const [next] = await manager.query<SettledRuns[]>(
    `WITH settled AS (
       SELECT coalesce(up_to, '-infinity') AS from_moment,
              least(
                clock_timestamp() - make_interval(secs => $1),
                -- Null, which least() leaves out, when nobody writes.
                (SELECT greatest(min(xact_start) - interval '1 ms', clock_timestamp() - make_interval(secs => $2))
                   FROM pg_stat_activity
                  WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                 HAVING count(*) > 0)
              ) AS to_moment
         FROM ${progress}
     ), batch AS (
       SELECT from_moment, to_moment,
              (SELECT finished_at FROM task_runs
                WHERE finished_at > from_moment AND finished_at <= to_moment
                ORDER BY finished_at
               OFFSET $3 - 1 LIMIT 1) AS last
         FROM settled
        WHERE to_moment > from_moment
     )
     SELECT from_moment::text AS "from", coalesce(last, to_moment)::text AS "upTo", last IS NOT NULL AS more FROM batch`,
    [GRACE, LONGEST_TRANSACTION, most],
  );
  return next;
}
