import type { EntityManager } from 'typeorm';
import { PREPARED, STANDING_STILL } from '../database/index.js';
import { ConflictProblem } from '../http/index.js';
import type { Publication } from './broker.js';
import { announce, heard } from './run-news.js';
import { rateKey } from './run.js';
import { toStorableJson } from './storable-json.js';
import type { RetryPolicy } from './retry-policy.js';
import type { TraceContext } from '../tracing/index.js';

/** A run to be submitted. Times given as seconds count from the database's now. */
export interface NewRun {
  /** UUIDv7, made before anything is sent: a statement that is repeated after a lost answer inserts nothing twice. */
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly kwargs: object;
  readonly maxAttempts: number;
  readonly priority: number;
  /** Seconds. */
  readonly countdown: number | null;
  readonly eta: Date | null;
  readonly expires: Date | null;
  /** Seconds from when it may start, in place of `expires`. */
  readonly expiresIn: number | null;
  /** What this call wants instead of what its task says. */
  readonly retry: RetryPolicy | null;
  /** Seconds. */
  readonly timeLimit: number | null;
  /** Seconds. */
  readonly softTimeLimit: number | null;
  /** Of the runs with the same key at most `limitMax` are executed at once. */
  readonly limitKey: string | null;
  readonly limitMax: number | null;
  /** It starts when this run has ended; only with a limit key. */
  readonly afterRun: string | null;
  readonly schedule: string | null;
  readonly slot: Date | null;
  readonly idempotencyKey: string | null;
  readonly submittedBy: string | null;
  /** Where in a trace it was submitted. */
  readonly traceContext: TraceContext | null;
}

export interface SubmittedRun {
  readonly id: string;
  /** The copy to hand to the broker now; null for one that starts later, is held by a limit, or existed before. */
  readonly publication: Publication | null;
  /** Whether it goes to the broker only when a limit lets it. */
  readonly held: boolean;
}

interface Inserted extends Publication {
  readonly id: string;
  readonly published: boolean;
  readonly held: boolean;
}

/**
 * Inserts runs in one statement. One whose idempotency key exists stands for the run that there is.
 * @throws ConflictProblem when a key stands for a run of another task.
 */
export async function insertRuns(manager: EntityManager, runs: readonly NewRun[]): Promise<SubmittedRun[]> {
  const inserted = await manager.query<Inserted[]>(INSERT, [toStorableJson(runs)]);
  const byId = new Map(inserted.map((row) => [row.id, row]));
  const repeated = await findRepeated(
    manager,
    runs.filter((run) => !byId.has(run.id)),
  );
  return runs.map((run) => {
    const row = byId.get(run.id);
    if (row) {
      const { queue, priority, publication, published, held } = row;
      return {
        id: run.id,
        publication: published ? { runId: run.id, queue, priority, publication } : null,
        held,
      };
    }
    const id = repeated.get(run.id);
    if (id === undefined) throw new Error(`the run for the idempotency key ${run.idempotencyKey} is gone`);
    return { id, publication: null, held: false };
  });
}

const INSERT = `
  WITH new_run AS (
    SELECT new_run.*, coalesce(eta, now() + make_interval(secs => countdown)) AS starts,
           -- A limit that a person has set is known here first.
           coalesce("limitKey", ${rateKey('new_run.task')}) AS held_by,
           ${STANDING_STILL} OR EXISTS (SELECT FROM queues WHERE name = queue AND paused_at IS NOT NULL) AS paused
      FROM jsonb_to_recordset($1::jsonb)
        AS new_run (id uuid, task text, queue text, kwargs jsonb, "maxAttempts" integer, priority smallint,
                    countdown float8, eta timestamptz, expires timestamptz, "expiresIn" float8, retry jsonb, "timeLimit" float8,
                    "softTimeLimit" float8, "limitKey" text, "limitMax" integer, "afterRun" uuid, schedule text, slot timestamptz,
                    "idempotencyKey" text, "submittedBy" text, "traceContext" jsonb)
  ), placed AS (
    -- What is due is handed to the broker right after the commit; should that fail, the reconciler finds out.
    SELECT *, coalesce(expires, coalesce(starts, now()) + make_interval(secs => "expiresIn")) AS given_up,
           (starts IS NULL OR starts <= now()) AND held_by IS NULL AND NOT paused AS published FROM new_run
  ), inserted AS (
    INSERT INTO task_runs (id, task, queue, kwargs, max_attempts, priority, eta, expires, retry, time_limit,
                           soft_time_limit, limit_key, limit_max, after_run, schedule, slot, idempotency_key, submitted_by,
                           trace_context, due_at, published_at, publication)
    SELECT id, task, queue, kwargs, "maxAttempts", priority, starts, given_up, nullif(retry, 'null'), "timeLimit",
           "softTimeLimit", held_by, "limitMax", "afterRun", schedule, slot, "idempotencyKey", "submittedBy",
           nullif("traceContext", 'null'), coalesce(starts, now()),
           CASE WHEN published THEN now() END, CASE WHEN published THEN 1 ELSE 0 END
      FROM placed
    ON CONFLICT DO NOTHING
    RETURNING id, queue, priority, publication, published_at IS NOT NULL AS published, limit_key IS NOT NULL AS held
  ), announced AS (${announce('submitted', 'SELECT id FROM inserted')})
  SELECT *, ${heard('announced')} FROM inserted${PREPARED}`;

/**
 * The runs that were there before, by the ids of those that were not inserted because of them: with the same key, or the
 * same run whose answer was lost.
 */
async function findRepeated(manager: EntityManager, runs: readonly NewRun[]): Promise<Map<string, string>> {
  if (runs.length === 0) return new Map();
  const rows = await manager.query<{ asked: string; id: string; task: string }[]>(
    `SELECT asked.id AS asked, run.id, run.task
       FROM unnest($1::uuid[], $2::text[]) AS asked (id, key)
       JOIN task_runs AS run ON run.id = asked.id OR run.idempotency_key = asked.key`,
    [runs.map((run) => run.id), runs.map((run) => run.idempotencyKey)],
  );
  const found = new Map(rows.map((row) => [row.asked, row]));
  for (const run of runs) {
    const other = found.get(run.id);
    if (other && other.task !== run.task) {
      throw new ConflictProblem(
        `The idempotency key ${run.idempotencyKey} stands for run ${other.id} of ${other.task} already.`,
      );
    }
  }
  return new Map(rows.map((row) => [row.asked, row.id]));
}
