import type { Run } from '../api/types';

/** Something that happened to a run; the run as it was a moment later. */
export interface RunEvent {
  readonly kind: 'submitted' | 'started' | 'progress' | 'retried' | 'finished';
  readonly run: Run;
}

export type Connection = 'connecting' | 'open' | 'lost';

/** Events are handed on together, every so many ms: a page that is drawn a hundred times a second is of no use. */
const GATHER = 300;
/** Milliseconds until a connection is tried again that the browser has given up. */
const COME_BACK = 2_000;

/**
 * The server's events, over one connection for all pages. A connection that is lost is taken up again where it broke
 * off: the server tells what happened meanwhile (`Last-Event-ID`, which the browser sends by itself; `since` where the
 * browser has given up).
 */
export class LiveEvents {
  private source: EventSource | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private flush: ReturnType<typeof setTimeout> | undefined;
  private lastId = '';
  private gathered: RunEvent[] = [];
  private readonly hearers = new Set<(events: readonly RunEvent[]) => void>();
  private readonly watchers = new Set<() => void>();
  private state: Connection = 'connecting';

  /** @param refused is asked whether to go on when the server refuses the connection, as it does without a session. */
  constructor(private readonly refused: () => void) {}

  open(): void {
    this.close();
    const since = this.lastId === '' ? '' : `?since=${encodeURIComponent(this.lastId)}`;
    const source = new EventSource(`/api/v1/events${since}`);
    source.onopen = () => this.become('open');
    source.addEventListener('run', (event: MessageEvent<string>) => this.take(event));
    source.onmessage = ({ lastEventId }) => (this.lastId = lastEventId);
    source.onerror = () => {
      this.become('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      this.refused();
      this.retry = setTimeout(() => this.open(), COME_BACK);
    };
    this.source = source;
  }

  close(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
  }

  /** @returns how to end it. */
  hear(hearer: (events: readonly RunEvent[]) => void): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly connection = (): Connection => this.state;

  private take(event: MessageEvent<string>): void {
    this.lastId = event.lastEventId;
    if (this.hearers.size === 0) return;
    this.gathered.push(JSON.parse(event.data) as RunEvent);
    this.flush ??= setTimeout(() => this.tell(), GATHER);
  }

  private tell(): void {
    this.flush = undefined;
    const events = this.gathered;
    this.gathered = [];
    for (const hearer of this.hearers) hearer(events);
  }

  private become(state: Connection): void {
    if (this.state === state) return;
    this.state = state;
    this.watchers.forEach((watcher) => watcher());
  }
}
