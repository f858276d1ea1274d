import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';

/**
 * Slots whose rows nobody needs any more: older than so many days, and than any schedule's catch-up window, so that none
 * of them can still be owed. A schedule's last slot always stays.
 */
@Injectable()
export class OldSlots {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** How many there are. */
  async count(retentionDays: number): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::float8 AS count FROM schedule_slots WHERE ${OLD}`,
      [this.clock.now(), retentionDays],
    );
    return row?.count ?? 0;
  }

  /** Deletes the oldest of them, up to `limit`; @returns how many: fewer than `limit` means that none is left. */
  async deleteBatch(retentionDays: number, limit: number, manager: EntityManager): Promise<number> {
    const [, deleted] = await manager.query<[unknown[], number]>(
      `DELETE FROM schedule_slots
       WHERE (schedule, slot) IN (
         SELECT schedule, slot FROM schedule_slots WHERE ${OLD} ORDER BY slot LIMIT $3
       )`,
      [this.clock.now(), retentionDays, limit],
    );
    return deleted;
  }
}

/** $1: now, $2: days. */
const OLD = `
  slot < $1::timestamptz - make_interval(
    secs => greatest($2 * 86400, (SELECT coalesce(max(catch_up_window), 0) FROM schedules))
  )
  AND NOT EXISTS (
    SELECT FROM schedules WHERE schedules.name = schedule_slots.schedule AND schedules.last_slot = schedule_slots.slot
  )`;
