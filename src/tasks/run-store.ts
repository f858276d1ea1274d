import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { PREPARED, STANDING_STILL } from '../database/index.js';
import { IS_PAST, withEnded } from './past-attempts.js';
import type { RetryPolicy } from './retry-policy.js';
import {
  rateKey,
  revokedError,
  type RunError,
  type RunProgress,
  type RunStatus,
  WAITING_IDS,
} from './run.js';
import { announce, heard } from './run-news.js';
import { StatementGroup } from './statement-group.js';
import { toStorableJson } from './storable-json.js';
import type { TraceContext } from '../tracing/index.js';
import { insertRuns, type NewRun, type SubmittedRun } from './submissions.js';

/** A run that this worker holds. Plain data: it goes to a child process as it is. */
export interface ClaimedRun {
  readonly id: string;
  readonly token: string;
  readonly task: string;
  readonly queue: string;
  readonly kwargs: Record<string, unknown>;
  /** The slot of its schedule, in ms since 1970. */
  readonly slot: number | null;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Of this call, if it has one of its own. */
  readonly retry: RetryPolicy | null;
  /** Seconds: of this call, or else what a person gave the task; null: what the task says. */
  readonly timeLimit: number | null;
  readonly softTimeLimit: number | null;
  /** Whether its end may let others start (a limit). */
  readonly limited: boolean;
  /** How many processes died, or were lost, while they executed it. */
  readonly deliveries: number;
  /** Whether an earlier execution may have committed steps. */
  readonly hasHistory: boolean;
  /** Whether an earlier execution has logged something. */
  readonly hasLogs: boolean;
  /** What its execution is part of. */
  readonly traceContext: TraceContext | null;
  /** Seconds from when it could start until it was claimed. */
  readonly waited: number;
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

interface ShownProgress {
  readonly id: string;
  readonly token: string;
  readonly progress: RunProgress;
}

/** After so many workers that died with it, a run is given up. */
const MOST_DELIVERIES = 5;

/**
 * The truth about runs: the statements that write `task_runs` along a run's life. All times are the database's.
 */
@Injectable()
export class RunStore {
  private readonly submissions = new StatementGroup((runs: NewRun[]) =>
    insertRuns(this.dataSource.manager, runs),
  );
  private readonly claims = new StatementGroup((claims: Claim[]) => this.claimAll(claims));
  private readonly outcomes = new StatementGroup((outcomes: Outcome[]) => this.recordAll(outcomes));
  private readonly progresses = new StatementGroup((shown: ShownProgress[]) => this.showAll(shown));

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Commits a run, together with those of other callers. */
  async submit(run: NewRun): Promise<SubmittedRun> {
    if (run.idempotencyKey === null) return this.submissions.add(run);
    // It may have to wait for another transaction with the same key, and the other callers must not wait with it.
    const [submitted] = await insertRuns(this.dataSource.manager, [run]);
    if (!submitted) throw new Error(`the run ${run.id} was not inserted`);
    return submitted;
  }

  /** Inserts runs as part of the caller's transaction, in one statement. */
  submitWithin(manager: EntityManager, runs: readonly NewRun[]): Promise<SubmittedRun[]> {
    return insertRuns(manager, runs);
  }

  /**
   * Takes a run for this worker.
   * @returns undefined when it cannot start: somebody else has it, it has ended, it is not due, or its
   * queue, or everything, stands still.
   */
  claim(id: string, worker: string, lease: number): Promise<ClaimedRun | undefined> {
    return this.claims.add({ id, worker, lease });
  }

  /** @returns false when the token no longer holds; then nothing was recorded. */
  record(outcome: Outcome): Promise<boolean> {
    return this.outcomes.add(outcome);
  }

  /** Keeps how far a run is, while its token holds. */
  showProgress(id: string, token: string, progress: RunProgress): Promise<void> {
    return this.progresses.add({ id, token, progress });
  }

