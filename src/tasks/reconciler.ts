import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { STANDING_STILL } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { Broker, type Publication, type PublishedCopy } from './broker.js';
import { Gate } from './gate.js';
import { announce, heard } from './run-news.js';
import { RunStore } from './run-store.js';

/** From one sweep to the next, and the longest pause, in ms; a countdown, an eta or a retry that falls due ends a pause. */
const SWEEP_EVERY = 500;
/** Shortest pause, in ms: what falls due together is published together. */
const SWEEP_AT_MOST_EVERY = 20;
/** From one comparison of what was published with what the broker holds to the next, in ms: at least so long, ... */
const COMPARE_EVERY = 2_000;
/** ... and so many times as long as it took, as it looks at every run that waits. */
const COMPARE_SHARE = 10;
/** A copy younger than this (s) may still be on its way to the broker. */
const COPY_GRACE = 3;
/** Rows that one statement takes. */
const BATCH = 1_000;
/** So that one sweep at a time is enough for any number of workers; any constant that nothing else locks. */
const SWEEP_LOCK = 7_264_003;

/** Of a copy in the order of publication. */
interface Place {
  readonly publishedAt: string;
  readonly runId: string;
}

const YOUNGEST: Place = { publishedAt: 'infinity', runId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/**
 * Makes good what crashes and brokers lose. Every sweep publishes what is due and unpublished (countdowns, retries,
 * runs submitted while the broker was away), takes back runs whose worker is gone, and ends runs that have expired.
 * While everything stands still it does none of this, for nothing could start.
 * Now and then, beside the sweeps, it asks the broker for the copies of runs that should have started and publishes the
 * lost ones again. Each worker sweeps; a lock in the database keeps them from doing it at the same moment.
 */
@Injectable()
export class Reconciler {
  private stopping = new AbortController();
  private running: Promise<unknown> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly store: RunStore,
    private readonly gate: Gate,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  start(): void {
    this.stopping = new AbortController();
    // Beside each other: a comparison over all that waits may take a minute, and what falls due must not wait for it.
    this.running = Promise.all([this.sweepUntilStopped(), this.compareUntilStopped()]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One sweep; `compare` asks the broker too. */
  async sweep(compare: boolean): Promise<void> {
    await this.publishDue({ clearUp: true });
    await this.gate.takeBackUntakeable();
    await this.gate.pass();
    if (compare) await this.publishLost();
  }

  /** @param options.clearUp takes back what is held by nobody, and ends what has expired, before. */
  private async publishDue({ clearUp }: { clearUp: boolean }): Promise<void> {
    for (let clearing = clearUp; ; clearing = true) {
      const due = await this.exclusively(async (manager) => {
        if (clearing) {
          await this.store.takeBackExpired(manager, this.settings.TASK_LEASE);
          await manager.query(EXPIRE);
        }
        return manager.query<Publication[]>(PUBLISH_DUE, [BATCH]);
      });
      if (due.length > 0) await this.broker.publish(due);
      if (due.length < BATCH || this.stopping.signal.aborted) return;
    }
  }

  private async publishLost(): Promise<void> {
    let before = YOUNGEST;
    // Where nothing waits the broker need not be asked.
    if ((await this.published(before, 1)).length === 0) return;
    const inventory = await this.broker.inventory();
    while (!this.stopping.signal.aborted) {
      const copies = await this.published(before, BATCH);
      const last = copies.at(-1);
      if (!last) return;
      const missing = (await inventory.missing(copies)).sort((one, other) =>
        one.runId < other.runId ? -1 : 1,
      );
      if (missing.length > 0) {
        const again = await this.dataSource.query<Publication[]>(PUBLISH_AGAIN, [
          missing.map((copy) => copy.runId),
          missing.map((copy) => copy.publication),
        ]);
        await this.broker.publish(again);
        rootLogger().warn({ runs: again.length }, 'the broker had lost runs; published again');
      }
      if (copies.length < BATCH) return;
      before = last;
    }
  }

  /** What should have started, the youngest first, from behind a place on. */
  private published(before: Place, most: number): Promise<(PublishedCopy & Place)[]> {
    return this.dataSource.query(PUBLISHED, [COPY_GRACE, before.publishedAt, before.runId, most]);
  }

  private async exclusively<Result>(work: (manager: EntityManager) => Promise<Result[]>): Promise<Result[]> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>(
        'SELECT pg_try_advisory_xact_lock($1) AS taken',
        [SWEEP_LOCK],
      );
      return lock?.taken ? work(manager) : [];
    });
  }

  /** Ms until something falls due, within the bounds of a pause. */
  private async pause(): Promise<number> {
    try {
      const [next] = await this.dataSource.query<{ due: number | null }[]>(NEXT_DUE);
      const due = next?.due ?? SWEEP_EVERY;
      return Math.min(Math.max(due, SWEEP_AT_MOST_EVERY), SWEEP_EVERY);
    } catch {
      // The sweep has said already that the database is away, or the next one will.
      return SWEEP_EVERY;
    }
  }

  private async sweepUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    let nextSweep = 0;
    while (!signal.aborted) {
      try {
        // What falls due between two sweeps ends the pause; what only a crash leaves behind can wait for the next one.
        if (performance.now() < nextSweep) {
          await this.publishDue({ clearUp: false });
          await this.gate.pass();
        } else {
          await this.sweep(false).finally(() => (nextSweep = performance.now() + SWEEP_EVERY));
        }
      } catch (error) {
        rootLogger().warn({ err: error }, 'a sweep for due runs failed; trying again');
      }
      const left = Math.max(nextSweep - performance.now(), SWEEP_AT_MOST_EVERY);
      await sleep(Math.min(await this.pause(), left), undefined, { signal }).catch(() => undefined);
    }
  }

  private async compareUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        await this.publishLost();
      } catch (error) {
        rootLogger().warn({ err: error }, 'looking for runs that the broker lost failed; trying again');
      }
      const took = performance.now() - startedAt;
      const pause = Math.max(COMPARE_EVERY - took, (COMPARE_SHARE - 1) * took);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

