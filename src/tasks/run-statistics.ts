import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

/** What became of a task's runs that ended in some time. */
export interface TaskStatistics {
  readonly task: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly revoked: number;
  /** Ended well, but not at the first try. */
  readonly retried: number;
  /** Milliseconds that the longest took from its last start to its end; null when none had started. */
  readonly longestMs: number | null;
  /** What the last one that failed said. */
  readonly lastError: string | null;
}

/** How a task's runs went lately. */
export interface TaskFigures {
  readonly task: string;
  readonly count: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Seconds from start to end, of those that had started; null: none had. */
  readonly averageSeconds: number | null;
  readonly p95Seconds: number | null;
}

/** Counts runs, for reports and for whoever looks. */
@Injectable()
export class RunStatistics {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Every task that had a run that ended from `from` up to, but not at, `to`; by name. Runs that the cleanup has deleted
   * do not count.
   */
  ofPeriod(
    from: Date,
    to: Date,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<TaskStatistics[]> {
    return manager.query<TaskStatistics[]>(
      `SELECT task,
              (count(*) FILTER (WHERE status = 'SUCCESS'))::integer AS succeeded,
              (count(*) FILTER (WHERE status = 'FAILURE'))::integer AS failed,
              (count(*) FILTER (WHERE status = 'REVOKED'))::integer AS revoked,
              (count(*) FILTER (WHERE status = 'SUCCESS' AND attempt > 1))::integer AS retried,
              round(extract(epoch FROM max(finished_at - started_at)) * 1000)::float8 AS "longestMs",
              (array_agg(error ->> 'message' ORDER BY finished_at DESC)
                FILTER (WHERE status = 'FAILURE'))[1] AS "lastError"
       FROM task_runs
       WHERE finished_at >= $1 AND finished_at < $2
       GROUP BY task
       ORDER BY task`,
      [from, to],
    );
  }

  /** Every task with runs that ended in the last so many hours, by name. */
  lately(hours: number): Promise<TaskFigures[]> {
    return this.dataSource.query<TaskFigures[]>(
      `SELECT task, count(*)::integer AS count,
              (count(*) FILTER (WHERE status = 'SUCCESS'))::integer AS succeeded,
              (count(*) FILTER (WHERE status = 'FAILURE'))::integer AS failed,
              avg(extract(epoch FROM finished_at - started_at))::float8 AS "averageSeconds",
              (percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at)))::float8
                AS "p95Seconds"
         FROM task_runs
        WHERE finished_at > now() - make_interval(hours => $1)
        GROUP BY task
        ORDER BY task`,
      [hours],
    );
  }
}