  /**
   * Extends the leases of the runs with these tokens.
   * @returns the tokens that still hold, with what is to be said to the runs that somebody wants to end.
   */
  async renew(tokens: readonly string[], lease: number): Promise<Map<string, string | null>> {
    // One whose row is locked is about to commit a step, or its process stands still with a transaction open: the others
    // must not wait for it. It still holds its token, and nobody takes a run back whose row is locked.
    const rows = await this.dataSource.query<{ token: string; revocation: string | null }[]>(
      `WITH beating AS (
         SELECT id FROM task_runs
          WHERE status = 'STARTED' AND token = ANY ($1::uuid[])
          ORDER BY id
            FOR NO KEY UPDATE SKIP LOCKED
       ), renewed AS (
         UPDATE task_runs AS run SET lease_until = clock_timestamp() + make_interval(secs => $2)
           FROM beating WHERE run.id = beating.id
       )
       SELECT token, revocation FROM task_runs WHERE status = 'STARTED' AND token = ANY ($1::uuid[])`,
      [tokens, lease],
    );
    return new Map(rows.map((row) => [row.token, row.revocation]));
  }

  /** Gives runs back as if they had never been claimed; those that somebody wants to end have ended. */
  async handBack(tokens: readonly string[]): Promise<void> {
    await this.dataSource.query(HAND_BACK, [tokens]);
  }

  /** Takes runs back from a process that died while it executed them. */
  async takeBack(tokens: readonly string[]): Promise<void> {
    await this.dataSource.query(takeBack(`token = ANY ($2::uuid[])`), [MOST_DELIVERIES, tokens]);
  }

  /**
   * Takes back the runs whose lease ran out: their worker died or stands still. After a restart of the database every
   * worker has the time of a lease to say that it is still there.
   * @param lease seconds.
   */
  async takeBackExpired(manager: EntityManager, lease: number): Promise<void> {
    await manager.query(
      takeBack('lease_until < now() AND pg_postmaster_start_time() < now() - make_interval(secs => $2)'),
      [MOST_DELIVERIES, lease],
    );
  }

  /** Says that copies were not heeded, so that the reconciler publishes others. */
  async unpublish(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE task_runs SET published_at = NULL WHERE id = ANY ($1::uuid[]) AND status IN ('PENDING', 'RETRY')`,
      [ids],
    );
  }

  /**
   * Has runs that failed or were revoked start again. What they have committed is not repeated.
   * @param asked with how many tries each may take from now on, where its call did not say.
   * @returns the ids of those that did end that way.
   */
  async startAgain(
    manager: EntityManager,
    asked: readonly { readonly id: string; readonly tries: number }[],
  ): Promise<Set<string>> {
    const rows = await manager.query<{ id: string }[]>(START_AGAIN, [
      asked.map(({ id }) => id),
      asked.map(({ tries }) => tries),
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Has runs of these tasks be due now that wait for their next try since an error of this type; @returns how many. */
  async tryNow(manager: EntityManager, tasks: readonly string[], errorType: string): Promise<number> {
    const [, count] = await manager.query<[unknown[], number]>(
      `WITH waiting AS (
         SELECT id FROM task_runs
          WHERE id IN (${WAITING_IDS})
            AND status = 'RETRY' AND due_at > clock_timestamp() AND task = ANY ($1) AND error->>'type' = $2
          ORDER BY id
            FOR NO KEY UPDATE
       )
       UPDATE task_runs AS run SET due_at = clock_timestamp() FROM waiting WHERE run.id = waiting.id`,
      [tasks, errorType],
    );
    return count;
  }

  private async claimAll(asked: Claim[]): Promise<(ClaimedRun | undefined)[]> {
    // Rows are locked in the order of their ids by all who lock many of them and wait: so nobody waits in a circle.
    const claims = asked.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const [first, ...others] = claims;
    const rows = await (first && others.length === 0
      ? this.dataSource.query<ClaimedRun[]>(CLAIM_ONE, [first.id, first.worker, first.lease])
      : this.dataSource.query<ClaimedRun[]>(CLAIM, [
          claims.map((claim) => claim.id),
          claims.map((claim) => claim.worker),
          claims.map((claim) => claim.lease),
        ]));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const refused = claims.filter(({ id }) => !byId.has(id));
    if (refused.length > 0) await this.unpublishStopped(refused.map(({ id }) => id));
    return asked.map(({ id }) => {
      const claimed = byId.get(id);
      // Two copies of one run in one group: the second finds it taken.
      byId.delete(id);
      return claimed;
    });
  }

  /** A copy that came while its queue, or everything, stood still is used up; when that goes on there has to be another. */
  private async unpublishStopped(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE task_runs SET published_at = NULL
        WHERE id = ANY ($1::uuid[]) AND status IN ('PENDING', 'RETRY')
          AND (${STANDING_STILL} OR EXISTS (SELECT FROM queues WHERE name = queue AND paused_at IS NOT NULL))`,
      [ids],
    );
  }