const EXPIRE = `
  WITH expired AS (
    UPDATE task_runs
       SET status = 'REVOKED', finished_at = clock_timestamp(), published_at = NULL,
           error = jsonb_build_object('type', 'Expired', 'stack', NULL,
                                      'message', 'No worker had started the run when it expired.')
     WHERE id IN (
       SELECT id FROM task_runs
        WHERE status IN ('PENDING', 'RETRY') AND expires <= now() AND NOT ${STANDING_STILL}
        LIMIT 1000
          FOR UPDATE SKIP LOCKED
     )
     RETURNING id
  ), announced AS (${announce('finished', 'SELECT id FROM expired')})
  SELECT ${heard('announced')}`;

const IS_UNPUBLISHED = `status IN ('PENDING', 'RETRY') AND published_at IS NULL AND limit_key IS NULL`;

/**
 * From queue to queue by the index: what waits in a queue that stands still is not looked at. Compared with now(), not
 * with clock_timestamp(): an index knows where to end only if the time stands still for the statement.
 */
const PUBLISH_DUE = `
  WITH RECURSIVE waiting_queue AS (
    (SELECT queue FROM task_runs WHERE ${IS_UNPUBLISHED} AND NOT ${STANDING_STILL} ORDER BY queue LIMIT 1)
    UNION ALL
    SELECT (SELECT queue FROM task_runs WHERE ${IS_UNPUBLISHED} AND queue > waiting_queue.queue ORDER BY queue LIMIT 1)
      FROM waiting_queue WHERE waiting_queue.queue IS NOT NULL
  ), due AS (
    SELECT run.id
      FROM waiting_queue
     CROSS JOIN LATERAL (
       SELECT id FROM task_runs
        WHERE ${IS_UNPUBLISHED} AND queue = waiting_queue.queue AND due_at <= now()
        ORDER BY due_at
        LIMIT $1
          FOR UPDATE SKIP LOCKED
     ) AS run
     WHERE NOT EXISTS (SELECT FROM queues WHERE name = waiting_queue.queue AND paused_at IS NOT NULL)
     LIMIT $1
  ), published AS (
    UPDATE task_runs AS run
       SET published_at = clock_timestamp(), publication = run.publication + 1
      FROM due
     WHERE run.id = due.id
     RETURNING run.id AS "runId", run.queue, run.priority, run.publication
  )
  SELECT * FROM published`;

/** Ms. What is due already waits for something else: a limit, or a queue that stands still. */
const NEXT_DUE = `
  SELECT ceil(extract(epoch FROM min(due_at) - now()) * 1000)::integer AS due FROM task_runs
   WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL
     AND due_at > now() AND due_at < now() + interval '1 s'`;

/** A run that was published more than once may have been started by any of its copies: it tells nothing of the others. */
const PUBLISHED = `
  WITH started AS (
    SELECT queue, priority, max(published_at) AS latest FROM task_runs
     WHERE status = 'STARTED' AND publication = 1
     GROUP BY queue, priority
  ), copy AS (
    SELECT id, queue, priority, publication, published_at FROM task_runs
     WHERE status IN ('PENDING', 'RETRY')
       AND published_at IS NOT NULL
       AND published_at < now() - make_interval(secs => $1)
       AND (published_at, id) < ($2, $3)
       AND NOT ${STANDING_STILL}
     ORDER BY published_at DESC, id DESC
     LIMIT $4
  )
  -- As text: a JavaScript Date would cut the microseconds off, and the next page would begin with the same row.
  SELECT id AS "runId", queue, priority, publication, published_at::text AS "publishedAt",
         coalesce(published_at < started.latest - make_interval(secs => $1), false) AS overtaken
    FROM copy
    LEFT JOIN started USING (queue, priority)
   ORDER BY published_at DESC, id DESC`;

const PUBLISH_AGAIN = `
  WITH published AS (
    UPDATE task_runs AS run
       SET published_at = clock_timestamp(), publication = run.publication + 1
      FROM unnest($1::uuid[], $2::integer[]) AS lost (id, publication)
     WHERE run.id = lost.id AND run.publication = lost.publication AND run.status IN ('PENDING', 'RETRY')
     RETURNING run.id AS "runId", run.queue, run.priority, run.publication
  )
  SELECT * FROM published`;
