import { InvalidInputProblem } from '../http/index.js';

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
