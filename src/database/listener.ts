import { EventEmitter } from 'node:events';
import pg from 'pg';

/** Longest pause between two tries to connect, in ms. */
const LONGEST_PAUSE = 5_000;

/**
 * LISTENs to PostgreSQL on a connection of its own, past any pooler, and connects again when it is lost. A message
 * sent meanwhile is lost too, so whoever listens looks for itself once in a while, and whenever `connected` is emitted.
 */
export class Listener {
  private readonly messages = new EventEmitter().setMaxListeners(0);
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private closed = false;

  constructor(
    /** Connection URL, not of a pooler in transaction mode. */
    private readonly url: string,
    private readonly channels: readonly string[],
    private readonly report: (error: unknown) => void,
  ) {}

  /** Calls `heed` with the payload of every message on the channel; returns how to end that. */
  on(channel: string, heed: (payload: string) => void): () => void {
    this.messages.on(`message:${channel}`, heed);
    return () => this.messages.off(`message:${channel}`, heed);
  }

  /** Calls `heed` each time the connection stands (again). */
  onConnected(heed: () => void): void {
    this.messages.on('connected', heed);
  }

  /** Resolves after the first try to connect, whether it worked or not. */
  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'mallkeeper listener' });
    client.on('notification', ({ channel, payload }) => {
      this.messages.emit(`message:${channel}`, payload ?? '');
    });
    // A server that ends a connection says so and hangs up: that may be two errors, and one unheard ends the process.
    client.on('error', (error) => this.reconnect(client, error));
    client.once('end', () => this.reconnect(client, undefined));
    this.client = client;
    try {
      await client.connect();
      for (const channel of this.channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      this.failures = 0;
      this.messages.emit('connected');
    } catch (error) {
      this.reconnect(client, error);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await client?.end();
  }

  private reconnect(lost: pg.Client, error: unknown): void {
    if (this.closed || this.client !== lost) return;
    if (error !== undefined) this.report(error);
    this.client = undefined;
    lost.end().catch(this.report);
    const pause = Math.min(100 * 2 ** this.failures++, LONGEST_PAUSE);
    this.retry = setTimeout(() => void this.open(), pause);
  }
}
