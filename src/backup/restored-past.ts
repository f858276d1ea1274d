import type { EntityManager } from 'typeorm';

/** What is to be remembered of a restoration in the database that comes of it. */
export interface RestoredPast {
  /** Id of the restoration (UUIDv7). */
  readonly id: string;
  /** Name of the backup. */
  readonly backup: string;
  /** ISO 8601: the moment that the database is of. */
  readonly takenAt: string;
  readonly requestedBy: string;
  readonly startedAt: Date;
  /** What the database that it replaces will be called; null where there is none. */
  readonly replacedDatabase: string | null;
  /** Id of the installation that it belongs to from now on; null: the one that was backed up. */
  readonly installation: string | null;
}

/**
 * Puts right what a restored database says of a world that has gone on, before anybody works with it, all at once.
 *
 * - Runs that were being executed are executed again: nobody holds them any more. A worker that still executes one of them
 *   finds its token gone.
 * - What was to go out is held until a person says so: some of it went out in the time that was lost.
 * - Everybody signs in again, and API keys are made anew: what was ended since then must not come back to life.
 * - Workers and schedulers report anew. Schedules need nothing: what they missed is owed, and caught up on by their policies.
 */
export async function settlePast(past: RestoredPast, manager: EntityManager): Promise<void> {
  const { id, backup, takenAt, requestedBy, startedAt, replacedDatabase, installation } = past;
  await manager.query('DELETE FROM standstill');
  await manager.query(
    `UPDATE task_runs
     SET status = 'PENDING', token = NULL, lease_until = NULL, worker = NULL, started_at = NULL, progress = NULL,
         attempt = attempt - 1, due_at = now(), published_at = NULL
     WHERE status = 'STARTED'`,
  );
  await manager.query(`UPDATE task_runs SET published_at = NULL WHERE status IN ('PENDING', 'RETRY')`);
  await manager.query('DELETE FROM node_replies');
  await manager.query('DELETE FROM node_commands');
  await manager.query('DELETE FROM nodes');
  await manager.query('DELETE FROM sessions');
  await manager.query('UPDATE api_keys SET revoked_at = now() WHERE revoked_at IS NULL');
  await manager.query(
    `INSERT INTO notification_hold (reason, held_by)
     VALUES ($1, $2)
     ON CONFLICT ((true)) DO UPDATE SET reason = excluded.reason, held_by = excluded.held_by, since = now()`,
    [`the backup ${backup} of ${takenAt} was restored: some of this may have gone out before`, requestedBy],
  );
  // The same copies in the broker, and the same names, as before.
  if (installation !== null) await manager.query('UPDATE installation SET id = $1', [installation]);
  await manager.query(
    `UPDATE restorations SET status = 'FAILED', error = 'Its process ended.', finished_at = now() WHERE status = 'RUNNING'`,
  );
  await manager.query(
    `INSERT INTO restorations (id, backup, requested_by, status, replaced_database, started_at, finished_at)
     VALUES ($1, $2, $3, 'DONE', $4, $5, clock_timestamp())`,
    [id, backup, requestedBy, replacedDatabase, startedAt],
  );
  await manager.query(
    `INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
     VALUES ($1, 'backup.restore', 'backup', $2, $3)`,
    [requestedBy, backup, JSON.stringify({ takenAt, replacedDatabase })],
  );
}
