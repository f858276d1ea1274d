import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import { rootLogger, withLogFields } from '../logging/index.js';
import { Broker, type Consumer, type Delivery } from './broker.js';
import { Execution } from './execution.js';
import { Heartbeat } from './heartbeat.js';
import { Reconciler } from './reconciler.js';
import { RunStore, toStorableJson, type ClaimedRun, type Outcome } from './run-store.js';
import { Slots } from './slots.js';
import {
  ClaimLostError,
  SoftTimeLimitExceeded,
  TaskRejected,
  TimeLimitExceeded,
  toRunError,
  WorkerStopping,
} from './task-errors.js';
import { DEFAULT_RETRY } from './task-definition.js';
import { TaskRegistry } from './task-registry.js';

/** Pause before an outcome is recorded again, in ms. */
const PAUSE_AFTER_FAULT = 500;

export interface WorkerOptions {
  /** Queues to take runs from; default: those of all tasks. */
  readonly queues?: readonly string[];
  /** How many runs at once. */
  readonly concurrency?: number;
  /** Default: `mallkeeper@<host>-<process id>`. */
  readonly name?: string;
}

/** Executes runs: takes what the broker delivers, claims it, runs the task's method, records what came of it. */
@Injectable()
export class Worker {
  private readonly executing = new Map<Execution, Promise<void>>();
  private readonly tokens = new Map<string, Execution>();
  private consumers: Consumer[] = [];
  private slots = new Slots(1);
  private heartbeat: Heartbeat | undefined;
  private name = '';
  private stopping = false;

  constructor(
    private readonly registry: TaskRegistry,
    private readonly store: RunStore,
    private readonly broker: Broker,
    private readonly reconciler: Reconciler,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws InvalidInputProblem when a queue is named that there is not. */
  async start(options: WorkerOptions = {}): Promise<void> {
    const queues = [...new Set(options.queues ?? this.registry.queues())];
    for (const queue of queues) this.registry.checkQueue(queue);
    const concurrency = options.concurrency ?? this.settings.WORKER_CONCURRENCY;
    this.name = options.name ?? `mallkeeper@${hostname()}-${process.pid}`;
    this.slots = new Slots(concurrency);
    this.heartbeat = new Heartbeat(this.dataSource, {
      name: this.name,
      kind: 'worker',
      queues,
      concurrency,
      interval: (this.settings.TASK_LEASE * 1000) / 3,
      beat: () => this.renewLeases(),
    });
    await this.heartbeat.start();
    this.reconciler.start();
    this.consumers = queues.map((queue) =>
      this.broker.consume(
        queue,
        () => (this.stopping ? Promise.resolve() : this.slots.free()),
        (delivery) => this.take(delivery),
      ),
    );
    rootLogger().info({ worker: this.name, queues, concurrency }, 'worker ready');
  }

  /**
   * Takes nothing new, lets what runs finish for `grace` ms, then hands back what still runs.
   */
  async stop(grace: number): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.slots.wakeAll();
    const patience = setTimeout(() => {
      for (const execution of this.executing.keys()) execution.abort(new WorkerStopping());
    }, grace);
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await Promise.all(this.executing.values());
    clearTimeout(patience);
    await this.reconciler.stop();
    await this.heartbeat?.stop();
  }

  /** Heeds a delivery; when this resolves the broker may forget it, for the claim (or somebody else's) is committed. */
  private async take({ runId }: Delivery): Promise<void> {
    // Queues share the slots: two of them may have fetched for the last one. The reconciler delivers again.
    if (this.stopping || !this.slots.take()) return this.store.unpublish(runId);
    let claimed: ClaimedRun | undefined;
    try {
      claimed = await this.store.claim(runId, this.name, this.settings.TASK_LEASE);
    } finally {
      if (!claimed) this.slots.release();
    }
    if (!claimed) return;
    const execution = new Execution(claimed, rootLogger(), this.dataSource, this.store);
    const executing = withLogFields({ run: claimed.id, task: claimed.task }, () =>
      this.execute(claimed, execution),
    )
      // Whatever went wrong, the run comes back when its lease is over; the other runs of this process go on.
      .catch((error: unknown) => execution.logger.error({ err: error }, 'the run could not be dealt with'))
      .finally(() => {
        this.executing.delete(execution);
        this.tokens.delete(claimed.token);
        this.slots.release();
      });
    this.executing.set(execution, executing);
    this.tokens.set(claimed.token, execution);
  }

