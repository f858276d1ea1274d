import type { Settings } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import type { ClaimedRun } from './run-store.js';
import type { TaskDefinition } from './task-definition.js';

/** Most seconds that a limit may name: a year. */
export const LONGEST_TIME_LIMIT = 366 * 86_400;

/**
 * A signal that would abort after the run has been ended is a mistake.
 * @param limits seconds; nothing: what the task or the settings say.
 * @throws InvalidInputProblem when the soft limit is above the hard one.
 */
export function checkTimeLimits(limits: {
  readonly timeLimit?: number | null;
  readonly softTimeLimit?: number | null;
}): void {
  const { timeLimit, softTimeLimit } = limits;
  if (typeof timeLimit !== 'number' || typeof softTimeLimit !== 'number' || softTimeLimit <= timeLimit)
    return;
  throw new InvalidInputProblem([
    {
      field: 'softTimeLimit',
      value: softTimeLimit,
      message: `must not be above the time limit, ${timeLimit}`,
    },
  ]);
}

/**
 * How long a run may take, in seconds: what its call says, or a person, or its task, or the settings.
 * @param definition undefined where the task is not known.
 */
export function timeLimitsOf(
  run: ClaimedRun,
  definition: TaskDefinition | undefined,
  { TASK_TIME_LIMIT, TASK_SOFT_TIME_LIMIT }: Settings,
): { timeLimit: number; softTimeLimit: number } {
  return {
    timeLimit: run.timeLimit ?? definition?.timeLimit ?? TASK_TIME_LIMIT,
    softTimeLimit: run.softTimeLimit ?? definition?.softTimeLimit ?? TASK_SOFT_TIME_LIMIT,
  };
}
