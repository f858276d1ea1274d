import type { FinishedRuns } from './finished-runs.js';
import type { RevokeOptions, Revocation } from './revocation.js';
import type { RunStatus } from './run.js';
import { ResultTimeoutError, RunFailedError } from './task-errors.js';

/** A handle on a submitted run, as Celery's AsyncResult is. */
export class AsyncResult<Result> {
  constructor(
    readonly id: string,
    private readonly finishedRuns: FinishedRuns,
    private readonly revocation: Revocation,
  ) {}

  /**
   * What the task returned, once it has.
   * @param options.timeout seconds; without it, however long it takes.
   * @throws RunFailedError whose `cause` is the task's own error; ResultTimeoutError when time is up (the run goes on).
   */
  async get(options: { timeout?: number } = {}): Promise<Result> {
    const { timeout = Infinity } = options;
    const run = await this.finishedRuns.wait(this.id, timeout * 1000);
    if (run?.status === 'SUCCESS') return run.result as Result;
    if (run?.status === 'FAILURE' || run?.status === 'REVOKED') {
      throw new RunFailedError(this.id, run.status, run.error);
    }
    throw new ResultTimeoutError(this.id, timeout);
  }

  async status(): Promise<RunStatus | undefined> {
    const run = await this.finishedRuns.wait(this.id, 0);
    return run?.status;
  }

  /**
   * Keeps the run from starting; with `terminate`, ends it even when it is being executed.
   * @returns whether it was revoked, or told to end; false when it has ended, or runs and `terminate` is not asked for.
   */
  async revoke(options: RevokeOptions = {}): Promise<boolean> {
    const outcome = await this.revocation.revoke(this.id, options);
    return outcome === 'revoked' || outcome === 'terminating';
  }
}
