import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { rootLogger, withLogFields } from '../logging/index.js';
import { Broker, type Consumer, type Delivery } from './broker.js';
import { Gate } from './gate.js';
import { Heartbeat, type NodeState } from './heartbeat.js';
import { NodeCommands } from './node-commands.js';
import { Executor } from './pools/executor.js';
import { LocalPool } from './pools/local-pool.js';
import type { AbortReason, Ending, Pool } from './pools/pool.js';
import { ProgressNotes } from './progress-notes.js';
import { Reconciler } from './reconciler.js';
import { outcomeOf } from './run-outcome.js';
import { attemptSpan } from './run-spans.js';
import { RunLogs } from './run-logs.js';
import { RunStore, type ClaimedRun, type Outcome } from './run-store.js';
import { Slots } from './slots.js';
import type { TaskDefinition } from './task-definition.js';
import { TaskRegistry } from './task-registry.js';
import { timeLimitsOf } from './time-limits.js';
import { currentTrace, inSpan, type RunningSpan } from '../tracing/index.js';
import { WorkerControl } from './worker-control.js';

/** Pause before an outcome is recorded again, in ms. */
const PAUSE_AFTER_FAULT = 500;
/** How long a run that was fetched waits for room here before others may have it, in ms. */
const PATIENCE = 250;
/** How long a busy worker waits for more room before it fetches, in ms. */
const GATHER = 4;
const TERMINATION_GRACE = 5_000;

export interface WorkerOptions {
  /** Queues to take runs from; default: those of all tasks. */
  readonly queues?: readonly string[];
  /** How many runs at once, where no pool is given. */
  readonly concurrency?: number;
  /** Where runs are executed; default: in this process. */
  readonly pool?: Pool;
  /** Default: `mallkeeper@<host>-<N>`. */
  readonly name?: string;
  /** Is called when somebody wants this worker to stop, over REST or the command line. */
  readonly shutdown?: () => void;
  /** How long a run that was revoked may clean up before it is ended by force, in ms; default: 5 s. */
  readonly terminationGrace?: number;
}

/** A run that this worker holds. */
interface Held {
  readonly run: ClaimedRun;
  /** What the run's error will say: somebody wants it to end. */
  revocation: string | null;
  timers: NodeJS.Timeout[];
  done: Promise<void>;
}

/** Executes runs: takes what the broker delivers, claims it, has it executed, records what came of it. */
@Injectable()
export class Worker {
  private readonly held = new Map<string, Held>();
  private readonly consumers = new Map<string, Consumer>();
  private readonly counts = { succeeded: 0, failed: 0, retried: 0, revoked: 0 };
  private pool: Pool | undefined;
  private slots = new Slots(1);
  private heartbeat: Heartbeat | undefined;
  private control: WorkerControl | undefined;
  private name = '';
  private reserved = 0;
  private stopping = false;
  private handingBack = false;
  private terminationGrace = TERMINATION_GRACE;

