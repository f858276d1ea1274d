import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ConflictProblem } from '../http/index.js';
import type { Publication } from './broker.js';
import type { RunError, RunStatus } from './run.js';
import { StatementGroup } from './statement-group.js';

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
  readonly schedule: string | null;
  readonly slot: Date | null;
  readonly idempotencyKey: string | null;
  readonly submittedBy: string | null;
}

export interface SubmittedRun {
  readonly id: string;
  /** The copy to hand to the broker now; null for one that starts later or existed before (idempotency key). */
  readonly publication: Publication | null;
}

/** A run that this worker holds. */
export interface ClaimedRun {
  readonly id: string;
  readonly token: string;
  readonly task: string;
  readonly kwargs: Record<string, unknown>;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Whether an earlier execution may have committed steps. */
  readonly hasHistory: boolean;
}

/** How an execution ended, to be recorded while its token holds. */
export interface Outcome {
  readonly id: string;
  readonly token: string;
  readonly status: Exclude<RunStatus, 'PENDING' | 'STARTED'>;
  /** What the task returned, as {@link toStorableJson} wrote it. */
  readonly result: string | null;
  readonly error: RunError | null;
  /** Seconds until the next try; for RETRY only. */
  readonly retryDelay: number | null;
}

interface Claim {
  readonly id: string;
  readonly worker: string;
  /** Seconds. */
  readonly lease: number;
}

/** Channel on which the ids of finished runs are announced, comma-separated. */
export const FINISHED_CHANNEL = 'mallkeeper_runs_finished';

/** Ids that fit one NOTIFY, whose payload ends at 8,000 bytes. */
const LARGEST_ANNOUNCEMENT = 200;

/**
 * The truth about runs: the statements that write `task_runs` along a run's life. All times are the database's.
 */
@Injectable()
export class RunStore {
  private readonly submissions = new StatementGroup((runs: NewRun[]) =>
    insert(this.dataSource.manager, runs),
  );
  private readonly claims = new StatementGroup((claims: Claim[]) => this.claimAll(claims));
  private readonly outcomes = new StatementGroup(
    (outcomes: Outcome[]) => this.recordAll(outcomes),
    LARGEST_ANNOUNCEMENT,
  );

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Commits a run together with those of other callers. */
  submit(run: NewRun): Promise<SubmittedRun> {
    return this.submissions.add(run);
  }

  /** Inserts runs as part of the caller's transaction, in one statement. */
  submitWithin(manager: EntityManager, runs: readonly NewRun[]): Promise<SubmittedRun[]> {
    return insert(manager, runs);
  }

  /**
   * Takes a run for this worker.
   * @returns undefined when it cannot start: somebody else has it, it has ended, or it is not due.
   */
  claim(id: string, worker: string, lease: number): Promise<ClaimedRun | undefined> {
    return this.claims.add({ id, worker, lease });
  }

  /** @returns false when the token no longer holds; then nothing was recorded. */
  record(outcome: Outcome): Promise<boolean> {
    return this.outcomes.add(outcome);
  }

  /** Extends the leases of the runs with these tokens; @returns the tokens that still hold. */
  async renew(tokens: readonly string[], lease: number): Promise<Set<string>> {
    const [rows] = await this.dataSource.query<[{ token: string }[], number]>(
      `UPDATE task_runs
          SET lease_until = clock_timestamp() + make_interval(secs => $2)
        WHERE status = 'STARTED' AND token = ANY ($1::uuid[])
        RETURNING token`,
      [tokens, lease],
    );
    return new Set(rows.map((row) => row.token));
  }

