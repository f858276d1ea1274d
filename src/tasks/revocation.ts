import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Gate } from './gate.js';
import { revokedError, type RunStatus } from './run.js';
import { announce, heard } from './run-news.js';

export interface RevokeOptions {
  /** Also end the run when it is being executed. */
  readonly terminate?: boolean;
  /** Who wants it, for the run's error. */
  readonly by?: string;
}

/** `executing`: it runs, and to terminate it was not asked for. `ended`: it had ended before, or there is no such run. */
export type RevocationOutcome = 'revoked' | 'terminating' | 'executing' | 'ended';

/** Channel on which workers hear that a run which they execute is to end. */
export const REVOCATIONS = 'mallkeeper_revocations';

/** Ends runs that are no longer wanted. */
@Injectable()
export class Revocation {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly gate: Gate,
  ) {}

  async revoke(id: string, options: RevokeOptions = {}): Promise<RevocationOutcome> {
    const outcomes = await this.revokeEach([id], options);
    return outcomes.get(id) ?? 'ended';
  }

  /** @returns what became of each; of a run that there is not: `ended`. */
  async revokeEach(
    ids: readonly string[],
    { terminate = false, by }: RevokeOptions = {},
  ): Promise<Map<string, RevocationOutcome>> {
    const byWhom = by === undefined ? '' : ` by ${by}`;
    const outcomes = await this.dataSource.transaction(async (manager) => {
      // Held until the end, so that none starts or is handed back in between; locked in the order in which all lock them
      // who lock many.
      const runs = await manager.query<{ id: string; status: RunStatus }[]>(
        'SELECT id, status FROM task_runs WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE',
        [ids],
      );
      const found = new Map(runs.map(({ id, status }) => [id, outcomeOf(status, terminate)]));
      const those = (which: RevocationOutcome): string[] => ids.filter((id) => found.get(id) === which);
      await this.revokeAll(manager, those('revoked'), `Revoked${byWhom} before it started.`);
      await this.terminateAll(manager, those('terminating'), `Terminated${byWhom}.`);
      return new Map(ids.map((id) => [id, found.get(id) ?? 'ended']));
    });
    // Other runs may have waited for the end of these.
    if ([...outcomes.values()].includes('revoked')) this.gate.soon();
    return outcomes;
  }

  /**
   * Ends the runs of some schedules' slots that have not finished, as part of the caller's transaction: those that wait never
   * start, those that are executed are told to end. What somebody asked for by hand goes on.
   * @param by who wants it, for the runs' errors.
   * @returns the last run of each schedule that is still being executed: none of the others can begin any more.
   */
  async endRunsOfSchedules(
    manager: EntityManager,
    schedules: readonly string[],
    by: string,
  ): Promise<Map<string, string>> {
    // Locked in the order in which all lock them who lock many.
    const runs = await manager.query<{ id: string; status: RunStatus; schedule: string }[]>(
      `SELECT id, status, schedule
         FROM task_runs
        WHERE schedule = ANY ($1) AND submitted_by = 'scheduler' AND status IN ('PENDING', 'STARTED', 'RETRY')
        ORDER BY id
          FOR UPDATE`,
      [schedules],
    );
    const idsOf = (started: boolean): string[] =>
      runs.filter(({ status }) => (status === 'STARTED') === started).map(({ id }) => id);
    await this.revokeAll(manager, idsOf(false), `Revoked by ${by} before it started.`);
    await this.terminateAll(manager, idsOf(true), `Terminated by ${by}.`);
    return new Map(
      runs.filter(({ status }) => status === 'STARTED').map(({ schedule, id }) => [schedule, id]),
    );
  }

  /** Ends every run of a queue that has not started, a thousand at a time; @returns how many. */
  async revokeWaiting(queue: string, reason: string): Promise<number> {
    let count = 0;
    for (;;) {
      const rows = await this.dataSource.query<unknown[]>(
        revokeThose(`SELECT id FROM task_runs
               WHERE status IN ('PENDING', 'RETRY') AND id IN (
                 -- Each by an index of its own; a condition on the status alone would read every run that there is.
                 (SELECT id FROM task_runs
                   WHERE queue = $1 AND status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL LIMIT 1000)
                 UNION ALL
                 (SELECT id FROM task_runs
                   WHERE queue = $1 AND status IN ('PENDING', 'RETRY') AND published_at IS NULL LIMIT 1000)
               )
               ORDER BY id
               LIMIT 1000
                 FOR UPDATE`),
        [queue, reason],
      );
      count += rows.length;
      if (rows.length === 0) return count;
    }
  }

  private async revokeAll(manager: EntityManager, ids: readonly string[], reason: string): Promise<void> {
    if (ids.length > 0) await manager.query(revokeThose('SELECT unnest($1::uuid[])'), [ids, reason]);
  }

  /** Asks whoever executes the runs to end them: at once by NOTIFY, or at the next heartbeat. */
  private async terminateAll(manager: EntityManager, ids: readonly string[], reason: string): Promise<void> {
    if (ids.length === 0) return;
    await manager.query(
      `WITH asked AS (
         UPDATE task_runs SET revocation = $2 WHERE id = ANY ($1::uuid[]) AND status = 'STARTED' RETURNING id
       )
       SELECT pg_notify('${REVOCATIONS}', id::text) FROM asked`,
      [ids, reason],
    );
  }
}

function outcomeOf(status: RunStatus, terminate: boolean): RevocationOutcome {
  if (status === 'PENDING' || status === 'RETRY') return 'revoked';
  if (status !== 'STARTED') return 'ended';
  return terminate ? 'terminating' : 'executing';
}

/** SQL that ends runs which have not started. $2: what their errors will say. @param ids a query. */
function revokeThose(ids: string): string {
  return `
    WITH revoked AS (
      UPDATE task_runs
         SET status = 'REVOKED', finished_at = clock_timestamp(), published_at = NULL,
             error = ${revokedError('$2::text')}
       WHERE status IN ('PENDING', 'RETRY') AND id IN (${ids})
       RETURNING id
    ), announced AS (${announce('finished', 'SELECT id FROM revoked')})
    SELECT id, ${heard('announced')} FROM revoked`;
}
