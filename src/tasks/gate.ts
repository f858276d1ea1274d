import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { PREPARED, STANDING_STILL } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { Broker, type Publication } from './broker.js';
import { parseRate } from './rate.js';
import { TaskRegistry } from './task-registry.js';

/** One pass at a time, over all processes: who counts must not be overtaken. Any constant that nothing else locks. */
const GATE_LOCK = 7_264_004;
/** Runs that are looked at together. */
const BATCH = 1_000;
/** A start that a rate allows so soon (s) is waited for here; the reconciler's sweeps find those that come later. */
const NEAR = 1;

/** A run that is held back, in the order in which they may go. */
interface HeldRun {
  readonly id: string;
  readonly task: string;
  readonly limitKey: string;
  readonly limitMax: number | null;
  /** Runs with this key that have been let go and have not ended. */
  readonly admitted: number;
  /** Of all that were looked at together the last, by the database's order. */
  readonly lastKey: string;
}

interface TaskLimit {
  readonly task: string;
  readonly rateLimit: string | null;
  /** Whether a person has set it, in place of what the code says. */
  readonly rateLimitSet: boolean;
  /** Seconds from the database's now; negative: it could have started so long ago. */
  readonly nextStartIn: number;
  /** Let go, and not begun. */
  readonly outstanding: number;
}

/** How many more runs of a task may start now. */
interface Allowance {
  left: number;
  used: number;
  /** Seconds. */
  readonly interval: number;
  /** Seconds from now at which the first one that is used could have started. */
  readonly earliest: number;
}

interface Released {
  readonly released: Publication[];
  /** Seconds until a rate allows the next of the runs that are held; infinite if none waits for that alone. */
  readonly nextStartIn: number;
}

/**
 * Holds back runs of tasks with limits. Such a run goes to the broker only when fewer than its limit are let go and not
 * ended, not before the run has ended whose turn is before its own, and not before its task's rate allows it; what the
 * broker then delivers may start. So no broker needs to know of limits, and they hold over all workers.
 */
@Injectable()
export class Gate implements BeforeApplicationShutdown {
  private passing: Promise<void> | undefined;
  private again = false;
  private nextStart: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly registry: TaskRegistry,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Lets go what may, soon; to be called when a run was held or one that counted has ended. */
  soon(): void {
    this.pass().catch((error: unknown) =>
      rootLogger().warn({ err: error }, 'runs that a limit held were not let go; the reconciler will'),
    );
  }

  /** Lets go what may now. Calls that come meanwhile share one more pass. */
  pass(): Promise<void> {
    if (this.passing) this.again = true;
    return (this.passing ??= this.passAll());
  }

  /** Holds again what was let go and no worker can take, as its queue has none any more: others of its key go first. */
  async takeBackUntakeable(): Promise<void> {
    await this.dataSource.query(TAKE_BACK_UNTAKEABLE, [this.settings.TASK_LEASE]);
  }

  beforeApplicationShutdown(): void {
    this.closed = true;
    clearTimeout(this.nextStart);
  }

  /** Passes again when a rate allows the next start: what starts late is not made up for by those after it. */
  private passIn(seconds: number): void {
    clearTimeout(this.nextStart);
    if (this.closed || seconds > NEAR) return;
    this.nextStart = setTimeout(() => this.soon(), Math.ceil(seconds * 1000)).unref();
  }

  private async passAll(): Promise<void> {
    try {
      do {
        this.again = false;
        const { released, nextStartIn } = await this.dataSource.transaction((manager) =>
          this.release(manager),
        );
        this.passIn(nextStartIn);
        if (released.length > 0) {
          this.again = true;
          await this.broker.publish(released);
        }
      } while (this.again);
    } finally {
      // In the same turn as the last look, so that no call falls in between.
      this.passing = undefined;
    }
  }