  private async recordAll(outcomes: Outcome[]): Promise<boolean[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(outcomes.length === 1 ? RECORD_ONE : RECORD, [
      toStorableJson(outcomes),
    ]);
    const recorded = new Set(rows.map((row) => row.id));
    return outcomes.map((outcome) => recorded.has(outcome.id));
  }

  private async showAll(shown: ShownProgress[]): Promise<undefined[]> {
    await this.dataSource.query(SHOW_PROGRESS, [toStorableJson(shown)]);
    return shown.map(() => undefined);
  }
}

/** @param claims what is claimed, with columns `id`, `worker` and `lease`. */
const claim = (claims: string): string => `
  WITH claimed AS (
    UPDATE task_runs AS run
       SET status = 'STARTED', token = gen_random_uuid(), worker = claim.worker,
           lease_until = clock_timestamp() + make_interval(secs => claim.lease),
           started_at = clock_timestamp(), attempt = attempt + 1, progress = NULL, revocation = NULL
      FROM ${claims} AS claim (id, worker, lease)
     WHERE run.id = claim.id
       AND run.status IN ('PENDING', 'RETRY')
       AND run.due_at <= clock_timestamp()
       AND (run.expires IS NULL OR run.expires > clock_timestamp())
       -- A limit counts what it has let go: only with that does a copy count, however old.
       AND (run.limit_key IS NULL OR run.published_at IS NOT NULL)
       AND NOT EXISTS (SELECT FROM queues WHERE name = run.queue AND paused_at IS NOT NULL)
       AND NOT ${STANDING_STILL}
     RETURNING run.id, run.token, run.task, run.queue, run.kwargs, run.slot, run.attempt, run.max_attempts, run.retry, run.time_limit,
               run.soft_time_limit, run.limit_key, run.deliveries, run.trace_context,
               extract(epoch FROM run.started_at - run.due_at)::float8 AS waited
  ), announced AS (${announce('started', 'SELECT id FROM claimed')})
  SELECT id, token, claimed.task, queue, kwargs, (extract(epoch FROM slot) * 1000)::float8 AS slot, attempt, max_attempts AS "maxAttempts", retry,
         coalesce(claimed.time_limit, task_limits.time_limit) AS "timeLimit",
         coalesce(claimed.soft_time_limit, task_limits.soft_time_limit) AS "softTimeLimit",
         limit_key IS NOT NULL AS limited, deliveries, trace_context AS "traceContext", waited,
         EXISTS (SELECT FROM task_steps WHERE run_id = claimed.id) AS "hasHistory",
         EXISTS (SELECT FROM task_logs WHERE run_id = claimed.id) AS "hasLogs",
         ${heard('announced')}
    FROM claimed
    LEFT JOIN task_limits ON task_limits.task = claimed.task`;

const CLAIM = claim('unnest($1::uuid[], $2::text[], $3::float8[])');

