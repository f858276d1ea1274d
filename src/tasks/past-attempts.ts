/** The last so many attempts of a run are kept. */
const MOST_KEPT = 50;

/** Characters of an error's message, and of its stack, that are kept with an attempt. */
const LONGEST_TEXT = 4_000;

/** How an attempt ended that was not the run's last. Lost: its worker died, or stood still for longer than its lease. */
type PastOutcome = 'RETRY' | 'FAILURE' | 'REVOKED' | 'LOST';

/** Expressions of SQL that say what became of an attempt, in an `UPDATE` of `task_runs AS run`. */
interface EndedAttempt {
  /** A text. */
  readonly outcome: string;
  /** Of type jsonb. */
  readonly error: string;
  readonly endedAt: string;
  readonly retryAt: string;
}

/**
 * SQL of what `past_attempts` becomes when an attempt ends and the run goes on. The statements that end an attempt keep it
 * themselves: no other would know in what order attempts and takings back have happened.
 */
export function withEnded({ outcome, error, endedAt, retryAt }: EndedAttempt): string {
  return `
    (CASE WHEN jsonb_array_length(coalesce(run.past_attempts, '[]')) >= ${MOST_KEPT} THEN run.past_attempts - 0
          ELSE coalesce(run.past_attempts, '[]') END
     || jsonb_build_object(
          'attempt', run.attempt, 'worker', run.worker, 'startedAt', run.started_at, 'endedAt', ${endedAt},
          'outcome', ${outcome}, 'retryAt', ${retryAt}, 'error', ${shortened(error)}))`;
}

/**
 * SQL of whether the attempt that a row shows is among its past ones: a run that waits for its next start still shows when
 * the last one began.
 */
export const IS_PAST = `(run.past_attempts->-1->>'startedAt')::timestamptz IS NOT DISTINCT FROM run.started_at`;

function shortened(error: string): string {
  return `
    CASE WHEN jsonb_typeof(${error}) = 'object' THEN jsonb_build_object(
      'type', ${error}->'type', 'message', left(${error}->>'message', ${LONGEST_TEXT}),
      'stack', left(${error}->>'stack', ${LONGEST_TEXT})) END`;
}
