import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { NotFoundProblem } from '../http/index.js';
import type { AttemptOutcome, RunAttempt, RunTimeline } from './dto/run-timeline.js';
import { IS_PAST } from './past-attempts.js';
import type { RunError, RunStatus } from './run.js';

interface Row extends Omit<RunTimeline, 'attempts'> {
  readonly pastAttempts: readonly PastAttempt[] | null;
  /** Whether the row shows an attempt that is not among the past ones. */
  readonly hasCurrent: boolean;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly worker: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly error: RunError | null;
}

/** As the database keeps it. */
interface PastAttempt extends Omit<RunAttempt, 'startedAt' | 'endedAt' | 'retryAt'> {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly retryAt: string | null;
}

/** Tells the lives of runs. */
@Injectable()
export class RunTimelines {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @throws NotFoundProblem */
  async get(id: string): Promise<RunTimeline> {
    const [row] = await this.dataSource.query<Row[]>(SELECT, [id]);
    if (!row) throw new NotFoundProblem(`There is no run ${id}.`);
    const attempts = (row.pastAttempts ?? []).map(revived);
    if (row.hasCurrent) attempts.push(currentAttempt(row));
    const { createdAt, dueAt, publishedAt, queueMs } = row;
    return { createdAt, dueAt, publishedAt, queueMs, attempts };
  }
}

const SELECT = `
  SELECT created_at AS "createdAt", due_at AS "dueAt", published_at AS "publishedAt",
         -- A run that was revoked while it waited for its next try has not started since it was to.
         CASE WHEN status NOT IN ('PENDING', 'RETRY') AND started_at >= due_at
              THEN (extract(epoch FROM started_at - due_at) * 1000)::float8 END AS "queueMs",
         past_attempts AS "pastAttempts", started_at IS NOT NULL AND NOT ${IS_PAST} AS "hasCurrent",
         status, attempt, worker, started_at AS "startedAt", finished_at AS "finishedAt", error
    FROM task_runs AS run
   WHERE id = $1`;

/** What a waiting run's last attempt came to that nobody has kept: it ended under a release that kept none. */
const CURRENT: Record<RunStatus, AttemptOutcome> = {
  PENDING: 'LOST',
  RETRY: 'RETRY',
  STARTED: 'RUNNING',
  SUCCESS: 'SUCCESS',
  FAILURE: 'FAILURE',
  REVOKED: 'REVOKED',
};

function currentAttempt({ status, attempt, worker, startedAt, finishedAt, error, dueAt }: Row): RunAttempt {
  return {
    attempt,
    worker,
    startedAt,
    endedAt: finishedAt,
    outcome: CURRENT[status],
    // While it runs, its row still shows why the attempt before has failed.
    error: status === 'STARTED' || status === 'PENDING' ? null : error,
    retryAt: status === 'RETRY' ? dueAt : null,
  };
}

function revived({ startedAt, endedAt, retryAt, ...rest }: PastAttempt): RunAttempt {
  return {
    ...rest,
    startedAt: new Date(startedAt),
    endedAt: new Date(endedAt),
    retryAt: retryAt === null ? null : new Date(retryAt),
  };
}
