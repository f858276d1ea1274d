import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { rootLogger } from '../logging/index.js';
import { Broker, type Publication } from './broker.js';
import { FINISHED_CHANNEL } from './run-store.js';

/** Pause between two sweeps, in ms: the longest that a due countdown or retry waits for its turn. */
const SWEEP_EVERY = 500;
/** Every so many sweeps, what was published is compared with what the broker holds. */
const COMPARE_EVERY = 4;
/** A copy younger than this (s) may still be on its way to the broker. */
const COPY_GRACE = 3;
/** Rows that one statement takes. */
const BATCH = 1_000;
/** After so many workers that died with it, a run is given up. */
const MOST_DELIVERIES = 5;
/** So that one sweep at a time is enough for any number of workers; any constant that nothing else locks. */
const SWEEP_LOCK = 7_264_003;

/**
 * Makes good what crashes and brokers lose. Every sweep publishes what is due and unpublished (countdowns, retries,
 * runs submitted while the broker was away), takes back runs whose worker is gone, and ends runs that have expired.
 * Every few sweeps it asks the broker for the copies of runs that should have started and publishes the lost ones
 * again. Each worker sweeps; a lock in the database keeps them from doing it at the same moment.
 */
@Injectable()
export class Reconciler {
  private stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly broker: Broker,
  ) {}

  start(): void {
    this.stopping = new AbortController();
    this.running = this.sweepUntilStopped();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One sweep; `compare` asks the broker too. */
  async sweep(compare: boolean): Promise<void> {
    const due = await this.exclusively(async (query) => {
      await query(TAKE_BACK, [MOST_DELIVERIES]);
      await query(EXPIRE, []);
      return query<Publication>(PUBLISH_DUE, [BATCH]);
    });
    if (due.length > 0) await this.broker.publish(due);
    if (compare) await this.publishLost();
  }

  private async publishLost(): Promise<void> {
    let after = { publishedAt: '-infinity', runId: '00000000-0000-0000-0000-000000000000' };
    while (!this.stopping.signal.aborted) {
      const copies = await this.dataSource.query<(Publication & { publishedAt: string })[]>(PUBLISHED, [
        COPY_GRACE,
        after.publishedAt,
        after.runId,
        BATCH,
      ]);
      const last = copies.at(-1);
      if (!last) return;
      const missing = await this.broker.missing(copies);
      if (missing.length > 0) {
        const again = await this.dataSource.query<Publication[]>(PUBLISH_AGAIN, [
          missing.map((copy) => copy.runId),
          missing.map((copy) => copy.publication),
        ]);
        rootLogger().warn({ runs: again.length }, 'the broker had lost runs; published again');
        await this.broker.publish(again);
      }
      if (copies.length < BATCH) return;
      after = last;
    }
  }

  private async exclusively<Result>(
    work: (query: <Row>(sql: string, parameters: unknown[]) => Promise<Row[]>) => Promise<Result[]>,
  ): Promise<Result[]> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>(
        'SELECT pg_try_advisory_xact_lock($1) AS taken',
        [SWEEP_LOCK],
      );
      return lock?.taken ? work((sql, parameters) => manager.query(sql, parameters)) : [];
    });
  }

  private async sweepUntilStopped(): Promise<void> {
    for (let count = 0; !this.stopping.signal.aborted; count++) {
      try {
        await this.sweep(count % COMPARE_EVERY === 0);
      } catch (error) {
        rootLogger().warn({ err: error }, 'a sweep for due and lost runs failed; trying again');
      }
      await sleep(SWEEP_EVERY, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}

/** Runs whose lease ran out: their worker died or stands still. Its claim counts as a delivery, not as an attempt. */
const TAKE_BACK = `
  WITH lost AS (
    SELECT id, deliveries + 1 >= $1 AS given_up FROM task_runs
     WHERE status = 'STARTED' AND lease_until < clock_timestamp()
     ORDER BY lease_until
     LIMIT 1000
       FOR UPDATE SKIP LOCKED
  ), taken_back AS (
    UPDATE task_runs AS run
       SET deliveries = run.deliveries + 1, attempt = run.attempt - 1,
           token = NULL, lease_until = NULL, published_at = NULL,
           status = CASE WHEN given_up THEN 'FAILURE' ELSE 'PENDING' END,
           finished_at = CASE WHEN given_up THEN clock_timestamp() END,
           error = CASE WHEN given_up THEN jsonb_build_object(
             'type', 'WorkerLost', 'stack', NULL,
             'message', format('%s workers died while they executed this run; the last was %s.',
                               run.deliveries + 1, run.worker)) END
      FROM lost
     WHERE run.id = lost.id
     RETURNING run.id, run.status
  )
  SELECT pg_notify('${FINISHED_CHANNEL}', string_agg(id::text, ',')) FROM taken_back
   WHERE status = 'FAILURE' HAVING count(*) BETWEEN 1 AND 200`;

const EXPIRE = `
  WITH expired AS (
    UPDATE task_runs
       SET status = 'REVOKED', finished_at = clock_timestamp(),
           error = jsonb_build_object('type', 'Expired', 'stack', NULL,
                                      'message', 'No worker had started the run when it expired.')
     WHERE id IN (
       SELECT id FROM task_runs
        WHERE status IN ('PENDING', 'RETRY') AND expires <= clock_timestamp()
        LIMIT 200
          FOR UPDATE SKIP LOCKED
     )
     RETURNING id
  )
  SELECT pg_notify('${FINISHED_CHANNEL}', string_agg(id::text, ',')) FROM expired HAVING count(*) > 0`;

const PUBLISH_DUE = `
  WITH due AS (
    SELECT id FROM task_runs
     WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL AND due_at <= clock_timestamp()
     ORDER BY due_at
     LIMIT $1
       FOR UPDATE SKIP LOCKED
  ), published AS (
    UPDATE task_runs AS run
       SET published_at = clock_timestamp(), publication = run.publication + 1
      FROM due
     WHERE run.id = due.id
     RETURNING run.id AS "runId", run.queue, run.priority, run.publication
  )
  SELECT * FROM published`;

const PUBLISHED = `
  -- As text: a JavaScript Date would cut the microseconds off, and the page after would begin with the same row.
  SELECT id AS "runId", queue, priority, publication, published_at::text AS "publishedAt" FROM task_runs
   WHERE status IN ('PENDING', 'RETRY')
     AND published_at IS NOT NULL
     AND published_at < clock_timestamp() - make_interval(secs => $1)
     AND (published_at, id) > ($2, $3)
   ORDER BY published_at, id
   LIMIT $4`;

const PUBLISH_AGAIN = `
  WITH published AS (
    UPDATE task_runs AS run
       SET published_at = clock_timestamp(), publication = run.publication + 1
      FROM unnest($1::uuid[], $2::integer[]) AS lost (id, publication)
     WHERE run.id = lost.id AND run.publication = lost.publication AND run.status IN ('PENDING', 'RETRY')
     RETURNING run.id AS "runId", run.queue, run.priority, run.publication
  )
  SELECT * FROM published`;
