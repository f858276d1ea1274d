import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';

/**
 * Slots whose rows nobody needs any more: older than so many days, and than any schedule's catch-up window, so that none
 * of them can still be owed. A schedule's last slot always stays.
 */
@Injectable()
export class OldSlots {
  constructor(private readonly clock: Clock) {}

  /** What {@link deleteBatch} would delete if it had no limit. */
  count(manager: EntityManager, retentionDays: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL}
       FROM (SELECT ${BYTES} AS bytes FROM schedule_slots WHERE ${OLD}) AS old`,
      [this.clock.now(), retentionDays],
    );
  }

  /** Deletes the oldest of them, up to `limit`; @returns fewer rows than that when none is left. */
  deleteBatch(manager: EntityManager, retentionDays: number, limit: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `WITH old AS (
         SELECT schedule, slot, ${BYTES} AS bytes
         FROM schedule_slots
         WHERE ${OLD}
         ORDER BY slot
         LIMIT $3
       ), deleted AS (
         DELETE FROM schedule_slots
         USING old
         WHERE schedule_slots.schedule = old.schedule AND schedule_slots.slot = old.slot
         RETURNING bytes
       )
       SELECT ${TOTAL} FROM deleted`,
      [this.clock.now(), retentionDays, limit],
    );
  }
}

/** Of the columns that vary, and about so many for the rest. */
const BYTES = '64 + pg_column_size(schedule) + coalesce(pg_column_size(reason), 0)';

/** $1: now, $2: days. */
const OLD = `
  slot < $1::timestamptz - make_interval(
    secs => greatest($2 * 86400, (SELECT coalesce(max(catch_up_window), 0) FROM schedules))
  )
  AND NOT EXISTS (
    SELECT FROM schedules WHERE schedules.name = schedule_slots.schedule AND schedules.last_slot = schedule_slots.slot
  )`;