  constructor(
    private readonly registry: TaskRegistry,
    private readonly store: RunStore,
    private readonly broker: Broker,
    private readonly reconciler: Reconciler,
    private readonly gate: Gate,
    private readonly logs: RunLogs,
    private readonly progress: ProgressNotes,
    private readonly executor: Executor,
    private readonly commands: NodeCommands,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws InvalidInputProblem when a queue is named that there is not. */
  async start(options: WorkerOptions = {}): Promise<void> {
    const queues = [...new Set(options.queues ?? this.registry.queues())];
    for (const queue of queues) this.registry.checkQueue(queue);
    const pool =
      options.pool ?? new LocalPool(this.executor, options.concurrency ?? this.settings.WORKER_CONCURRENCY);
    this.pool = pool;
    this.stopping = false;
    this.handingBack = false;
    this.terminationGrace = options.terminationGrace ?? TERMINATION_GRACE;
    this.slots = new Slots(pool.size);
    this.heartbeat = new Heartbeat(this.dataSource, {
      name: options.name,
      kind: 'worker',
      interval: (this.settings.TASK_LEASE * 1000) / 3,
      beat: () => this.renewLeases(),
      state: () => this.state(),
    });
    this.name = await this.heartbeat.start();
    await pool.start({
      log: (run, line) => this.logs.add(run, line),
      progress: (run, progress) => this.progress.add(run, progress),
    });
    // Told to stop before the pool was ready.
    if (this.isStopping()) return;
    this.reconciler.start();
    for (const queue of queues) this.consume(queue);
    this.control = new WorkerControl(this, this.commands, this.settings, options.shutdown);
    await this.control.start(this.name);
    await this.heartbeat.beatNow();
    rootLogger().info({ worker: this.name, queues, pool: pool.name, concurrency: pool.size }, 'worker ready');
  }

  /**
   * Takes nothing new, lets what runs finish for `grace` ms, then hands back what still runs. Called again, it hands back
   * everything at once.
   */
  async stop(grace: number): Promise<void> {
    if (this.stopping) {
      this.handBackAll();
      return;
    }
    this.stopping = true;
    this.slots.wakeAll();
    const patience = setTimeout(() => this.handBackAll(), grace);
    const closing = [...this.consumers.values()].map((consumer) => consumer.close());
    await Promise.all([this.control?.stop(), ...closing]);
    this.consumers.clear();
    while (this.held.size > 0) await Promise.all([...this.held.values()].map(({ done }) => done));
    clearTimeout(patience);
    // The heartbeat's row goes whatever becomes of the rest: a worker that was told to stop is not lost.
    await Promise.all([this.heartbeat?.stop(), this.reconciler.stop(), this.pool?.stop()]);
  }

  /** Takes runs from one more queue. @throws InvalidInputProblem when there is no such queue. */
  addConsumer(queue: string): void {
    this.registry.checkQueue(queue);
    if (!this.consumers.has(queue)) this.consume(queue);
    void this.heartbeat?.beatNow();
  }

  /** Takes nothing more from a queue. */
  async cancelConsumer(queue: string): Promise<void> {
    const consumer = this.consumers.get(queue);
    this.consumers.delete(queue);
    await consumer?.close();
    void this.heartbeat?.beatNow();
  }

  /** How many runs at once, from now on; what is being executed goes on. */
  resize(size: number): void {
    this.pool?.resize(size);
    this.slots.resize(size);
    void this.heartbeat?.beatNow();
  }

  /** Has the pool's processes replaced as their runs end. @returns how many. @throws Error when it has none of its own. */
  restartPool(): number {
    const replaced = this.pool?.restart() ?? 0;
    void this.heartbeat?.beatNow();
    return replaced;
  }

  /** What this worker says of itself. */
  state(): NodeState {
    const { processes = [], memory = 0 } = this.pool?.figures() ?? {};
    return {
      queues: [...this.consumers.keys()],
      concurrency: this.pool?.size ?? null,
      pool: this.pool?.name ?? null,
      figures: {
        active: this.held.size,
        reserved: this.reserved,
        ...this.counts,
        load: this.pool ? this.held.size / this.pool.size : 0,
        memoryMb: Math.round(process.memoryUsage.rss() / 1_000_000 + memory),
        processes,
      },
    };
  }

  /** Somebody wants a run to end. If this worker executes it, its heartbeat, which says so, comes now. */
  async heedRevocation(runId: string): Promise<void> {
    if ([...this.held.values()].some(({ run }) => run.id === runId)) await this.renewLeases();
  }

  private consume(queue: string): void {
    const intake = { open: true };
    const consumer = this.broker.consume(
      queue,
      async () => {
        while (intake.open && this.slots.room === 0) await this.slots.free();
        // Where many runs end, some more end in a moment: what is fetched together is claimed and recorded together.
        if (intake.open && this.slots.isNearlyFull) await sleep(GATHER);
        return Math.max(this.slots.room, 1);
      },
      (delivery) => this.take(delivery),
    );
    this.consumers.set(queue, {
      close: () => {
        intake.open = false;
        const closing = consumer.close();
        // It may be waiting for room, which may take as long as the longest run.
        this.slots.wakeAll();
        return closing;
      },
    });
  }

  /** Heeds a delivery; when this resolves the broker may forget it, for the claim (or somebody else's) is committed. */
  private async take({ runId }: Delivery): Promise<void> {
    if (!(await this.takeSlot())) return this.store.unpublish([runId]);
    let claimed: ClaimedRun | undefined;
    try {
      claimed = await this.store.claim(runId, this.name, this.settings.TASK_LEASE);
    } finally {
      if (!claimed) this.slots.release();
    }
    if (!claimed) return;
    if (this.handingBack) {
      // It was claimed while all the others were handed back.
      this.slots.release();
      await this.store.handBack([claimed.token]);
      return;
    }
    this.hold(claimed);
  }

  /** Queues share the slots: two of them may have fetched for the last one. */
  private async takeSlot(): Promise<boolean> {
    const deadline = performance.now() + PATIENCE;
    this.reserved++;
    try {
      while (!this.stopping) {
        if (this.slots.take()) return true;
        const left = deadline - performance.now();
        if (left <= 0) return false;
        await Promise.race([this.slots.free(), sleep(left)]);
      }
      return false;
    } finally {
      this.reserved--;
    }
  }

  private hold(run: ClaimedRun): void {
    const held: Held = { run, revocation: null, timers: [], done: Promise.resolve() };
    this.held.set(run.token, held);
    held.done = withLogFields({ run: run.id, task: run.task }, () =>
      inSpan(...attemptSpan(run), (span) => this.see(held, span)),
    )
      // Whatever went wrong, the run comes back when its lease is over; the other runs of this process go on.
      .catch((error: unknown) => rootLogger().error({ err: error }, 'the run could not be dealt with'))
      .finally(() => {
        this.held.delete(run.token);
        if (run.limited) this.gate.soon();
      });
  }

  /** Sees a run through, from its start to the record of its end. */
  private async see(held: Held, span: RunningSpan | undefined): Promise<void> {
    const { run } = held;
    const logger = rootLogger();
    logger.info({ attempt: run.attempt }, 'run started');
    let ending: Ending;
    try {
      ending = await this.execute(held);
    } finally {
      held.timers.forEach(clearTimeout);
      // What follows is waiting for the database: the next run need not wait for it.
      this.slots.release();
    }
    await Promise.all([this.logs.finish(run), this.progress.finish(run)]);
    switch (ending.type) {
      case 'claim-lost':
        span?.fail(ending.type);
        logger.warn('the claim was lost; whoever has the run now goes on with it');
        return;
      case 'handed-back':
        await this.store.handBack([run.token]);
        logger.warn('run handed back');
        return;
      case 'died':
        span?.fail(ending.type);
        await this.store.takeBack([run.token]);
        logger.error({ how: ending.how }, 'the process that executed the run died');
        return;
      default:
        await this.conclude(held, outcomeOf(run, ending, this.definitionOf(run), held.revocation), span);
    }
  }

  private execute(held: Held): Promise<Ending> {
    const { run } = held;
    const { pool } = this;
    if (!pool) throw new Error('the worker has not been started');
    // What executes it, another process maybe, does so as part of this span.
    return pool.execute({ ...run, traceContext: currentTrace() }, () => this.limit(held, pool));
  }

  /** Its time begins when its method is called: for a process that is being replaced a run may have to wait a while. */
  private limit(held: Held, pool: Pool): void {
    const { run } = held;
    const { timeLimit, softTimeLimit } = timeLimitsOf(run, this.definitionOf(run), this.settings);
    if (softTimeLimit < timeLimit) {
      this.after(held, softTimeLimit, () =>
        pool.abort(run.token, { type: 'soft-limit', seconds: softTimeLimit }),
      );
    }
    this.after(held, timeLimit, () =>
      this.end(held, { type: 'timed-out', limit: timeLimit }, { type: 'time-limit', seconds: timeLimit }),
    );
  }

  /** A task that is not known here may be one of a newer release, whose workers will know it. */
  private definitionOf({ task }: ClaimedRun): TaskDefinition | undefined {
    return this.registry.knows(task) ? this.registry.find(task) : undefined;
  }

  /** @param seconds longer than any timer lasts: never. */
  private after(held: Held, seconds: number, act: () => void): void {
    if (seconds * 1000 < 2 ** 31) held.timers.push(setTimeout(act, seconds * 1000));
  }

  private end({ run }: Held, ending: Ending, reason: AbortReason): void {
    this.pool?.end(run.token, ending, reason);
  }

  private async conclude({ run }: Held, ending: Outcome, span: RunningSpan | undefined): Promise<void> {
    const logger = rootLogger();
    const { status, error } = ending;
    span?.set({ 'mallkeeper.status': status });
    if (error) span?.fail(error.type);
    if (!(await this.record(ending))) {
      logger.warn('the claim was lost before the end; nothing was recorded');
      return;
    }
    this.counts[COUNTED[status]]++;
    if (error) logger.error({ error, attempt: run.attempt, status }, 'run failed');
    else logger.info({ status }, 'run recorded');
  }

  /**
   * Records an outcome even if the database is away for a moment. Once the lease has run out somebody else has the run,
   * and there is nothing left to record.
   */
  private async record(ending: Outcome): Promise<boolean> {
    const deadline = Date.now() + this.settings.TASK_LEASE * 1000;
    for (;;) {
      try {
        return await this.store.record(ending);
      } catch (error) {
        rootLogger().warn({ err: error }, 'the outcome could not be recorded');
        if (Date.now() >= deadline) return false;
        await sleep(PAUSE_AFTER_FAULT);
      }
    }
  }

  private async renewLeases(): Promise<void> {
    if (this.held.size === 0) return;
    const beating = [...this.held.values()];
    const renewed = await this.store.renew(
      beating.map(({ run }) => run.token),
      this.settings.TASK_LEASE,
    );
    for (const held of beating) {
      const revocation = renewed.get(held.run.token);
      if (revocation === undefined) {
        // One that has just been recorded no longer holds its token either; ending it does nothing.
        if (this.held.has(held.run.token)) this.end(held, { type: 'claim-lost' }, { type: 'claim-lost' });
      } else if (revocation !== null && held.revocation === null) this.terminate(held, revocation);
    }
  }

  private terminate(held: Held, message: string): void {
    held.revocation = message;
    const reason: AbortReason = { type: 'revoked', message };
    this.pool?.abort(held.run.token, reason);
    this.after(held, this.terminationGrace / 1000, () => this.end(held, { type: 'revoked' }, reason));
  }

  private handBackAll(): void {
    this.handingBack = true;
    for (const held of this.held.values()) this.end(held, { type: 'handed-back' }, { type: 'stopping' });
  }

  // Read through a method: it changes while start() waits.
  private isStopping(): boolean {
    return this.stopping;
  }
}

const COUNTED = { SUCCESS: 'succeeded', FAILURE: 'failed', RETRY: 'retried', REVOKED: 'revoked' } as const;
