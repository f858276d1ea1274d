import { setTimeout as sleep } from 'node:timers/promises';
import { rootLogger } from '../../logging/index.js';
import type { ClaimedRun } from '../run-store.js';
import type { AbortReason, Ending, Pool, PoolFigures, RunObserver } from './pool.js';
import { PoolProcess } from './pool-process.js';

/** A process that does not answer for so long (ms), while a run in it is past its limit, is stuck. */
const STUCK_AFTER = 2_000;
/** How often it is seen to that the event loops of the processes turn, in ms, ... */
const SUPERVISE_EVERY = 1_000;
/** ... and how often in turn a process may have said nothing at all: it tells how much it holds every two seconds. */
const MOST_SILENCE = 30;
/** A run that went down with so many processes is executed in one of its own, where it harms nobody else. */
const SUSPICIOUS_DELIVERIES = 2;
/** How many processes there may be for such runs at once. */
const MOST_ALONE = 2;
/** Ms for a method to end after its run was ended by force; then its process is replaced when it has nothing else. */
const LINGER = 5_000;
/** Pause (ms) before a process is replaced that died before it was ready, at most. */
const LONGEST_PAUSE = 30_000;
/** How long a process may take to leave when it is told to, in ms. */
const LEAVE = 2_000;

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
  /** Processes for suspicious runs, each for one of them. */
  private readonly alone = new WeakSet<PoolProcess>();
  /** Processes that go as soon as another one, which is being started, takes their place. */
  private readonly leaving = new WeakSet<PoolProcess>();
  private supervision: NodeJS.Timeout | undefined;
  private failures = 0;
  private stopping = false;
  private becomeReady: () => void = () => undefined;
  private readonly firstReady = new Promise<void>((resolve) => (this.becomeReady = resolve));

  constructor(private readonly options: ProcessPoolOptions) {
    this.name = options.kind;
    this.size = options.size;
  }

  /** Starts the processes ahead of {@link start}: they take a while to load, and so does whoever starts them. */
  prepare(): void {
    this.fill();
  }

  async start(observer: RunObserver): Promise<void> {
    this.observer = observer;
    this.fill();
    const silences = new WeakMap<PoolProcess, { heard: number; count: number }>();
    this.supervision = setInterval(() => this.supervise(silences), SUPERVISE_EVERY).unref();
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

  restart(): number {
    // One that is not ready yet is as new as the one that would replace it.
    const former = this.inService().filter((each) => this.ready.has(each));
    for (const process of former) if (!this.leaving.has(process)) this.succeed(process);
    return former.length;
  }

  figures(): PoolFigures {
    return {
      processes: this.processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
      memory: this.processes.reduce((sum, { memory }) => sum + memory, 0) / 1_000_000,
    };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.supervision);
    this.becomeReady();
    for (const process of this.processes) process.stop();
    const force = setTimeout(() => this.processes.forEach((each) => each.kill()), LEAVE);
    await Promise.all(this.processes.map((each) => each.ended));
    clearTimeout(force);
  }

  private inService(): PoolProcess[] {
    return this.processes.filter((each) => !each.retired && !this.alone.has(each));
  }

  private hasReady(): boolean {
    return this.inService().some((each) => this.ready.has(each));
  }

  private holderOf(token: string): PoolProcess | undefined {
    return this.processes.find((each) => each.has(token));
  }

  /** Starts as many processes as are missing. */
  private fill(): void {
    const wanted = this.options.kind === 'prefork' ? this.size : 1;
    while (!this.stopping && this.inService().length < wanted) this.add();
  }

  private add(): PoolProcess | undefined {
    if (this.stopping) return undefined;
    const observer: RunObserver = {
      log: (run, line) => this.observer?.log(run, line),
      progress: (run, progress) => this.observer?.progress(run, progress),
    };
    const process = new PoolProcess({ ...this.options, observer }, () => {
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
        if (!this.hasReady() || this.alone.has(process)) {
          for (const { resolve } of this.waiting.splice(0)) resolve({ type: 'handed-back' });
        }
        // One that cannot even start would be started again and again.
        await sleep(Math.min(200 * 2 ** this.failures++, LONGEST_PAUSE));
      }
      this.fill();
      this.assign();
    });
    return process;
  }

  /** Gives waiting runs to whoever has room. */
  private assign(): void {
    for (const next of [...this.waiting]) {
      const process = this.roomFor(next.run);
      if (!process) continue;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      void process.execute(next.run, next.begun).then(next.resolve);
      // At once: others may be waiting that it must not be given any more.
      this.checkAge(process);
    }
  }

  private roomFor({ deliveries }: ClaimedRun): PoolProcess | undefined {
    if (this.options.kind === 'async' && deliveries >= SUSPICIOUS_DELIVERIES) return this.roomAlone();
    const room = this.options.kind === 'prefork' ? 1 : this.size;
    return this.inService().find((each) => this.ready.has(each) && each.running < room);
  }

  private roomAlone(): PoolProcess | undefined {
    const unused = this.processes.filter((each) => this.alone.has(each) && each.executed === 0);
    const ready = unused.find((each) => this.ready.has(each));
    if (ready || unused.length > 0) return ready;
    if (this.processes.filter((each) => this.alone.has(each)).length >= MOST_ALONE) return undefined;
    const process = this.add();
    if (process) this.alone.add(process);
    return undefined;
  }

  /** Replaces a process that has executed, or holds, as much as it may. */
  private checkAge(process: PoolProcess): void {
    const { maxTasksPerChild = Infinity, maxMemoryPerChild = Infinity } = this.options;
    // One that holds too much before it has done anything would be replaced by another one like it.
    if (process.executed > 0 && process.memory > maxMemoryPerChild) process.retired = true;
    if (process.executed >= (this.alone.has(process) ? 1 : maxTasksPerChild)) process.retired = true;
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

  /** Has another process take the place of this one once it is ready. If it never is, this one stays. */
  private succeed(process: PoolProcess): void {
    const successor = this.add();
    if (!successor) return;
    this.leaving.add(process);
    void successor.ready.then(() => this.retire(process));
    void successor.ended.then(() => this.leaving.delete(process));
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
      process.answerAll('it did not answer any more');
      this.replace(process);
      return;
    }
    await sleep(LINGER, undefined, { ref: false });
    if (process.has(token) && !process.retired) {
      rootLogger().warn({ process: process.pid }, 'a task does not end; its process is replaced');
      this.retire(process);
    }
  }

  /**
   * Replaces processes whose event loop stands still: the runs in them neither go on nor see their limits. Where each has a
   * process of its own it may compute for as long as it is allowed to, once it has begun. What counts is how often it was
   * found silent, not the time: this process may have stood still itself.
   */
  private supervise(silences: WeakMap<PoolProcess, { heard: number; count: number }>): void {
    for (const process of this.processes) {
      const silence = silences.get(process);
      const count = silence?.heard === process.heard ? silence.count + 1 : 0;
      silences.set(process, { heard: process.heard, count });
      const matters = process.isBehind || (this.options.kind === 'async' && process.running > 0);
      if (count < MOST_SILENCE || !matters || process.retired) continue;
      rootLogger().error(
        { process: process.pid, silence: `${count} s` },
        'a process stands still and is replaced',
      );
      process.answerAll(`it stood still for ${count} s`);
      this.replace(process);
    }
  }
}
