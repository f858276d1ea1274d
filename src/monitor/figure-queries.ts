import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { PREPARED } from '../database/index.js';
import type { Range } from './dto/ranges.js';
import type { SeriesPoint, TaskRunFigures, TaskSeriesPoint, TaskStatisticsView } from './dto/task-figures.js';
import { addClasses, quantile } from './durations.js';
import {
  ALL_TASKS,
  END_OF_TIME,
  endedRuns,
  FIGURES,
  SELECT_FIGURES,
  SPANS,
  withClasses,
} from './run-figures.js';

/** What each point of a range's series stands for, how many points there are, and the rows that it is read from; seconds. */
const SERIES: Readonly<
  Record<Range, { readonly bucket: number; readonly points: number; readonly span: number }>
> = {
  '24h': { bucket: 300, points: 288, span: SPANS.fiveMinutes },
  '7d': { bucket: 3_600, points: 168, span: SPANS.hour },
  '30d': { bucket: 21_600, points: 120, span: SPANS.hour },
};

/** What ended in a range, by time and by task. */
export interface RangeFigures {
  readonly now: Date;
  readonly from: Date;
  readonly bucketSeconds: number;
  readonly series: SeriesPoint[];
  /** By name. */
  readonly tasks: TaskRunFigures[];
}

/**
 * Reads how runs ended and how long they took: from the figures, and what is not in them yet from the runs themselves. Whoever
 * counts meanwhile does not disturb that: all is read as it was at one moment.
 */
@Injectable()
export class FigureQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** All tasks with runs that ended in the range, and all of their runs over time. */
  async of(range: Range): Promise<RangeFigures> {
    return this.atOneMoment(range, async (manager, bounds) => ({
      ...headOf(bounds),
      series: fill(bounds, await manager.query<SeriesPoint[]>(SERIES_OF_ALL, parametersOf(bounds)), (at) => ({
        at,
        succeeded: 0,
        failed: 0,
        revoked: 0,
      })),
      tasks: await tasksOf(manager, bounds),
    }));
  }

  /** All tasks with runs that ended in the range, by name. */
  async tasks(range: Range): Promise<Pick<RangeFigures, 'from' | 'tasks'>> {
    return this.atOneMoment(range, async (manager, bounds) => ({
      from: bounds.from,
      tasks: await tasksOf(manager, bounds),
    }));
  }

  /** One task's runs over time. A task without runs has a series of zeros. */
  async ofTask(task: string, range: Range): Promise<TaskStatisticsView> {
    return this.atOneMoment(range, async (manager, bounds) => {
      const rows = await manager.query<(SummedRow & { at: Date })[]>(SERIES_OF_TASK, [
        ...parametersOf(bounds),
        task,
      ]);
      const [totals] = await tasksOf(manager, bounds, task);
      const series = fill<TaskSeriesPoint>(
        bounds,
        rows.map((row) => {
          const { at, succeeded, failed, revoked } = row;
          const { runtimeP50Ms, runtimeP95Ms, queueP95Ms } = quantilesOf(row);
          return { at, succeeded, failed, revoked, runtimeP50Ms, runtimeP95Ms, queueP95Ms };
        }),
        (at) => ({
          at,
          succeeded: 0,
          failed: 0,
          revoked: 0,
          runtimeP50Ms: null,
          runtimeP95Ms: null,
          queueP95Ms: null,
        }),
      );
      return { task, bucketSeconds: bounds.bucket, series, totals: totals ?? nothingOf(task) };
    });
  }

  private atOneMoment<Result>(
    range: Range,
    read: (manager: EntityManager, bounds: Bounds) => Promise<Result>,
  ): Promise<Result> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const { bucket, points, span } = SERIES[range];
      const [bounds] = await manager.query<Pick<Bounds, 'now' | 'from' | 'countedUpTo'>[]>(BOUNDS, [
        bucket,
        points,
      ]);
      if (!bounds) throw new Error('the row of run_figures_progress is missing: restore it with up_to NULL');
      return read(manager, { ...bounds, bucket, points, span });
    });
  }
}

/** What a range is at a moment. */
interface Bounds {
  readonly now: Date;
  /** The beginning of the first bucket. */
  readonly from: Date;
  /** Where the runs begin that are not in the figures, or from; as text, with its microseconds. */
  readonly countedUpTo: string;
  readonly bucket: number;
  readonly points: number;
  readonly span: number;
}

interface SummedRow {
  readonly succeeded: number;
  readonly failed: number;
  readonly revoked: number;
  readonly runtime: number[];
  readonly queued: number[];
  readonly longestRun: number;
  readonly longestQueued: number;
}

/**
 * Asked for by itself: with the moment at hand PostgreSQL knows how few runs come after it.
 * $1: seconds of a bucket, $2: how many buckets.
 */
const BOUNDS = `
  SELECT now() AS now, first.at AS from,
         greatest(coalesce(up_to, '-infinity'), first.at - interval '1 microsecond')::text AS "countedUpTo"
    FROM run_figures_progress
   CROSS JOIN LATERAL (
     SELECT date_bin(make_interval(secs => $1), now(), timestamptz 'epoch') - make_interval(secs => $1 * ($2 - 1)) AS at
   ) AS first ${PREPARED}`;

/** $1: from, $2: up to when everything is counted, $3: seconds of a bucket, $4: seconds of the rows that it is read from. */
function parametersOf({ from, countedUpTo, bucket, span }: Bounds): unknown[] {
  return [from, countedUpTo, bucket, span];
}

