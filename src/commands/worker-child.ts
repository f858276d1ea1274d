import { type ChildProcess, fork } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { rootLogger } from '../logging/index.js';

/** A worker that has just been replaced waits this long (ms) before it is replaced again, at most. */
const LONGEST_PAUSE = 30_000;
/** A worker that ran for so long (ms) was in order; the next pause is short again. */
const IN_ORDER_AFTER = 60_000;
/** By how much it is nicer than this process (nice(2)): whoever waits for an answer comes before work that nobody waits for. */
const NICER = 5;

/**
 * A worker as a child process of its own, so that the API answers whatever a task does, and before it. One that ends by itself is
 * replaced; and it ends by itself when this process goes, because it notices that nobody is connected to it any more.
 */
export class WorkerChild {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private restart: NodeJS.Timeout | undefined;
  private failures = 0;
  private stopping = false;

  /** @param options those of `mallkeeper worker`. */
  constructor(private readonly options: readonly string[]) {}

  start(): void {
    const startedAt = Date.now();
    const child = fork(
      fileURLToPath(new URL('./cli.js', import.meta.url)),
      ['worker', '--child', ...this.options],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    this.child = child;
    if (child.pid !== undefined) makeNicer(child.pid);
    this.ended = new Promise((resolve) => {
      const replace = (reason: object): void => {
        resolve();
        if (this.stopping) return;
        if (Date.now() - startedAt > IN_ORDER_AFTER) this.failures = 0;
        const pause = Math.min(500 * 2 ** this.failures++, LONGEST_PAUSE);
        rootLogger().error({ ...reason, pause }, 'the worker ended by itself; another takes its place');
        this.restart = setTimeout(() => this.start(), pause);
      };
      child.once('exit', (code, signal) => replace({ code, signal }));
      child.once('error', (error) => {
        // One that could not even be started never exits.
        if (child.pid === undefined) replace({ err: error });
        else rootLogger().warn({ err: error }, 'the worker could not be reached');
      });
    });
  }

  /** @param patience ms until it is ended by force; its runs are then executed again by the next worker. */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    this.child?.kill('SIGTERM');
    const force = setTimeout(() => this.child?.kill('SIGKILL'), patience);
    await this.ended;
    clearTimeout(force);
  }
}

/** Some containers and units forbid it; then both are as important, and nothing else is different. */
function makeNicer(pid: number): void {
  try {
    setPriority(pid, Math.min(getPriority() + NICER, constants.priority.PRIORITY_LOW));
  } catch (error) {
    rootLogger().warn({ err: error }, 'the worker could not be made nicer than what answers requests');
  }
}
