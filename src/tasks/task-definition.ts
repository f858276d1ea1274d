import type { Type } from '@nestjs/common';

/** When and how often a run that threw is tried again. */
export interface RetryPolicy {
  /** Tries after the first one. 3: four tries in all. */
  readonly max: number;
  /** Seconds between the end of one try and the start of the next. */
  readonly delay: number;
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
  readonly aliases: readonly string[];
  /** Only carries the result's type; never set. */
  readonly result?: Result;
}

export const DEFAULT_RETRY: RetryPolicy = { max: 3, delay: 60 };

/**
 * Declares a task once, as a typed constant.
 *
 *     export const sendPaymentReminders = defineTask<SendPaymentRemindersInput, PaymentRemindersResult>(
 *       'finance.send-payment-reminders',
 *       { queue: 'finance', description: 'Reminds tenants of ...', input: SendPaymentRemindersInput },
 *     );
 */
export function defineTask<Input extends object, Result>(
  name: string,
  options: TaskOptions<Input>,
): TaskDefinition<Input, Result> {
  return {
    name,
    queue: options.queue,
    description: options.description,
    input: options.input,
    retry: options.retry ?? DEFAULT_RETRY,
    timeLimit: options.timeLimit,
    softTimeLimit: options.softTimeLimit,
    aliases: options.aliases ?? [],
  };
}
