import type { Type } from '@nestjs/common';
import type { Permission } from '../auth/index.js';
import { parseRate } from './rate.js';
import { DEFAULT_RETRY, type RetryPolicy } from './retry-policy.js';

/** How many runs of a task may be executed at once, over all workers. */
export interface ConcurrencyLimit<Input extends object> {
  readonly max: number;
  /** Counts runs for each value by itself: `({ contractId }) => contractId`. Default: all runs of the task together. */
  readonly key?: (input: Input) => string | number;
}

export interface TaskOptions<Input extends object> {
  /** The queue that carries its runs: the feature module's name. */
  readonly queue: string;
  /** What the task does, for people who meet it in lists and in OpenAPI. */
  readonly description: string;
  /** A class-validator DTO; every call is checked against it, from wherever it comes. */
  readonly input: Type<Input>;
  /** Default: 3 more tries, 60 s apart. */
  readonly retry?: RetryPolicy;
  /** Seconds until a run is ended by force. Default: TASK_TIME_LIMIT. */
  readonly timeLimit?: number;
  /** Seconds until a run's abort signal fires. Default: TASK_SOFT_TIME_LIMIT. */
  readonly softTimeLimit?: number;
  /** How often a run may start, over all workers: `10/m`, `5/s`, `100/h`. `mallkeeper control rate-limit` changes it. */
  readonly rateLimit?: string;
  readonly concurrency?: ConcurrencyLimit<Input>;
  /** What a person needs to start it by hand, or by a schedule. Default: `tasks.run`. */
  readonly permission?: Permission;
  /** Other names under which it may be called, such as the one it had under Celery. */
  readonly aliases?: readonly string[];
}

/** A task as declared by {@link defineTask}: the typed name that callers use and processors implement. */
export interface TaskDefinition<Input extends object = object, Result = unknown> {
  readonly name: string;
  readonly queue: string;
  readonly description: string;
  readonly input: Type<Input>;
  readonly retry: RetryPolicy;
  readonly timeLimit: number | undefined;
  readonly softTimeLimit: number | undefined;
  readonly rateLimit: string | undefined;
  readonly concurrency: number | undefined;
  readonly permission: Permission;
  readonly aliases: readonly string[];
  /** Of the runs with the same key at most `concurrency` run at once; undefined where nothing limits the task. */
  limitKey(input: Input): string | undefined;
  /** Only carries the result's type; never set. */
  readonly result?: Result;
}

/**
 * Declares a task once, as a typed constant.
 *
 *     export const sendPaymentReminders = defineTask<SendPaymentRemindersInput, PaymentRemindersResult>(
 *       'finance.send-payment-reminders',
 *       { queue: 'finance', description: 'Reminds tenants of ...', input: SendPaymentRemindersInput },
 *     );
 *
 * @throws RangeError when a limit makes no sense.
 */
export function defineTask<Input extends object, Result>(
  name: string,
  options: TaskOptions<Input>,
): TaskDefinition<Input, Result> {
  const { concurrency, rateLimit, retry = DEFAULT_RETRY } = options;
  if (!Number.isInteger(retry.max) || retry.max < 0)
    throw new RangeError(`${name}: retry.max must be a count`);
  if (concurrency && !(Number.isInteger(concurrency.max) && concurrency.max > 0))
    throw new RangeError(`${name}: concurrency.max must be a count above zero`);
  if (rateLimit !== undefined) parseRate(rateLimit);
  return {
    name,
    queue: options.queue,
    description: options.description,
    input: options.input,
    retry,
    timeLimit: options.timeLimit,
    softTimeLimit: options.softTimeLimit,
    rateLimit,
    concurrency: concurrency?.max,
    permission: options.permission ?? 'tasks.run',
    aliases: options.aliases ?? [],
    limitKey(input) {
      if (concurrency?.key) return `${name}:${concurrency.key(input)}`;
      return concurrency || rateLimit ? name : undefined;
    },
  };
}
