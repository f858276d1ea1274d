import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { rootLogger } from '../logging/index.js';

/** What a process tells of itself. */
export interface NodeState {
  readonly queues: readonly string[];
  readonly concurrency: number | null;
  readonly pool: string | null;
  readonly figures: object;
}

export interface HeartbeatOptions {
  /** Default: `mallkeeper@<host>-<N>` for a worker, `scheduler@<host>-<N>` for a scheduler, with the first N that is free. */
  readonly name?: string;
  readonly kind: 'worker' | 'scheduler';
  /** Milliseconds. */
  readonly interval: number;
  /** What else to do at every beat. */
  readonly beat?: () => Promise<void>;
  /** Default: nothing to tell. */
  readonly state?: () => NodeState;
}

/** The names under which this very process is known. */
const OWN = new Set<string>();

const NOTHING: NodeState = { queues: [], concurrency: null, pool: null, figures: {} };

/** The row in `nodes` by which the others see that this process is alive. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private name = '';
  /** By the database's clock. */
  private startedAt: Date | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: HeartbeatOptions,
  ) {}

  /** @returns the name of this process. */
  async start(): Promise<string> {
    const { name, interval } = this.options;
    this.name = name ?? (await this.takeFreeName());
    OWN.add(this.name);
    await this.write(this.name, 'UPDATE');
    this.timer = setInterval(() => void this.beatNow(), interval);
    return this.name;
  }

  /** A beat out of turn, when there is something to tell. */
  beatNow(): Promise<void> {
    return (this.beating = this.beating.then(() => this.beat()));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    OWN.delete(this.name);
    await this.dataSource.query('DELETE FROM nodes WHERE name = $1 AND pid = $2', [this.name, process.pid]);
  }

  private async beat(): Promise<void> {
    try {
      await this.options.beat?.();
      await this.write(this.name, 'UPDATE');
    } catch (error) {
      rootLogger().warn({ err: error }, 'a heartbeat failed; the next one may reach the database again');
    }
  }

  /** The names of processes of this machine that are gone are free again. */
  private async takeFreeName(): Promise<string> {
    const stem = `${this.options.kind === 'worker' ? 'mallkeeper' : 'scheduler'}@${hostname()}`;
    const rows = await this.dataSource.query<{ name: string; pid: number; beat: string }[]>(
      'SELECT name, pid, heartbeat_at::text AS beat FROM nodes WHERE host = $1',
      [hostname()],
    );
    // In a container that was started again, the one before had the same process id.
    const isGone = ({ name, pid }: { name: string; pid: number }): boolean =>
      pid === process.pid ? !OWN.has(name) : !isRunning(pid);
    const gone = rows.filter(isGone);
    const taken = new Set(rows.filter((row) => !isGone(row)).map(({ name }) => name));
    await this.dataSource.query(
      `DELETE FROM nodes USING unnest($1::text[], $2::timestamptz[]) AS gone (name, beat)
        WHERE nodes.name = gone.name AND nodes.heartbeat_at = gone.beat`,
      [gone.map(({ name }) => name), gone.map(({ beat }) => beat)],
    );
    for (let number = 1; ; number++) {
      const name = `${stem}-${number}`;
      if (!taken.has(name) && (await this.write(name, 'NOTHING'))) return name;
    }
  }

  /** @returns false when the name is somebody else's. */
  private async write(name: string, onConflict: 'UPDATE' | 'NOTHING'): Promise<boolean> {
    const { kind, state } = this.options;
    const { queues, concurrency, pool, figures } = state?.() ?? NOTHING;
    const [written] = await this.dataSource.query<{ startedAt: Date }[]>(
      `INSERT INTO nodes (name, kind, host, pid, queues, concurrency, pool, figures, started_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7,
               $8::jsonb || jsonb_build_object('clockAheadMs', round($10 - extract(epoch FROM clock_timestamp()) * 1000)),
               coalesce($9::timestamptz, now()))
       ON CONFLICT (name) DO ${
         onConflict === 'NOTHING'
           ? 'NOTHING'
           : `UPDATE SET kind = excluded.kind, host = excluded.host, pid = excluded.pid, queues = excluded.queues,
                         concurrency = excluded.concurrency, pool = excluded.pool, figures = excluded.figures,
                         started_at = excluded.started_at, heartbeat_at = now()`
       }
       RETURNING started_at AS "startedAt"`,
      [
        name,
        kind,
        hostname(),
        process.pid,
        queues,
        concurrency,
        pool,
        JSON.stringify(figures),
        this.startedAt,
        Date.now(),
      ],
    );
    if (written) this.startedAt = written.startedAt;
    return written !== undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
