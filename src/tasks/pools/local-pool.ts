import type { ClaimedRun } from '../run-store.js';
import type { Executor } from './executor.js';
import type { AbortReason, Ending, Pool, PoolFigures, RunObserver } from './pool.js';

/**
 * Executes runs in the worker's own process: for tests, and for programs that bring their own supervision. A task that
 * spins stops everything here; `mallkeeper worker` executes in child processes.
 */
export class LocalPool implements Pool {
  readonly name = 'local';
  private observer: RunObserver | undefined;
  private readonly enders = new Map<string, (ending: Ending) => void>();

  constructor(
    private readonly executor: Executor,
    public size: number,
  ) {}

  async start(observer: RunObserver): Promise<void> {
    this.observer = observer;
  }

  async execute(run: ClaimedRun, begun: () => void): Promise<Ending> {
    const { observer } = this;
    if (!observer) throw new Error('the pool has not been started');
    begun();
    const ended = new Promise<Ending>((resolve) => this.enders.set(run.token, resolve));
    // What a task says after its end, which may have been forced on it, nobody waits for any more.
    const whileExecuted: RunObserver = {
      log: (of, line) => this.enders.has(of.token) && observer.log(of, line),
      progress: (of, progress) => this.enders.has(of.token) && observer.progress(of, progress),
    };
    try {
      return await Promise.race([this.executor.execute(run, whileExecuted), ended]);
    } finally {
      this.enders.delete(run.token);
    }
  }

  abort(token: string, reason: AbortReason): void {
    this.executor.abort(token, reason);
  }

  end(token: string, ending: Ending, reason: AbortReason): void {
    this.enders.get(token)?.(ending);
    this.executor.abort(token, reason);
  }

  resize(size: number): void {
    this.size = size;
  }

  restart(): never {
    throw new Error('it executes runs in its own process; restart the program that it is part of');
  }

  figures(): PoolFigures {
    return { processes: [process.pid], memory: process.memoryUsage.rss() / 1_000_000 };
  }

  async stop(): Promise<void> {
    this.observer = undefined;
  }
}
