import { setTimeout as sleep } from 'node:timers/promises';
import { rootLogger } from '../../logging/index.js';
import type { ClaimedRun } from '../run-store.js';
import type { AbortReason, Ending, Pool, PoolFigures, RunObserver } from './pool.js';
import { PoolProcess } from './pool-process.js';

/** A process that does not answer for so long (ms), while a run in it is past its limit, is stuck. */
const STUCK_AFTER = 2_000;
/** Ms for a method to end after its run was ended by force; then its process is replaced when it has nothing else. */
const LINGER = 5_000;
/** Pause (ms) before a process is replaced that died before it was ready, at most. */
const LONGEST_PAUSE = 30_000;
/** How long a process may take to leave when it is told to, in ms. */
const LEAVE = 3_000;

export interface ProcessPoolOptions {
  /** How many runs at once, over all processes. */
  readonly size: number;
  /** `async`: all in one process. `prefork`: each in a process of its own. */
  readonly kind: 'async' | 'prefork';
  /** Module that calls `serveParent`. */
  readonly module: URL;
  readonly environment: NodeJS.ProcessEnv;
  readonly arguments: readonly string[];
  /** A process is replaced after so many runs. */
  readonly maxTasksPerChild?: number;
  /** A process that holds more (bytes) is replaced when its run has ended. */
  readonly maxMemoryPerChild?: number;
}

/** A run that waits for a process with room. */
interface WaitingRun {
  readonly run: ClaimedRun;
  readonly begun: () => void;
  readonly resolve: (ending: Ending) => void;
}

/**
 * Executes runs in child processes: whatever a task does to its process, the worker goes on, claims, beats and records,
 * and another process takes the place of the one that crashed, leaks or spins.
 */
export class ProcessPool implements Pool {
  readonly name: string;
  size: number;
  private processes: PoolProcess[] = [];
  private waiting: WaitingRun[] = [];
  private observer: RunObserver | undefined;
  private readonly ready = new WeakSet<PoolProcess>();
  private failures = 0;
  private stopping = false;
  private becomeReady: () => void = () => undefined;
  private readonly firstReady = new Promise<void>((resolve) => (this.becomeReady = resolve));

  constructor(private readonly options: ProcessPoolOptions) {
    this.name = options.kind;
    this.size = options.size;
  }

  async start(observer: RunObserver): Promise<void> {
    this.observer = observer;
    this.fill();
    await this.firstReady;
  }

  execute(run: ClaimedRun, begun: () => void): Promise<Ending> {
    return new Promise((resolve) => {
      this.waiting.push({ run, begun, resolve });
      this.assign();
    });
  }

  abort(token: string, reason: AbortReason): void {
    this.holderOf(token)?.abort(token, reason);
  }

  end(token: string, ending: Ending, reason: AbortReason): void {
    const process = this.holderOf(token);
    if (!process) {
      const index = this.waiting.findIndex(({ run }) => run.token === token);
      if (index >= 0) this.waiting.splice(index, 1)[0]?.resolve(ending);
      return;
    }
    process.answer(token, ending);
    if (this.options.kind === 'prefork') {
      this.replace(process);
      return;
    }
    process.abort(token, reason);
    void this.seeOff(process, token);
  }

  resize(size: number): void {
    this.size = size;
    if (this.options.kind === 'prefork') {
      const surplus = this.inService().length - size;
      // Those without work first.
      const leaving = [...this.inService()].sort((one, other) => one.running - other.running);
      for (const process of leaving.slice(0, Math.max(surplus, 0))) this.retire(process);
    }
    this.fill();
    this.assign();
  }

  figures(): PoolFigures {
    return {
      processes: this.processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
      memory: this.processes.reduce((sum, { memory }) => sum + memory, 0) / 1_000_000,
    };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.becomeReady();
    for (const process of this.processes) process.stop();
    const force = setTimeout(() => this.processes.forEach((each) => each.kill()), LEAVE);
    await Promise.all(this.processes.map((each) => each.ended));
    clearTimeout(force);
  }

  private inService(): PoolProcess[] {
    return this.processes.filter(({ retired }) => !retired);
  }

  private holderOf(token: string): PoolProcess | undefined {
    return this.processes.find((each) => each.has(token));
  }

  /** Starts as many processes as are missing. */
  private fill(): void {
    const wanted = this.options.kind === 'prefork' ? this.size : 1;
    while (!this.stopping && this.inService().length < wanted) this.add();
  }

  private add(): void {
    if (!this.observer) return;
    const process = new PoolProcess({ ...this.options, observer: this.observer }, () => {
      this.checkAge(process);
      this.assign();
    });
    this.processes.push(process);
    let wasReady = false;
    void process.ready.then(() => {
      wasReady = true;
      this.failures = 0;
      this.ready.add(process);
      this.becomeReady();
      this.assign();
    });
    void process.ended.then(async (how) => {
      this.processes = this.processes.filter((each) => each !== process);
      if (this.stopping) return;
      if (!process.retired)
        rootLogger().warn({ process: process.pid, how }, 'a process of the pool ended; another follows');
      if (!wasReady) {
        // Somebody else may have more luck with them.
        for (const { resolve } of this.waiting.splice(0)) resolve({ type: 'handed-back' });
        // One that cannot even start would be started again and again.
        await sleep(Math.min(200 * 2 ** this.failures++, LONGEST_PAUSE));
      }
      this.fill();
    });
  }

  /** Gives waiting runs to whoever has room. */
  private assign(): void {
    while (this.waiting.length > 0) {
      const room = this.options.kind === 'prefork' ? 1 : this.size;
      const free = this.inService().find((each) => this.ready.has(each) && each.running < room);
      if (!free) return;
      const next = this.waiting.shift();
      if (!next) return;
      next.begun();
      void free.execute(next.run).then(next.resolve);
      // At once: others may be waiting that it must not be given any more.
      this.checkAge(free);
    }
  }

  /** Replaces a process that has executed, or holds, as much as it may. */
  private checkAge(process: PoolProcess): void {
    const { maxTasksPerChild = Infinity, maxMemoryPerChild = Infinity } = this.options;
    if (process.executed >= maxTasksPerChild || process.memory > maxMemoryPerChild) process.retired = true;
    if (process.retired) this.retire(process);
  }

  /** Gives a process nothing more, and lets it go when its runs have ended, with or without their methods. */
  private retire(process: PoolProcess): void {
    process.retired = true;
    this.fill();
    if (process.running > 0) return;
    if (process.busy) process.kill();
    else process.stop();
  }

  /** Ends a process by force; from now on, not only from its end, it is given nothing. */
  private replace(process: PoolProcess): void {
    process.retired = true;
    process.kill();
    this.fill();
  }

  /** After a run in a shared process was ended by force: finds out whether the process is still good for the others. */
  private async seeOff(process: PoolProcess, token: string): Promise<void> {
    if (!(await process.answers(STUCK_AFTER))) {
      rootLogger().warn({ process: process.pid }, 'a task spins; its process is replaced');
      process.answerAll({ type: 'handed-back' });
      this.replace(process);
      return;
    }
    await sleep(LINGER, undefined, { ref: false });
    if (process.has(token) && !process.retired) {
      rootLogger().warn({ process: process.pid }, 'a task does not end; its process is replaced');
      this.retire(process);
    }
  }
}
