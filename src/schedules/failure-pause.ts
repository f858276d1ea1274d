import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { rootLogger } from '../logging/index.js';

/** Disables schedules whose last so many runs have all failed, and says why. */
@Injectable()
export class FailurePause {
  constructor(private readonly audit: AuditLog) {}

  /**
   * @param among only of these schedules; default: all.
   * @returns the names of those that it disabled.
   */
  async pauseFailing(
    manager: EntityManager,
    among?: readonly { readonly name: string }[],
  ): Promise<string[]> {
    const [rows] = await manager.query<[{ name: string; reason: string }[], number]>(PAUSE, [
      among?.map(({ name }) => name),
    ]);
    for (const { name, reason } of rows) {
      await this.audit.record(manager, {
        actor: 'scheduler',
        action: 'schedule.pause',
        subjectType: 'schedule',
        subjectId: name,
        details: { reason },
      });
      rootLogger().error({ schedule: name, reason }, 'schedule paused');
    }
    return rows.map(({ name }) => name);
  }
}

/**
 * $1: names, or null. Counts the runs of slots since the schedule was last enabled; runs that somebody asked for by hand
 * or revoked say nothing of it.
 */
const PAUSE = `
  UPDATE schedules
  SET enabled = false,
      paused_because = failing.reason,
      updated_at = clock_timestamp(),
      changed_by = 'scheduler'
  FROM (
    SELECT name, format('%s failures in a row, the last one: run %s', pause_after_failures, last_run) AS reason
    FROM schedules
    CROSS JOIN LATERAL (
      SELECT count(*) AS failures, (array_agg(id ORDER BY id DESC))[1] AS last_run
      FROM (
        SELECT id, status
        FROM task_runs
        WHERE schedule = name AND slot > owed_from AND status IN ('SUCCESS', 'FAILURE')
        ORDER BY id DESC
        LIMIT pause_after_failures
      ) AS latest
      WHERE status = 'FAILURE'
    ) AS runs
    WHERE enabled
      AND pause_after_failures IS NOT NULL
      AND ($1::text[] IS NULL OR name = ANY ($1))
      AND failures = pause_after_failures
    ORDER BY name
    FOR UPDATE OF schedules SKIP LOCKED
  ) AS failing
  WHERE schedules.name = failing.name
  RETURNING schedules.name, failing.reason`;