// Of one row PostgreSQL knows that it is one, and goes to that by its id even in a table that it has not analysed yet: that plan is
// right when the table has grown, too. To plan this takes several times longer than to execute it.
const CLAIM_ONE = `${claim('(VALUES ($1::uuid, $2::text, $3::float8))')}${PREPARED}`;

/** What will hold a run that was executed when somebody set how often its task may start, and that starts again. */
const HELD_AGAIN = `coalesce(run.limit_key, ${rateKey('run.task')})`;

const HAND_BACK = `
  WITH handed_back AS (
    UPDATE task_runs AS run
       SET status = CASE WHEN revocation IS NULL THEN 'PENDING' ELSE 'REVOKED' END, limit_key = ${HELD_AGAIN},
           finished_at = CASE WHEN revocation IS NOT NULL THEN clock_timestamp() END,
           error = CASE WHEN revocation IS NOT NULL THEN ${revokedError('revocation')} ELSE error END,
           token = NULL, lease_until = NULL, worker = NULL, started_at = NULL, published_at = NULL,
           progress = NULL, attempt = attempt - 1
     WHERE status = 'STARTED' AND token = ANY ($1::uuid[])
     RETURNING id, status
  ), announced AS (${announce('finished', `SELECT id FROM handed_back WHERE status = 'REVOKED'`)})
  SELECT ${heard('announced')}`;

/** A try has failed, and there is to be another. */
const WITH_FAILED_TRY = withEnded({
  outcome: `'RETRY'`,
  error: 'outcome.error',
  endedAt: 'clock_timestamp()',
  retryAt: `clock_timestamp() + make_interval(secs => outcome."retryDelay")`,
});

const WITH_LOST_ATTEMPT = withEnded({
  outcome: `'LOST'`,
  error: 'NULL::jsonb',
  endedAt: 'clock_timestamp()',
  retryAt: 'NULL::timestamptz',
});

/** A run that starts again has had a last attempt, unless it never started or that was kept when it ended. */
const WITH_LAST_ATTEMPT = `
  CASE WHEN run.started_at IS NULL OR ${IS_PAST} THEN run.past_attempts
       ELSE ${withEnded({
         outcome: 'run.status',
         error: 'run.error',
         endedAt: 'run.finished_at',
         retryAt: 'NULL::timestamptz',
       })} END`;

const START_AGAIN = `
  WITH ended AS (
    SELECT run.id, asked.tries
      FROM task_runs AS run
      JOIN unnest($1::uuid[], $2::integer[]) AS asked (id, tries) ON asked.id = run.id
     WHERE run.status IN ('FAILURE', 'REVOKED')
     ORDER BY run.id
       FOR NO KEY UPDATE OF run
  ), again AS (
    UPDATE task_runs AS run
       SET status = 'PENDING', past_attempts = ${WITH_LAST_ATTEMPT}, limit_key = ${HELD_AGAIN}, finished_at = NULL,
           result = NULL, expires = NULL, revocation = NULL, deliveries = 0, worker = NULL, progress = NULL,
           due_at = clock_timestamp(), published_at = NULL,
           max_attempts = attempt + coalesce(1 + (retry->>'max')::integer, ended.tries)
      FROM ended
     WHERE run.id = ended.id
     RETURNING run.id
  ), unindexed AS (
    DELETE FROM run_search USING again WHERE run_search.run_id = again.id
  ), announced AS (${announce('submitted', 'SELECT id FROM again')})
  SELECT id, ${heard('announced')} FROM again`;

/** A try is over and somebody wants no more of them, which its worker has not heard yet. */
const NO_MORE_TRIES = `outcome.status = 'RETRY' AND run.revocation IS NOT NULL`;