  private async release(manager: EntityManager): Promise<Released> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [GATE_LOCK]);
    let nextStartIn = Infinity;
    const [waiting] = await manager.query<object[]>(FIRST_HELD);
    if (!waiting) return { released: [], nextStartIn };
    for (let after = ''; ;) {
      const held = await manager.query<HeldRun[]>(HELD, [BATCH, after, this.settings.TASK_LEASE]);
      const [first] = held;
      if (!first) return { released: [], nextStartIn };
      const allowances = await this.allowances(manager, [...new Set(held.map(({ task }) => task))]);
      const chosen = choose(held, allowances);
      if (chosen.length > 0) {
        await this.keepPace(manager, allowances);
        // Another pass follows, which finds out what is left.
        return { released: await manager.query<Publication[]>(RELEASE, [chosen]), nextStartIn: Infinity };
      }
      for (const { earliest } of allowances.values()) {
        if (earliest > 0) nextStartIn = Math.min(nextStartIn, earliest);
      }
      if (held.length < BATCH) return { released: [], nextStartIn };
      // Many runs whose rate lets none of them go must not be in the way of those behind them.
      after = first.lastKey;
    }
  }

  private async allowances(manager: EntityManager, tasks: string[]): Promise<Map<string, Allowance>> {
    const rows = await manager.query<TaskLimit[]>(LIMITS, [tasks]);
    const allowances = new Map<string, Allowance>();
    for (const row of rows) {
      const rate = this.rateOf(row);
      if (rate === undefined) continue;
      const { interval, burst } = parseRate(rate);
      const earliest = Math.max(row.nextStartIn, -(burst - 1) * interval);
      const left = earliest > 0 ? 0 : Math.floor(-earliest / interval) + 1;
      allowances.set(row.task, {
        left: Math.min(left, burst - row.outstanding),
        used: 0,
        interval,
        earliest,
      });
    }
    return allowances;
  }

  private rateOf({ task, rateLimit, rateLimitSet }: TaskLimit): string | undefined {
    if (rateLimitSet) return rateLimit ?? undefined;
    return this.registry.knows(task) ? this.registry.find(task).rateLimit : undefined;
  }

  private async keepPace(manager: EntityManager, allowances: Map<string, Allowance>): Promise<void> {
    const used = [...allowances].filter(([, allowance]) => allowance.used > 0);
    if (used.length === 0) return;
    await manager.query(
      `INSERT INTO task_limits (task, next_start_at)
       SELECT task, clock_timestamp() + make_interval(secs => wait)
         FROM unnest($1::text[], $2::float8[]) AS used (task, wait)
       ON CONFLICT (task) DO UPDATE SET next_start_at = excluded.next_start_at`,
      [
        used.map(([task]) => task),
        used.map(([, allowance]) => allowance.earliest + allowance.used * allowance.interval),
      ],
    );
  }
}

/** The ids of those that may go: by key as many as the limit leaves room for, by task as many as the rate does. */
function choose(held: readonly HeldRun[], allowances: ReadonlyMap<string, Allowance>): string[] {
  const admitted = new Map<string, number>();
  const chosen: string[] = [];
  for (const run of held) {
    const count = admitted.get(run.limitKey) ?? run.admitted;
    if (run.limitMax !== null && count >= run.limitMax) continue;
    const allowance = allowances.get(run.task);
    if (allowance) {
      if (allowance.left <= 0) continue;
      allowance.left--;
      allowance.used++;
    }
    admitted.set(run.limitKey, count + 1);
    chosen.push(run.id);
  }
  return chosen;
}

const IS_HELD = `status IN ('PENDING', 'RETRY') AND published_at IS NULL AND limit_key IS NOT NULL`;
const IS_ADMITTED = `status IN ('PENDING', 'STARTED', 'RETRY') AND published_at IS NOT NULL AND limit_key IS NOT NULL`;

/**
 * The queues that workers who are alive take from. @param lease seconds after its last heartbeat for which a worker
 * counts as alive, an expression.
 */
function servedQueues(lease: string): string {
  return `SELECT unnest(queues) AS queue FROM nodes
           WHERE kind = 'worker' AND heartbeat_at > now() - make_interval(secs => ${lease})`;
}

