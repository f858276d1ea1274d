import type { Ending } from './pools/pool.js';
import { DEFAULT_RETRY, retryDelay } from './retry-policy.js';
import type { ClaimedRun, Outcome } from './run-store.js';
import type { TaskDefinition } from './task-definition.js';
import { TimeLimitExceeded } from './task-errors.js';

/** The ways to end after which there is something to record; what is given back or lost goes on elsewhere. */
type Conclusion = Exclude<Ending, { type: 'handed-back' | 'died' | 'claim-lost' }>;

/**
 * What is recorded of an execution's end: success, the next try, or failure.
 * @param definition undefined where the task is not known.
 * @param revocation what the run's error says if somebody wanted it to end; null: nobody did.
 */
export function outcomeOf(
  run: ClaimedRun,
  ending: Conclusion,
  definition: TaskDefinition | undefined,
  revocation: string | null,
): Outcome {
  if (ending.type === 'returned') return outcome(run, { status: 'SUCCESS', result: ending.result });
  if (revocation !== null || ending.type === 'revoked') {
    const message = revocation ?? 'Terminated.';
    return outcome(run, { status: 'REVOKED', error: { type: 'Revoked', message, stack: null } });
  }
  const policy = run.retry ?? definition?.retry ?? DEFAULT_RETRY;
  if (ending.type === 'timed-out') {
    const { name: type, message } = new TimeLimitExceeded(ending.limit);
    const again = policy.onTimeLimit === true ? retryDelay(policy, run.attempt) : null;
    return failure(run, { type, message, stack: null }, again);
  }
  const { error, again } = ending;
  if (again === 'never') return failure(run, error, null);
  return failure(run, error, again === 'by-policy' ? retryDelay(policy, run.attempt) : again);
}

function outcome(run: ClaimedRun, ending: Partial<Outcome> & Pick<Outcome, 'status'>): Outcome {
  return { id: run.id, token: run.token, result: null, error: null, retryDelay: null, ...ending };
}

/** @param delay seconds until the next try, if there is to be one and the policy's last has not been. */
function failure(run: ClaimedRun, error: Outcome['error'], delay: number | null): Outcome {
  const again = delay !== null && run.attempt < run.maxAttempts;
  return outcome(run, { status: again ? 'RETRY' : 'FAILURE', error, retryDelay: again ? delay : null });
}