const SERIES_OF_ALL = `
  SELECT at, sum(succeeded)::integer AS succeeded, sum(failed)::integer AS failed, sum(revoked)::integer AS revoked
    FROM (
      SELECT date_bin(make_interval(secs => $3), at, timestamptz 'epoch') AS at, succeeded, failed, revoked
        FROM run_figures
       WHERE span = $4 AND at >= $1 AND task = '${ALL_TASKS}'
      UNION ALL
      SELECT date_bin(make_interval(secs => $3), finished_at, timestamptz 'epoch'), (status = 'SUCCESS')::integer,
             (status = 'FAILURE')::integer, (status = 'REVOKED')::integer
        FROM task_runs
       WHERE finished_at > $2::timestamptz AND finished_at <= ${END_OF_TIME}
    ) AS part
   GROUP BY at ${PREPARED}`;

/** Of what {@link FIGURES} names. */
const SUMS = `
  sum(succeeded)::integer AS succeeded, sum(failed)::integer AS failed, sum(revoked)::integer AS revoked,
  ${addClasses('runtime')} AS runtime, ${addClasses('queued')} AS queued,
  max(longest_run) AS "longestRun", max(longest_queued) AS "longestQueued"`;

/** $5: the task. */
const SERIES_OF_TASK = `
  WITH latest AS (${endedRuns('$2::timestamptz')} AND task = $5)
  SELECT at, ${SUMS}
    FROM (
      SELECT date_bin(make_interval(secs => $3), at, timestamptz 'epoch') AS at, ${FIGURES}
        FROM run_figures
       WHERE span = $4 AND at >= $1 AND task = $5
      UNION ALL
      SELECT date_bin(make_interval(secs => $3), finished_at, timestamptz 'epoch') AS at, ${SELECT_FIGURES}
        FROM ${withClasses('latest')}
       GROUP BY 1
    ) AS part
   GROUP BY at`;

/**
 * Whole days, then whole hours before the first of them, then five minutes before the first of these: few rows, whatever the
 * range. $1: from, $2: up to when everything is counted, $3: a task; null: all.
 */
const TASKS = `
  WITH latest AS MATERIALIZED (${endedRuns('$2::timestamptz')} AND ($3::text IS NULL OR task = $3)),
  latest_error AS (
    SELECT DISTINCT ON (latest.task) latest.task, error ->> 'message' AS message
      FROM latest
      JOIN task_runs USING (id)
     WHERE latest.status = 'FAILURE'
     ORDER BY latest.task, latest.finished_at DESC
  ), total AS (
    SELECT task, ${SUMS}
      FROM (
        SELECT task, ${FIGURES}
          FROM run_figures
         WHERE ($3::text IS NULL OR task = $3) AND task <> '${ALL_TASKS}'
           AND ((span = ${SPANS.day} AND at >= ${firstWhole('day')})
             OR (span = ${SPANS.hour} AND at >= ${firstWhole('hour')} AND at < ${firstWhole('day')})
             OR (span = ${SPANS.fiveMinutes} AND at >= $1 AND at < ${firstWhole('hour')}))
        UNION ALL
        SELECT task, ${SELECT_FIGURES} FROM ${withClasses('latest')} GROUP BY task
      ) AS part
     GROUP BY task
  )
  SELECT total.*, coalesce(latest_error.message, run_last_errors.message) AS "lastError"
    FROM total
    LEFT JOIN latest_error USING (task)
    LEFT JOIN run_last_errors ON run_last_errors.task = total.task AND run_last_errors.finished_at >= $1
   ORDER BY task ${PREPARED}`;

/** SQL of the beginning of the first day, or hour, that is in the range as a whole. */
function firstWhole(unit: 'day' | 'hour'): string {
  return `date_bin('1 ${unit}', $1::timestamptz + interval '1 ${unit} -1 microsecond', timestamptz 'epoch')`;
}

async function tasksOf(manager: EntityManager, bounds: Bounds, task?: string): Promise<TaskRunFigures[]> {
  const rows = await manager.query<(SummedRow & { task: string; lastError: string | null })[]>(TASKS, [
    bounds.from,
    bounds.countedUpTo,
    task,
  ]);
  return rows.map((row) => {
    const { succeeded, failed, revoked, lastError } = row;
    const count = succeeded + failed + revoked;
    return { task: row.task, count, succeeded, failed, revoked, ...quantilesOf(row), lastError };
  });
}

function nothingOf(task: string): TaskRunFigures {
  const none = { runtimeP50Ms: null, runtimeP95Ms: null, queueP50Ms: null, queueP95Ms: null };
  return { task, count: 0, succeeded: 0, failed: 0, revoked: 0, ...none, lastError: null };
}

function quantilesOf({ runtime, queued, longestRun, longestQueued }: SummedRow) {
  const runs = { counts: runtime, longest: longestRun };
  const waits = { counts: queued, longest: longestQueued };
  return {
    runtimeP50Ms: quantile(runs, 0.5),
    runtimeP95Ms: quantile(runs, 0.95),
    queueP50Ms: quantile(waits, 0.5),
    queueP95Ms: quantile(waits, 0.95),
  };
}

function headOf({ now, from, bucket }: Bounds) {
  return { now, from, bucketSeconds: bucket };
}

/** One point for each bucket, in their order. */
function fill<Point extends { at: Date }>(
  { from, bucket, points }: Bounds,
  rows: readonly Point[],
  nothing: (at: Date) => Point,
): Point[] {
  const known = new Map(rows.map((row) => [row.at.getTime(), row]));
  return Array.from({ length: points }, (_, index) => {
    const at = from.getTime() + index * bucket * 1000;
    return known.get(at) ?? nothing(new Date(at));
  });
}