const TAKE_BACK_UNTAKEABLE = `
  WITH served AS (${servedQueues('$1')})
  UPDATE task_runs SET published_at = NULL
   WHERE id IN (
     SELECT id FROM task_runs
      WHERE ${IS_ADMITTED} AND status <> 'STARTED'
        AND queue NOT IN (SELECT queue FROM served) AND EXISTS (SELECT FROM served)
        FOR UPDATE SKIP LOCKED
   )`;

/** Whether any run is held at all, which is seldom: planning {@link HELD} takes ten times as long as this. */
const FIRST_HELD = `SELECT limit_key FROM task_runs WHERE ${IS_HELD} ORDER BY limit_key LIMIT 1${PREPARED}`;

/**
 * From key to key by the index, so that one key with many runs costs no more than one with few, and one that has let go
 * all that it may is passed over. What no worker would take is not let go, or it would count and never end; while there is
 * no worker at all, everything may wait in the broker. $2: the key to begin behind; $3: see {@link servedQueues}.
 */
const HELD = `
  WITH RECURSIVE served AS (${servedQueues('$3')}), held_key AS (
    (SELECT limit_key FROM task_runs WHERE ${IS_HELD} AND limit_key > $2 AND NOT ${STANDING_STILL}
      ORDER BY limit_key LIMIT 1)
    UNION ALL
    SELECT (SELECT limit_key FROM task_runs WHERE ${IS_HELD} AND limit_key > held_key.limit_key
             ORDER BY limit_key LIMIT 1)
      FROM held_key WHERE held_key.limit_key IS NOT NULL
  )
  SELECT id, task, limit_key AS "limitKey", limit_max AS "limitMax", admitted, max(limit_key) OVER () AS "lastKey"
    FROM (
      SELECT run.*, key.admitted
        FROM held_key
       CROSS JOIN LATERAL (
         SELECT count(*)::integer AS admitted FROM task_runs WHERE ${IS_ADMITTED} AND limit_key = held_key.limit_key
       ) AS key
       CROSS JOIN LATERAL (
         SELECT id, task, limit_key, limit_max, priority, due_at FROM task_runs
          WHERE ${IS_HELD} AND limit_key = held_key.limit_key AND due_at <= clock_timestamp()
            AND (limit_max IS NULL OR limit_max > key.admitted)
            AND NOT EXISTS (
              SELECT FROM task_runs AS before
               WHERE before.id = task_runs.after_run AND before.status IN ('PENDING', 'STARTED', 'RETRY')
            )
            AND NOT EXISTS (SELECT FROM queues WHERE name = queue AND paused_at IS NOT NULL)
            AND (queue IN (SELECT queue FROM served) OR NOT EXISTS (SELECT FROM served))
          ORDER BY priority DESC, due_at, id
          LIMIT 100
       ) AS run
       LIMIT $1
    ) AS looked_at
   -- Keys share their task's rate: it goes to who comes first, whatever its key.
   ORDER BY priority DESC, due_at, id`;

const LIMITS = `
  SELECT task, rate_limit AS "rateLimit", coalesce(rate_limit_set, false) AS "rateLimitSet",
         -- PostgreSQL does not subtract from minus infinity, which stands for "at once".
         extract(epoch FROM greatest(next_start_at, now() - interval '1 hour') - clock_timestamp())::float8 AS "nextStartIn",
         (SELECT count(*)::integer FROM task_runs
           WHERE ${IS_ADMITTED} AND task = asked.task AND status <> 'STARTED') AS outstanding
    FROM unnest($1::text[]) AS asked (task)
    LEFT JOIN task_limits USING (task)`;

const RELEASE = `
  WITH released AS (
    UPDATE task_runs AS run
       SET published_at = clock_timestamp(), publication = run.publication + 1
     WHERE id = ANY ($1::uuid[]) AND ${IS_HELD}
     RETURNING run.id AS "runId", run.queue, run.priority, run.publication
  )
  SELECT * FROM released`;
