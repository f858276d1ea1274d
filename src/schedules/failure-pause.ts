import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { rootLogger } from '../logging/index.js';
import { markAsProgram } from './schedule-store.js';

/** Finds schedules whose last so many runs have all failed, and disables them. */
@Injectable()
export class FailurePause {
  constructor(private readonly audit: AuditLog) {}

  /**
   * The enabled schedules that are to be paused, with why.
   * @param among only these; default: all.
   */
  async findFailing(manager: EntityManager, among?: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await manager.query<{ name: string; reason: string }[]>(FAILING, [among]);
    return new Map(rows.map(({ name, reason }) => [name, reason]));
  }

  /** Disables schedules, whose rows the caller's transaction holds. @param reasons by name. */
  async pause(manager: EntityManager, reasons: ReadonlyMap<string, string>): Promise<void> {
    if (reasons.size === 0) return;
    await markAsProgram(manager);
    await manager.query(
      `UPDATE schedules
       SET enabled = false, paused_because = reason, updated_at = clock_timestamp(), changed_by = 'scheduler'
       FROM unnest($1::text[], $2::text[]) AS failing (schedule, reason)
       WHERE name = schedule`,
      [[...reasons.keys()], [...reasons.values()]],
    );
    await this.audit.recordAll(
      manager,
      [...reasons].map(([name, reason]) => ({
        actor: 'scheduler',
        action: 'schedule.pause',
        subjectType: 'schedule',
        subjectId: name,
        details: { reason },
      })),
    );
    for (const [schedule, reason] of reasons) rootLogger().error({ schedule, reason }, 'schedule paused');
  }
}

/**
 * $1: names, or null. Of the runs of slots since the schedule was last enabled or timed; what somebody asked for by hand or
 * revoked says nothing of it. Ids begin with the time of their making: so no more is read than these.
 */
const FAILING = `
  SELECT name,
         format('%s in a row, the last one: run %s',
                CASE pause_after_failures WHEN 1 THEN '1 failure' ELSE pause_after_failures || ' failures' END,
                last_run) AS reason
  FROM schedules
  CROSS JOIN LATERAL (
    SELECT count(*) AS failures, (array_agg(id ORDER BY id DESC))[1] AS last_run
    FROM (
      SELECT id, status
      FROM task_runs
      WHERE schedule = name
        AND id > (lpad(to_hex((extract(epoch FROM owed_from - interval '1 day') * 1000)::bigint), 12, '0')
                  || repeat('0', 20))::uuid
        AND slot > owed_from
        AND submitted_by = 'scheduler'
        AND status IN ('SUCCESS', 'FAILURE')
      ORDER BY id DESC
      LIMIT pause_after_failures
    ) AS latest
    WHERE status = 'FAILURE'
  ) AS runs
  WHERE enabled
    AND owed_from IS NOT NULL
    AND pause_after_failures IS NOT NULL
    AND ($1::text[] IS NULL OR name = ANY ($1))
    AND failures = pause_after_failures
  ORDER BY name`;
