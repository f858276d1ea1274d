import type { Run } from '../../api/types';
import { queueTime } from './run-times';

/** One execution of a run. */
export interface RunAttempt {
  readonly attempt: number;
  readonly worker: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'RUNNING' | 'SUCCESS' | 'FAILURE' | 'RETRY' | 'REVOKED' | 'LOST';
  readonly error: Run['error'];
  readonly retryAt: string | null;
}

/** The life of a run. */
export interface RunTimeline {
  readonly createdAt: string;
  readonly dueAt: string;
  readonly queueMs: number | null;
  readonly attempts: readonly RunAttempt[];
}

const OUTCOMES = {
  PENDING: 'LOST',
  RETRY: 'RETRY',
  STARTED: 'RUNNING',
  SUCCESS: 'SUCCESS',
  FAILURE: 'FAILURE',
  REVOKED: 'REVOKED',
} as const satisfies Record<Run['status'], RunAttempt['outcome']>;

/** As much of its life as a run tells itself: its last attempt. */
export function timelineOf(run: Run): RunTimeline {
  const { createdAt, eta, startedAt, finishedAt, attempt, worker, error, status } = run;
  const attempts: RunAttempt[] =
    startedAt === null
      ? []
      : [
          {
            attempt,
            worker,
            startedAt,
            endedAt: finishedAt,
            outcome: OUTCOMES[status],
            error: status === 'STARTED' ? null : error,
            retryAt: null,
          },
        ];
  return { createdAt, dueAt: eta ?? createdAt, queueMs: queueTime(run) ?? null, attempts };
}
