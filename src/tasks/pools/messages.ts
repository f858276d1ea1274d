import type { RunProgress } from '../run.js';
import type { ClaimedRun } from '../run-store.js';
import type { AbortReason, Ending, LogLine } from './pool.js';

/** What a pool says to one of its processes. What comes up in one turn of the event loop goes out as one message. */
export type ToProcess =
  | { readonly type: 'execute'; readonly run: ClaimedRun }
  | { readonly type: 'abort'; readonly token: string; readonly reason: AbortReason }
  | { readonly type: 'ping' }
  | { readonly type: 'stop' };

/** What a process says to its pool. */
export type FromProcess =
  | { readonly type: 'ready' }
  /** The run's method is being called. */
  | { readonly type: 'begun'; readonly token: string }
  | { readonly type: 'ended'; readonly token: string; readonly ending: Ending }
  | { readonly type: 'log'; readonly token: string; readonly line: LogLine }
  | { readonly type: 'progress'; readonly token: string; readonly progress: RunProgress }
  /** Bytes. */
  | { readonly type: 'memory'; readonly bytes: number }
  | { readonly type: 'pong' };

/** Collects messages of one turn of the event loop and sends them together: each costs a system call otherwise. */
export class Outbox<Message> {
  private waiting: Message[] = [];

  constructor(private readonly send: (messages: Message[]) => void) {}

  add(message: Message): void {
    this.waiting.push(message);
    if (this.waiting.length === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.waiting.length > 0) this.send(this.waiting.splice(0));
  }
}
