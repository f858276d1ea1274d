import { once } from 'node:events';
import type { Response } from 'express';
import type { PastEvents } from './past-events.js';
import type { RunEvent, RunEvents } from './run-events.js';

/** Pause between two signs of life, in ms. */
const HEARTBEAT_EVERY = 15_000;
/** How many signs of life may find a client that has not read what it was sent before. */
const PATIENCE = 4;
/** How long one connection lasts at most, in ms: whoever comes back has to show its token again, and misses nothing. */
const LONGEST_STREAM = 900_000;
/** Characters of events that wait for one client. Of more it gets what their runs have become, when it can take them. */
const MOST_PENDING = 4_000_000;
/** After so long (ms) a client that lost its connection is to come back. */
const COME_BACK = 2_000;
/**
 * Changes become visible a little later than the moment that they are dated with, and not in that order. Whoever comes
 * back is told again what happened in so many ms before.
 */
const OVERLAP = 10_000;

interface PendingEvent {
  readonly at: Date | null;
  /** The event as JSON. */
  readonly data: string;
}

/**
 * Server-sent events for one client. It is told everything at least once, however slow it is: what it cannot take in time
 * is forgotten here, and read from the table when it can.
 */
export class EventStream {
  private readonly closed = new AbortController();
  private readonly pending: PendingEvent[] = [];
  /** Of all that is pending, in characters. */
  private pendingSize = 0;
  /** Whether something happened that is neither told nor pending. */
  private behind = false;
  /** Everything up to here has been told; by the database's clock. */
  private toldUpTo = new Date(0);
  private wake: () => void = () => undefined;
  private unread = 0;

  constructor(
    private readonly response: Response,
    private readonly events: RunEvents,
    private readonly past: PastEvents,
  ) {}

  /**
   * Tells what happens until the client has gone or the stream is ended.
   * @param since what the client knows already; default: everything up to now.
   */
  async tell(since: Date | undefined): Promise<void> {
    const unsubscribe = await this.events.subscribe(
      (events) => this.add(events),
      () => this.fallBehind(),
    );
    const timers = [
      setInterval(() => this.giveSignOfLife(), HEARTBEAT_EVERY),
      setTimeout(() => this.end(), LONGEST_STREAM),
    ];
    this.response.once('close', () => this.closed.abort());
    this.closed.signal.addEventListener('abort', () => this.wake());
    if (this.response.destroyed) this.closed.abort();
    try {
      const now = await this.past.now();
      this.toldUpTo = since !== undefined && since < now ? since : now;
      this.behind = since !== undefined;
      this.open();
      await this.tellAll();
    } catch (error) {
      if (!this.closed.signal.aborted) throw error;
    } finally {
      unsubscribe();
      timers.forEach(clearTimeout);
    }
  }

  end(): void {
    this.response.end();
    this.closed.abort();
  }

  private open(): void {
    this.response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Proxies are not to gather what is to arrive at once.
      'X-Accel-Buffering': 'no',
    });
    this.response.write(`retry: ${COME_BACK}\nid: ${this.toldUpTo.toISOString()}\n\n`);
  }

  private async tellAll(): Promise<void> {
    while (!this.closed.signal.aborted) {
      if (this.behind) await this.catchUp();
      else if (this.pending.length > 0) await this.tellNext();
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private async tellNext(): Promise<void> {
    const next = this.pending.shift();
    if (!next) return;
    this.pendingSize -= next.data.length;
    if (next.at && next.at > this.toldUpTo) this.toldUpTo = next.at;
    await this.sendEvent(next.data);
  }

  private async catchUp(): Promise<void> {
    this.behind = false;
    const now = await this.past.now();
    const since = new Date(this.toldUpTo.getTime() - OVERLAP);
    // They come in another order than they happened: a client that is lost before all are told begins again.
    for await (const events of this.past.since(since)) {
      for (const event of events) await this.sendEvent(JSON.stringify(event));
    }
    if (now > this.toldUpTo) this.toldUpTo = now;
    await this.send(`id: ${this.toldUpTo.toISOString()}\n\n`);
  }

  private sendEvent(data: string): Promise<void> {
    return this.send(`event: run\nid: ${this.toldUpTo.toISOString()}\ndata: ${data}\n\n`);
  }

  /** Waits until the client has read so much that there is room for more. */
  private async send(text: string): Promise<void> {
    const { signal } = this.closed;
    signal.throwIfAborted();
    if (this.response.write(text)) return;
    await once(this.response, 'drain', { signal });
    this.unread = 0;
  }

  private giveSignOfLife(): void {
    if (this.closed.signal.aborted) return;
    if (!this.response.writableNeedDrain) this.response.write(': alive\n\n');
    else if (++this.unread >= PATIENCE) this.response.destroy();
  }

  private add(events: readonly RunEvent[]): void {
    for (const event of events) {
      // What is not told yet is told from the table.
      if (this.behind) return;
      const data = JSON.stringify(event);
      this.pending.push({ at: dateOf(event), data });
      this.pendingSize += data.length;
      if (this.pendingSize > MOST_PENDING) this.fallBehind();
    }
    this.wake();
  }

  private fallBehind(): void {
    this.pending.length = 0;
    this.pendingSize = 0;
    this.behind = true;
    this.wake();
  }
}

/** When it happened, if the run keeps that. */
function dateOf({ kind, run: { createdAt, startedAt, finishedAt } }: RunEvent): Date | null {
  switch (kind) {
    case 'submitted':
      return createdAt;
    case 'started':
      return startedAt;
    case 'finished':
      return finishedAt;
    default:
      return null;
  }
}