/** @param outcomes a query of what is recorded, with the columns of an {@link Outcome}. */
const record = (outcomes: string): string => `
  WITH outcome AS (${outcomes}), recorded AS (
    UPDATE task_runs AS run
       SET status = CASE WHEN ${NO_MORE_TRIES} THEN 'REVOKED' ELSE outcome.status END,
           result = nullif(outcome.result::jsonb, 'null'),
           error = CASE WHEN ${NO_MORE_TRIES} THEN ${revokedError('run.revocation')} ELSE nullif(outcome.error, 'null') END,
           token = NULL, lease_until = NULL, published_at = NULL,
           limit_key = CASE WHEN outcome.status = 'RETRY' THEN ${HELD_AGAIN} ELSE run.limit_key END,
           due_at = CASE WHEN outcome.status = 'RETRY'
                         THEN clock_timestamp() + make_interval(secs => outcome."retryDelay")
                         ELSE due_at END,
           past_attempts = CASE WHEN outcome.status = 'RETRY' AND run.revocation IS NULL
                                THEN ${WITH_FAILED_TRY} ELSE run.past_attempts END,
           finished_at = CASE WHEN outcome.status <> 'RETRY' OR ${NO_MORE_TRIES} THEN clock_timestamp() END
      FROM outcome
     WHERE run.id = outcome.id AND run.token = outcome.token
     RETURNING run.id, run.status
  ), finished AS (${announce('finished', `SELECT id FROM recorded WHERE status <> 'RETRY'`)}),
  retried AS (${announce('retried', `SELECT id FROM recorded WHERE status = 'RETRY'`)})
  SELECT id, ${heard('finished')}, ${heard('retried')} FROM recorded`;

const OUTCOME =
  'AS outcome (id uuid, token uuid, status text, result text, error jsonb, "retryDelay" float8)';
const RECORD = record(`SELECT * FROM jsonb_to_recordset($1::jsonb) ${OUTCOME}`);
/** See {@link CLAIM_ONE}. */
const RECORD_ONE = `${record(`SELECT * FROM jsonb_to_record($1::jsonb->0) ${OUTCOME}`)}${PREPARED}`;

const SHOW_PROGRESS = `
  WITH shown AS (
    UPDATE task_runs AS run SET progress = shown.progress
      FROM jsonb_to_recordset($1::jsonb) AS shown (id uuid, token uuid, progress jsonb)
     WHERE run.id = shown.id AND run.token = shown.token
     RETURNING run.id
  ), announced AS (${announce('progress', 'SELECT id FROM shown')})
  SELECT ${heard('announced')}`;

/**
 * A claim that was lost counts as a delivery, not as an attempt. $1: after how many of them a run is given up.
 * @param condition which runs that are being executed.
 */
function takeBack(condition: string): string {
  return `
    WITH lost AS (
      SELECT id, deliveries + 1 >= $1 AS given_up FROM task_runs
       WHERE status = 'STARTED' AND ${condition} AND NOT ${STANDING_STILL}
       ORDER BY lease_until
       LIMIT 1000
         FOR UPDATE SKIP LOCKED
    ), taken_back AS (
      UPDATE task_runs AS run
         SET deliveries = run.deliveries + 1, attempt = run.attempt - 1, limit_key = ${HELD_AGAIN},
             past_attempts = ${WITH_LOST_ATTEMPT}, token = NULL, lease_until = NULL, published_at = NULL,
             status = CASE WHEN revocation IS NOT NULL THEN 'REVOKED' WHEN given_up THEN 'FAILURE' ELSE 'PENDING' END,
             finished_at = CASE WHEN revocation IS NOT NULL OR given_up THEN clock_timestamp() END,
             error = CASE
               WHEN revocation IS NOT NULL THEN ${revokedError('revocation')}
               WHEN given_up THEN jsonb_build_object(
                 'type', 'WorkerLost', 'stack', NULL,
                 'message', format('%s workers died while they executed this run; the last was %s.',
                                   run.deliveries + 1, run.worker)) END
        FROM lost
       WHERE run.id = lost.id
       RETURNING run.id, run.status
    ), announced AS (${announce('finished', `SELECT id FROM taken_back WHERE status <> 'PENDING'`)})
    SELECT ${heard('announced')}`;
}