  private async execute(run: ClaimedRun, execution: Execution): Promise<void> {
    const { logger } = execution;
    logger.info({ attempt: run.attempt }, 'run started');
    let ending: Outcome;
    try {
      const result = toStorableJson(await this.perform(run, execution));
      ending = outcome(run, { status: 'SUCCESS', result });
    } catch (error) {
      if (error instanceof ClaimLostError) {
        logger.warn('the claim was lost; whoever has the run now goes on with it');
        return;
      }
      if (error instanceof WorkerStopping) {
        await this.store.handBack(run.id, run.token);
        logger.warn('run handed back');
        return;
      }
      ending = this.afterFailure(run, error);
      logger.error({ err: error, attempt: run.attempt, status: ending.status }, 'run failed');
    }
    if (await this.record(ending, logger)) logger.info({ status: ending.status }, 'run recorded');
    else logger.warn('the claim was lost before the end; nothing was recorded');
  }

  private afterFailure(run: ClaimedRun, error: unknown): Outcome {
    const hopeless =
      error instanceof TaskRejected ||
      error instanceof InvalidInputProblem ||
      error instanceof TimeLimitExceeded;
    const again = !hopeless && run.attempt < run.maxAttempts;
    return outcome(run, {
      status: again ? 'RETRY' : 'FAILURE',
      error: toRunError(error),
      retryDelay: again ? this.retryDelay(run.task) : null,
    });
  }

  /** A task that is not known here may be one of a newer release, whose workers will know it. */
  private retryDelay(task: string): number {
    return this.registry.knows(task) ? this.registry.find(task).retry.delay : DEFAULT_RETRY.delay;
  }

  /**
   * Records an outcome even if the database is away for a moment. Once the lease has run out somebody else has the run,
   * and there is nothing left to record.
   */
  private async record(ending: Outcome, logger: Logger): Promise<boolean> {
    const deadline = Date.now() + this.settings.TASK_LEASE * 1000;
    for (;;) {
      try {
        return await this.store.record(ending);
      } catch (error) {
        logger.warn({ err: error }, 'the outcome could not be recorded');
        if (Date.now() >= deadline) return false;
        await sleep(PAUSE_AFTER_FAULT);
      }
    }
  }

  /** Runs the method under its time limits; whichever of method, hard limit and lost claim comes first decides. */
  private async perform(run: ClaimedRun, execution: Execution): Promise<unknown> {
    const definition = this.registry.find(run.task);
    const input = await this.registry.parseInput(definition, run.kwargs);
    const limit = definition.timeLimit ?? this.settings.TASK_TIME_LIMIT;
    const softLimit = Math.min(definition.softTimeLimit ?? this.settings.TASK_SOFT_TIME_LIMIT, limit);
    const timers = [
      setTimeout(() => execution.abort(new SoftTimeLimitExceeded(softLimit)), softLimit * 1000),
    ];
    try {
      return await Promise.race([
        this.registry.method(run.task)(input, execution),
        new Promise((_resolve, reject) => {
          timers.push(setTimeout(() => reject(new TimeLimitExceeded(limit)), limit * 1000));
          execution.signal.addEventListener('abort', () => {
            // At the soft limit the task may still clean up; when the run is no longer ours there is nothing to wait for.
            const reason: unknown = execution.signal.reason;
            if (reason instanceof Error && !(reason instanceof SoftTimeLimitExceeded)) reject(reason);
          });
        }),
      ]);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  private async renewLeases(): Promise<void> {
    if (this.tokens.size === 0) return;
    const tokens = [...this.tokens];
    const held = await this.store.renew(
      tokens.map(([token]) => token),
      this.settings.TASK_LEASE,
    );
    for (const [token, execution] of tokens) {
      // One that has just been recorded no longer holds its token either; aborting it does nothing.
      if (!held.has(token) && this.tokens.has(token)) execution.abort(new ClaimLostError(execution.runId));
    }
  }
}

function outcome(run: ClaimedRun, ending: Partial<Outcome> & Pick<Outcome, 'status'>): Outcome {
  return { id: run.id, token: run.token, result: null, error: null, retryDelay: null, ...ending };
}
