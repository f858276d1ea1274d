import type { RunError } from './run.js';

/** Thrown by a task that knows that trying again is of no use: the run is FAILURE at once. */
export class TaskRejected extends Error {
  override readonly name = 'TaskRejected';
}

/** Another worker has taken the run over; whatever this one still does to it is void. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(runId: string) {
    super(`Run ${runId} is no longer held by this worker: its lease ran out, or it was revoked.`);
  }
}

/** The run went past its hard time limit. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';

  /** @param seconds the limit. */
  constructor(seconds: number) {
    super(`The run was ended after its time limit of ${seconds} s.`);
  }
}

/** Aborts a run's signal at its soft time limit. */
export class SoftTimeLimitExceeded extends Error {
  override readonly name = 'SoftTimeLimitExceeded';

  /** @param seconds the limit. */
  constructor(seconds: number) {
    super(`The run reached its soft time limit of ${seconds} s.`);
  }
}

/** Aborts a run's signal when somebody has revoked it. */
export class RunRevoked extends Error {
  override readonly name = 'RunRevoked';
}

/** Aborts a run's signal when its worker stops: the run is handed back and executed elsewhere. */
export class WorkerStopping extends Error {
  override readonly name = 'WorkerStopping';

  constructor() {
    super('The worker is stopping; the run is handed back.');
  }
}

/** What `context.retry` throws; a task lets it pass. */
export class RetryRequested extends Error {
  override readonly name = 'RetryRequested';

  /** @param countdown seconds; undefined: what the retry policy says. */
  constructor(
    readonly countdown: number | undefined,
    options?: ErrorOptions,
  ) {
    super('The task asked to be tried again.', options);
  }
}

/** Raised by `AsyncResult.get` for a run that ended without success; its `cause` is the task's own error. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';

  constructor(
    readonly runId: string,
    readonly status: 'FAILURE' | 'REVOKED',
    readonly error: RunError | null,
  ) {
    super(error ? `${error.type}: ${error.message}` : `Run ${runId} ended as ${status}.`, {
      cause: error ? rebuilt(error) : undefined,
    });
  }
}

/** Raised by `AsyncResult.get` when the run has not ended in time; the run itself goes on. */
export class ResultTimeoutError extends Error {
  override readonly name = 'ResultTimeoutError';

  constructor(runId: string, seconds: number) {
    super(`Run ${runId} has not ended within ${seconds} s.`);
  }
}

/** What is kept of an error that a task threw, which may be anything. */
export function toRunError(error: unknown): RunError {
  if (error instanceof Error) {
    return { type: error.name, message: error.message, stack: error.stack ?? null };
  }
  return { type: 'NonError', message: String(error), stack: null };
}

/** The error as the task threw it, as far as a name, a message and a stack can tell. */
function rebuilt({ type, message, stack }: RunError): Error {
  const error = new Error(message);
  error.name = type;
  if (stack !== null) error.stack = stack;
  return error;
}
