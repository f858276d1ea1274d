import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../http/index.js';
import { AsyncResult } from './async-result.js';
import { type CallOptions, checkCallOptions } from './call-options.js';
import { EagerExecution } from './eager-execution.js';
import { FinishedRuns } from './finished-runs.js';
import { Publisher } from './publisher.js';
import { Revocation } from './revocation.js';
import { RunStore } from './run-store.js';
import type { NewRun, SubmittedRun } from './submissions.js';
import type { TaskDefinition } from './task-definition.js';
import type { TraceContext } from '../tracing/index.js';
import { tracedSubmission } from './traced-submission.js';
import { TaskRegistry } from './task-registry.js';

/** One of many calls that are submitted together. */
export interface TaskCall {
  /** UUIDv7. */
  readonly id: string;
  readonly task: string;
  readonly kwargs: unknown;
  readonly options: Omit<CallOptions, 'manager' | 'idempotencyKey'>;
  /** What it is part of; default: what is under way. */
  readonly trace?: TraceContext | null;
}

/**
 * Submits tasks: `tasks.delay(sendPaymentReminders, { daysAhead: 3 })`. A run is committed in PostgreSQL before its id
 * is returned, whatever state the broker is in.
 */
@Injectable()
export class TaskClient {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly store: RunStore,
    private readonly publisher: Publisher,
    private readonly finishedRuns: FinishedRuns,
    private readonly revocation: Revocation,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** Runs the task as soon as a worker has room. */
  delay<Input extends object, Result>(
    definition: TaskDefinition<Input, Result>,
    input: Input,
  ): Promise<AsyncResult<Result>> {
    return this.applyAsync(definition, input);
  }

  /**
   * Runs the task as the options say.
   * @throws InvalidInputProblem when the input is not what the task takes.
   */
  async applyAsync<Input extends object, Result>(
    definition: TaskDefinition<Input, Result>,
    input: Input,
    options: CallOptions = {},
  ): Promise<AsyncResult<Result>> {
    checkCallOptions(options);
    if (options.queue !== undefined) this.registry.checkQueue(options.queue);
    const run = toNewRun(definition, await this.registry.parseInput(definition, input), options);
    if (options.manager) {
      const [submitted] = await this.submitWithin(options.manager, [run]);
      return this.toResult(submitted);
    }
    const submitted = await tracedSubmission([run], ([placed = run]) => this.store.submit(placed));
    this.publisher.publishSoon(submitted);
    return this.toResult(submitted);
  }

  /**
   * Runs the task here and now, without a worker and without a record, as Celery's `apply` does; for trying out, and for
   * code that is part of something bigger. What it throws is thrown here, and not tried again.
   * @throws InvalidInputProblem when the input is not what the task takes; whatever the task throws.
   */
  async apply<Input extends object, Result>(
    definition: TaskDefinition<Input, Result>,
    input: Input,
  ): Promise<Result> {
    const parsed = await this.registry.parseInput(definition, input);
    const result = await this.registry.method(definition.name)(parsed, new EagerExecution(this.dataSource));
    // The method was checked against its definition where it was declared.
    return result as Result;
  }

  /** Submits one run for each input, all in one statement; the options hold for each. */
  async applyAsyncAll<Input extends object, Result>(
    definition: TaskDefinition<Input, Result>,
    inputs: readonly Input[],
    options: Omit<CallOptions, 'idempotencyKey'> & { readonly manager: EntityManager },
  ): Promise<AsyncResult<Result>[]> {
    if (inputs.length === 0) return [];
    checkCallOptions(options);
    if (options.queue !== undefined) this.registry.checkQueue(options.queue);
    const runs = await Promise.all(
      inputs.map(async (input) =>
        toNewRun(definition, await this.registry.parseInput(definition, input), options),
      ),
    );
    const submitted = await this.submitWithin(options.manager, runs);
    return submitted.map((each) => this.toResult<Result>(each));
  }

  /**
   * Submits a task known by name only, from REST, the command line or a schedule.
   * @throws NotFoundProblem when there is no such task; InvalidInputProblem when it does not take these kwargs.
   */
  submitByName(name: string, kwargs: unknown, options: CallOptions = {}): Promise<AsyncResult<unknown>> {
    // Whatever this is, applyAsync checks it against the task's input class.
    return this.applyAsync(this.registry.find(name), kwargs as object, options);
  }

  /**
   * Submits many tasks known by name only, in one statement of the caller's transaction.
   * @returns for each call the id of its run, or why it was refused; those do not keep the others from being submitted.
   */
  async submitEach(manager: EntityManager, calls: readonly TaskCall[]): Promise<(string | Problem)[]> {
    const runs = await Promise.all(calls.map((call) => this.checkCall(call)));
    await this.submitWithin(
      manager,
      runs.filter((run): run is NewRun => !(run instanceof Problem)),
    );
    return runs.map((run) => (run instanceof Problem ? run : run.id));
  }

  private async checkCall({ id, task, kwargs, options, trace }: TaskCall): Promise<NewRun | Problem> {
    try {
      const definition = this.registry.find(task);
      checkCallOptions(options);
      if (options.queue !== undefined) this.registry.checkQueue(options.queue);
      const run = toNewRun(definition, await this.registry.parseInput(definition, kwargs), options);
      return { ...run, id, traceContext: trace ?? null };
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }

  /**
   * Has runs that wait for their next try make it now: those whose last try ended with this type of error.
   * @returns how many.
   */
  tryNow(tasks: readonly TaskDefinition[], errorType: string, manager: EntityManager): Promise<number> {
    return this.store.tryNow(
      manager,
      tasks.map(({ name }) => name),
      errorType,
    );
  }

  /** A handle on a run that was submitted before, as Celery's `AsyncResult(id)` is. */
  result(id: string): AsyncResult<unknown> {
    return new AsyncResult(id, this.finishedRuns, this.revocation);
  }

  private async submitWithin(manager: EntityManager, runs: NewRun[]): Promise<SubmittedRun[]> {
    const submitted = await tracedSubmission(runs, (placed) => this.store.submitWithin(manager, placed));
    this.publisher.publishAfterCommit(manager, submitted);
    return submitted;
  }

  private toResult<Result>(submitted: SubmittedRun | undefined): AsyncResult<Result> {
    if (!submitted) throw new Error('a submitted run got no id');
    return new AsyncResult<Result>(submitted.id, this.finishedRuns, this.revocation);
  }
}

function toNewRun<Input extends object>(
  definition: TaskDefinition<Input>,
  input: Input,
  options: CallOptions,
): NewRun {
  const ownKey = definition.limitKey(input);
  const { turn } = options;
  return {
    // Ids of one millisecond still sort in the order in which they were submitted.
    id: uuidv7(),
    task: definition.name,
    queue: options.queue ?? definition.queue,
    kwargs: input,
    maxAttempts: 1 + (options.retry ?? definition.retry).max,
    priority: options.priority ?? 0,
    countdown: options.countdown ?? null,
    eta: options.eta ?? null,
    expires: options.expires ?? null,
    expiresIn: options.expiresIn ?? null,
    retry: options.retry ?? null,
    timeLimit: options.timeLimit ?? null,
    softTimeLimit: options.softTimeLimit ?? null,
    limitKey: ownKey ?? turn?.of ?? null,
    limitMax: ownKey === undefined ? null : (definition.concurrency ?? null),
    afterRun: turn?.afterRun ?? null,
    schedule: options.schedule ?? null,
    slot: options.slot ?? null,
    idempotencyKey: options.idempotencyKey ?? null,
    submittedBy: options.submittedBy ?? null,
    traceContext: null,
  };
}
