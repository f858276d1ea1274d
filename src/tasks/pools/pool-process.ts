import { type ChildProcess, fork } from 'node:child_process';
import type { ClaimedRun } from '../run-store.js';
import { type FromProcess, Outbox, type ToProcess } from './messages.js';
import type { AbortReason, Ending, RunObserver } from './pool.js';

/** A run's execution that this process has been given. */
interface Given {
  readonly run: ClaimedRun;
  /** Is called when its method is. */
  readonly begun: () => void;
  hasBegun: boolean;
  /** undefined once the pool has been told how it ended, whatever its method still does. */
  resolve: ((ending: Ending) => void) | undefined;
}

export interface ProcessOptions {
  /** Module that calls `serveParent`. */
  readonly module: URL;
  readonly environment: NodeJS.ProcessEnv;
  readonly arguments: readonly string[];
  readonly observer: RunObserver;
}

/** One child process that executes runs. */
export class PoolProcess {
  /** Runs that it was given, since its start. */
  executed = 0;
  /** Bytes, as it last said. */
  memory = 0;
  /** Is given nothing more; it ends when what it executes has ended. */
  retired = false;
  /** Messages that it has sent: while they come, its event loop turns. */
  heard = 0;
  readonly ready: Promise<void>;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private readonly given = new Map<string, Given>();
  private readonly outbox: Outbox<ToProcess>;
  private pongs: (() => void)[] = [];
  private becomeReady: () => void = () => undefined;

  /** @param changed is called whenever a run has ended, and when it has said how much it holds. */
  constructor(
    private readonly options: ProcessOptions,
    private readonly changed: () => void,
  ) {
    this.child = fork(options.module, options.arguments, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: options.environment,
    });
    this.outbox = new Outbox((messages) => {
      // One that has ended answers with its end.
      if (this.child.connected) this.child.send(messages, () => undefined);
    });
    this.ready = new Promise((resolve) => (this.becomeReady = resolve));
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
      this.child.on('error', (error) => {
        if (this.child.pid === undefined) resolve(error.message);
      });
    });
    this.child.on('message', (messages: FromProcess[]) => {
      this.heard++;
      messages.forEach((each) => this.heed(each));
    });
    void this.ended.then((how) => this.die(how));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Whether it has been given a run whose method it has not called yet. */
  get isBehind(): boolean {
    return [...this.given.values()].some(({ hasBegun }) => !hasBegun);
  }

  /** Runs whose end nobody knows yet. */
  get running(): number {
    let count = 0;
    for (const { resolve } of this.given.values()) if (resolve) count++;
    return count;
  }

  /** Methods that still run, of ended runs too. */
  get busy(): boolean {
    return this.given.size > 0;
  }

  /** @param begun is called when the run's method is called. */
  execute(run: ClaimedRun, begun: () => void): Promise<Ending> {
    this.executed++;
    return new Promise((resolve) => {
      this.given.set(run.token, { run, begun, hasBegun: false, resolve });
      this.outbox.add({ type: 'execute', run });
    });
  }

  has(token: string): boolean {
    return this.given.has(token);
  }

  abort(token: string, reason: AbortReason): void {
    this.outbox.add({ type: 'abort', token, reason });
  }

  /** Answers for a run, whose method may go on in the process. */
  answer(token: string, ending: Ending): void {
    const given = this.given.get(token);
    given?.resolve?.(ending);
    if (given) given.resolve = undefined;
  }

  /** Answers for all runs that it still has: any that had begun may be why it has to end, and the others are not. */
  answerAll(how: string): void {
    for (const [token, { hasBegun }] of this.given) {
      this.answer(token, hasBegun ? { type: 'died', how } : { type: 'handed-back' });
    }
  }

  /** Whether it answers within so many ms. */
  async answers(patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      // What has come in is read before the verdict: it may be this process that was busy.
      const timer = setTimeout(() => setImmediate(() => setImmediate(resolve, false)), patience);
      this.pongs.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
      this.outbox.add({ type: 'ping' });
    });
  }

  stop(): void {
    this.outbox.add({ type: 'stop' });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private heed(message: FromProcess): void {
    switch (message.type) {
      case 'ready':
        this.becomeReady();
        break;
      case 'begun':
        this.begin(message.token);
        break;
      case 'ended':
        this.answer(message.token, message.ending);
        this.given.delete(message.token);
        this.changed();
        break;
      case 'log':
        this.withRun(message.token, (run) => this.options.observer.log(run, message.line));
        break;
      case 'progress':
        this.withRun(message.token, (run) => this.options.observer.progress(run, message.progress));
        break;
      case 'memory':
        this.memory = message.bytes;
        this.changed();
        break;
      case 'pong':
        for (const heard of this.pongs.splice(0)) heard();
    }
  }

  private begin(token: string): void {
    const given = this.given.get(token);
    if (!given) return;
    given.hasBegun = true;
    if (given.resolve) given.begun();
  }

  private withRun(token: string, tell: (run: ClaimedRun) => void): void {
    const given = this.given.get(token);
    if (given?.resolve) tell(given.run);
  }

  private die(how: string): void {
    this.answerAll(how);
    this.given.clear();
    this.changed();
  }
}
