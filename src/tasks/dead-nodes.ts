import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';

/** Workers and schedulers that died without signing off. Times are the database's. */
@Injectable()
export class DeadNodes {
  /** What {@link deleteBatch} would delete if it had no limit. */
  count(manager: EntityManager, retentionDays: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL} FROM (SELECT ${BYTES} AS bytes FROM nodes WHERE ${DEAD}) AS dead`,
      [retentionDays],
    );
  }

  /**
   * Deletes those that have not been heard of for so many days.
   * @returns fewer rows than `limit` when no more are left.
   */
  deleteBatch(manager: EntityManager, retentionDays: number, limit: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `WITH dead AS (
         SELECT name, ${BYTES} AS bytes FROM nodes WHERE ${DEAD} ORDER BY heartbeat_at LIMIT $2
       ), deleted AS (
         DELETE FROM nodes USING dead WHERE nodes.name = dead.name RETURNING bytes
       )
       SELECT ${TOTAL} FROM deleted`,
      [retentionDays, limit],
    );
  }
}

/** Of the columns that vary, and about so many for the rest. */
const BYTES =
  '60 + pg_column_size(name) + pg_column_size(host) + pg_column_size(queues) + pg_column_size(figures)';

/** $1: days. */
const DEAD = 'heartbeat_at < now() - make_interval(days => $1)';
