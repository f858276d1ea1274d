import type { EntityManager } from 'typeorm';
import { type Fault, InvalidInputProblem } from '../http/index.js';
import type { RetryPolicy } from './retry-policy.js';

/** How one call of a task differs from the task's own defaults. */
export interface CallOptions {
  /** Seconds from now until the run may start. */
  readonly countdown?: number;
  /** When the run may start. */
  readonly eta?: Date;
  /** When the run is given up if it has not started. */
  readonly expires?: Date;
  /** Seconds from when the run may start until it is given up if it has not started. */
  readonly expiresIn?: number;
  /** 0 to 9, higher first. */
  readonly priority?: number;
  /** A queue other than the task's own. */
  readonly queue?: string;
  /** The same key gives the same run. */
  readonly idempotencyKey?: string;
  /** Instead of the task's own. */
  readonly retry?: RetryPolicy;
  /** Seconds until the run is ended by force, instead of the task's own. */
  readonly timeLimit?: number;
  /** Seconds until the run's abort signal fires, instead of the task's own. */
  readonly softTimeLimit?: number;
  /** Who asked for it, for the record. */
  readonly submittedBy?: string;
  /** The schedule that asks for it, and the slot that it fires. */
  readonly schedule?: string;
  readonly slot?: Date;
  /**
   * Runs with the same name take turns: this one starts when the one before (`afterRun`) has ended, or at once if there
   * is none.
   */
  readonly turn?: { readonly of: string; readonly afterRun?: string | undefined };
  /** Submit as part of this transaction: rolled back, the run never existed. */
  readonly manager?: EntityManager;
}

/** What is wrong with an option, or nothing. */
type Check = (options: CallOptions) => string | false | undefined;

const isDate = (value: Date | undefined): boolean => value === undefined || !Number.isNaN(value.getTime());
const isSeconds = (value: number | undefined, least: number): boolean =>
  value === undefined || (Number.isFinite(value) && value >= least);

const CHECKS: Partial<Record<keyof CallOptions, Check>> = {
  countdown: ({ countdown, eta }) =>
    (!isSeconds(countdown, 0) && 'must be a number of seconds, not negative') ||
    (countdown !== undefined && eta !== undefined && 'write either eta or countdown, not both'),
  eta: ({ eta }) => !isDate(eta) && 'must be a moment',
  expires: ({ expires }) => !isDate(expires) && 'must be a moment',
  expiresIn: ({ expires, expiresIn }) =>
    (!isSeconds(expiresIn, Number.MIN_VALUE) && 'must be a number of seconds') ||
    (expiresIn !== undefined && expires !== undefined && 'write either expires or expiresIn, not both'),
  priority: ({ priority }) =>
    priority !== undefined &&
    !(Number.isInteger(priority) && priority >= 0 && priority <= 9) &&
    'must be a whole number from 0 to 9, higher first',
  idempotencyKey: ({ idempotencyKey }) =>
    idempotencyKey !== undefined && !/^\P{Cc}{1,200}$/u.test(idempotencyKey) && 'must be 1 to 200 characters',
  retry: ({ retry }) =>
    retry !== undefined &&
    !(Number.isInteger(retry.max) && retry.max >= 0 && isSeconds(retry.delay, 0)) &&
    'must have max, a count of tries, and delay, in seconds',
  timeLimit: ({ timeLimit }) => !isSeconds(timeLimit, Number.MIN_VALUE) && 'must be a number of seconds',
  softTimeLimit: ({ softTimeLimit }) =>
    !isSeconds(softTimeLimit, Number.MIN_VALUE) && 'must be a number of seconds',
};

/** @throws InvalidInputProblem naming every option that makes no sense. */
export function checkCallOptions(options: CallOptions): void {
  const faults: Fault[] = [];
  for (const [field, check] of Object.entries(CHECKS)) {
    const message = check(options);
    if (message) faults.push({ field, value: options[field as keyof CallOptions], message });
  }
  if (faults.length > 0) throw new InvalidInputProblem(faults);
}