  /** Gives a run back as if it had never been claimed. */
  async handBack(id: string, token: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE task_runs
          SET status = 'PENDING', token = NULL, lease_until = NULL, worker = NULL, published_at = NULL,
              attempt = attempt - 1
        WHERE id = $1 AND token = $2`,
      [id, token],
    );
  }

  /** Says that a copy was not heeded, so that the reconciler publishes another. */
  async unpublish(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE task_runs SET published_at = NULL WHERE id = $1 AND status IN ('PENDING', 'RETRY')`,
      [id],
    );
  }

  async showProgress(id: string, token: string, progress: object): Promise<void> {
    await this.dataSource.query(`UPDATE task_runs SET progress = $3 WHERE id = $1 AND token = $2`, [
      id,
      token,
      toStorableJson(progress),
    ]);
  }

  /**
   * Ends a run that has not started.
   * @returns false when it runs already or has ended.
   */
  async revoke(id: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `WITH revoked AS (
         UPDATE task_runs
            SET status = 'REVOKED', finished_at = now()
          WHERE id = $1 AND status IN ('PENDING', 'RETRY')
          RETURNING id
       )
       SELECT pg_notify('${FINISHED_CHANNEL}', id::text) FROM revoked`,
      [id],
    );
    return rows.length > 0;
  }

  private async claimAll(claims: Claim[]): Promise<(ClaimedRun | undefined)[]> {
    const [rows] = await this.dataSource.query<[ClaimedRun[], number]>(
      `UPDATE task_runs AS run
          SET status = 'STARTED', token = gen_random_uuid(), worker = claim.worker,
              lease_until = clock_timestamp() + make_interval(secs => claim.lease),
              started_at = clock_timestamp(), attempt = attempt + 1, progress = NULL
         FROM unnest($1::uuid[], $2::text[], $3::float8[]) AS claim (id, worker, lease)
        WHERE run.id = claim.id
          AND run.status IN ('PENDING', 'RETRY')
          AND run.due_at <= clock_timestamp()
          AND (run.expires IS NULL OR run.expires > clock_timestamp())
        RETURNING run.id, run.token, run.task, run.kwargs, run.attempt, run.max_attempts AS "maxAttempts",
                  EXISTS (SELECT FROM task_steps WHERE run_id = run.id) AS "hasHistory"`,
      [
        claims.map((claim) => claim.id),
        claims.map((claim) => claim.worker),
        claims.map((claim) => claim.lease),
      ],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return claims.map(({ id }) => {
      const claimed = byId.get(id);
      // Two copies of one run in one group: the second finds it taken.
      byId.delete(id);
      return claimed;
    });
  }

  private async recordAll(outcomes: Outcome[]): Promise<boolean[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `WITH outcome AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb)
           AS outcome (id uuid, token uuid, status text, result text, error jsonb, "retryDelay" float8)
       ), recorded AS (
         UPDATE task_runs AS run
            SET status = outcome.status, result = nullif(outcome.result::jsonb, 'null'), error = nullif(outcome.error, 'null'),
                token = NULL, lease_until = NULL, published_at = NULL,
                due_at = CASE WHEN outcome.status = 'RETRY'
                              THEN clock_timestamp() + make_interval(secs => outcome."retryDelay")
                              ELSE due_at END,
                finished_at = CASE WHEN outcome.status <> 'RETRY' THEN clock_timestamp() END
           FROM outcome
          WHERE run.id = outcome.id AND run.token = outcome.token
          RETURNING run.id, run.status
       ), announced AS (
         SELECT pg_notify('${FINISHED_CHANNEL}', string_agg(id::text, ',')) FROM recorded
          WHERE status <> 'RETRY' HAVING count(*) > 0
       )
       SELECT id FROM recorded LEFT JOIN announced ON true`,
      [toStorableJson(outcomes)],
    );
    const recorded = new Set(rows.map((row) => row.id));
    return outcomes.map((outcome) => recorded.has(outcome.id));
  }
}

async function insert(manager: EntityManager, runs: readonly NewRun[]): Promise<SubmittedRun[]> {
  const inserted = await manager.query<(Publication & { id: string; due: boolean })[]>(
    `WITH new_run AS (
       SELECT *, coalesce(eta, now() + make_interval(secs => countdown)) AS starts
         FROM jsonb_to_recordset($1::jsonb)
           AS new_run (id uuid, task text, queue text, kwargs jsonb, "maxAttempts" integer, priority smallint,
                       countdown float8, eta timestamptz, expires timestamptz, schedule text, slot timestamptz,
                       "idempotencyKey" text, "submittedBy" text)
     )
     INSERT INTO task_runs (id, task, queue, kwargs, max_attempts, priority, eta, expires, schedule, slot,
                            idempotency_key, submitted_by, due_at, published_at, publication)
     SELECT id, task, queue, kwargs, "maxAttempts", priority, starts, expires, schedule, slot,
            "idempotencyKey", "submittedBy", coalesce(starts, now()),
            -- What is due is handed to the broker right after the commit; should that fail, the reconciler finds out.
            CASE WHEN starts IS NULL OR starts <= now() THEN now() END,
            CASE WHEN starts IS NULL OR starts <= now() THEN 1 ELSE 0 END
       FROM new_run
     ON CONFLICT DO NOTHING
     RETURNING id, queue, priority, publication, published_at IS NOT NULL AS due`,
    [toStorableJson(runs)],
  );
  const byId = new Map(inserted.map((row) => [row.id, row]));
  const repeated = await findRepeated(
    manager,
    runs.filter((run) => !byId.has(run.id)),
  );
  return runs.map((run) => {
    const { due, queue, priority, publication } = byId.get(run.id) ?? {};
    const id = due === undefined ? repeated.get(run.id) : run.id;
    if (id === undefined) throw new Error(`the run for the idempotency key ${run.idempotencyKey} is gone`);
    if (!due || queue === undefined || priority === undefined || publication === undefined) {
      return { id, publication: null };
    }
    return { id, publication: { runId: id, queue, priority, publication } };
  });
}

/**
 * The runs that were there before, by the ids of those that were not inserted because of them: with the same key, or the
 * same run whose answer was lost.
 * @throws ConflictProblem when a key stands for a run of another task.
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

/**
 * JSON that PostgreSQL takes: `jsonb` holds neither the character NUL nor half of a surrogate pair.
 * @throws TypeError for what JSON has no room for, such as a BigInt or an object that holds itself.
 */
export function toStorableJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) => {
    if (typeof part === 'string') return storable(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part);
    return entries.every(([name]) => storable(name) === name)
      ? part
      : Object.fromEntries(entries.map(([name, held]) => [storable(name), held as unknown]));
  });
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
