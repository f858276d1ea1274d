import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nextSettledRuns } from '../tasks/index.js';
import { classOf, countClasses } from './durations.js';

/** The lengths of time, in seconds, for which figures are kept. */
export const SPANS = { fiveMinutes: 300, hour: 3_600, day: 86_400 } as const;

/** Runs that are counted in one transaction. */
const BATCH = 20_000;

/** Days for which figures are kept: those of five minutes, and those of hours and days. */
const RETENTION = { short: 8, long: 400 };

/**
 * Counts runs that have ended, each once, so that statistics are read from few rows and outlive the runs. Nothing is added to
 * how a run ends: runs are counted afterwards, in the order of their ends.
 */
@Injectable()
export class RunFigures {
  /**
   * Counts the runs that have ended since the last time; for whoever holds the lock of the sweep, in its transaction.
   * @returns whether there are more.
   */
  async count(manager: EntityManager): Promise<boolean> {
    const settled = await nextSettledRuns(manager, 'run_figures_progress', BATCH);
    if (!settled) return false;
    await manager.query(COUNT, [settled.from, settled.upTo]);
    await manager.query(KEEP_LAST_ERRORS, [settled.from, settled.upTo]);
    await manager.query('UPDATE run_figures_progress SET up_to = $1', [settled.upTo]);
    return settled.more;
  }

  /** Deletes figures that are too old. */
  async prune(manager: EntityManager): Promise<void> {
    await manager.query(
      `DELETE FROM run_figures
       WHERE (span = ${SPANS.fiveMinutes} AND at < now() - make_interval(days => $1))
          OR (span IN (${SPANS.hour}, ${SPANS.day}) AND at < now() - make_interval(days => $2))`,
      [RETENTION.short, RETENTION.long],
    );
    await manager.query('DELETE FROM run_last_errors WHERE finished_at < now() - make_interval(days => $1)', [
      RETENTION.long,
    ]);
  }
}

/**
 * SQL of what is after all moments. Of an open range PostgreSQL thinks that it holds a third of all rows as long as it does not
 * know where that begins, and of a range with two ends that it holds few: so a plan that is kept goes by the index, too.
 */
export const END_OF_TIME = "timestamptz 'infinity'";

/**
 * The runs that ended after a moment and up to another one, with how long they took and had waited, in ms. A run that was
 * revoked took no time of its own; one that waits for another try, when it ends, has a time to start that lies after its start.
 */
export function endedRuns(after: string, upTo = END_OF_TIME): string {
  return `
    SELECT id, task, status, finished_at,
           CASE WHEN status <> 'REVOKED' THEN extract(epoch FROM finished_at - started_at)::float8 * 1000 END AS run_ms,
           CASE WHEN started_at >= due_at THEN extract(epoch FROM started_at - due_at)::float8 * 1000 END AS queued_ms
      FROM task_runs
     WHERE finished_at > ${after} AND finished_at <= ${upTo}`;
}

/** The columns that {@link SELECT_FIGURES} gives, beside what it is grouped by. */
export const FIGURES = 'succeeded, failed, revoked, runtime, queued, longest_run, longest_queued';

/** Aggregates of {@link endedRuns}. */
export const SELECT_FIGURES = `
  (count(*) FILTER (WHERE status = 'SUCCESS'))::integer AS succeeded,
  (count(*) FILTER (WHERE status = 'FAILURE'))::integer AS failed,
  (count(*) FILTER (WHERE status = 'REVOKED'))::integer AS revoked,
  ${countClasses('run_class')} AS runtime,
  ${countClasses('queued_class')} AS queued,
  coalesce(max(run_ms), 0) AS longest_run,
  coalesce(max(queued_ms), 0) AS longest_queued`;

/**
 * {@link endedRuns} with their classes, as SELECT_FIGURES wants them. Found once for each run: without OFFSET 0 PostgreSQL
 * finds them anew for each of the classes, which takes twenty times as long.
 * @param runs the name of a query of them.
 */
export function withClasses(runs: string): string {
  return `(SELECT *, ${classOf('run_ms')} AS run_class, ${classOf('queued_ms')} AS queued_class FROM ${runs} OFFSET 0) AS run`;
}

/** In place of a task's name: all tasks together. */
export const ALL_TASKS = '';

const COUNT = `
  WITH ended AS (${endedRuns('$1::timestamptz', '$2::timestamptz')})
  INSERT INTO run_figures (span, at, task, ${FIGURES})
  SELECT span, date_bin(make_interval(secs => span), finished_at, timestamptz 'epoch') AS at,
         coalesce(task, '${ALL_TASKS}'), ${SELECT_FIGURES}
    FROM ${withClasses('ended')}
   CROSS JOIN unnest(ARRAY[${Object.values(SPANS).join(', ')}]) AS span
   GROUP BY GROUPING SETS ((1, 2, task), (1, 2))
  ON CONFLICT (span, at, task) DO UPDATE
     SET succeeded = run_figures.succeeded + excluded.succeeded,
         failed = run_figures.failed + excluded.failed,
         revoked = run_figures.revoked + excluded.revoked,
         runtime = ${sumOf('runtime')},
         queued = ${sumOf('queued')},
         longest_run = greatest(run_figures.longest_run, excluded.longest_run),
         longest_queued = greatest(run_figures.longest_queued, excluded.longest_queued)`;

function sumOf(column: string): string {
  return `ARRAY(
    SELECT one + other
      FROM unnest(run_figures.${column}, excluded.${column}) WITH ORDINALITY AS pair (one, other, number)
     ORDER BY number
  )`;
}

const KEEP_LAST_ERRORS = `
  INSERT INTO run_last_errors (task, run_id, finished_at, message)
  SELECT DISTINCT ON (task) task, id, finished_at, left(error ->> 'message', 1000)
    FROM task_runs
   WHERE status = 'FAILURE' AND finished_at > $1::timestamptz AND finished_at <= $2::timestamptz
   ORDER BY task, finished_at DESC
  ON CONFLICT (task) DO UPDATE
     SET run_id = excluded.run_id, finished_at = excluded.finished_at, message = excluded.message
   WHERE run_last_errors.finished_at <= excluded.finished_at`;
