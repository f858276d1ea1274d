import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';

/** Removes the texts of notices that nobody needs any more; their rows stay, for they hold promise 5. */
@Injectable()
export class NoticeBodies {
  /**
   * What {@link removeOld} would remove if it had no limit.
   * @param before notices in the inbox that were read, and messages that were sent before this moment.
   */
  countOld(manager: EntityManager, before: Date): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL}
       FROM (
         SELECT pg_column_size(body) AS bytes FROM notices WHERE body IS NOT NULL AND read_at < $1
         UNION ALL
         SELECT pg_column_size(body) FROM messages WHERE body IS NOT NULL AND sent_at < $1
       ) AS old`,
      [before],
    );
  }

  /**
   * Removes the bodies of notices that were read, and of messages that were sent, before a moment, the oldest first.
   * @returns how many rows, and the bytes of their bodies; fewer rows than `limit` when no more are left.
   */
  async removeOld(manager: EntityManager, before: Date, limit: number): Promise<RowsAndBytes> {
    const read = await this.removeFrom('notices', 'read_at', manager, before, limit);
    const sent = await this.removeFrom('messages', 'sent_at', manager, before, limit - read.rows);
    return { rows: read.rows + sent.rows, bytes: read.bytes + sent.bytes };
  }

  private removeFrom(
    table: 'notices' | 'messages',
    done: 'read_at' | 'sent_at',
    manager: EntityManager,
    before: Date,
    limit: number,
  ): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `WITH old AS (
         SELECT id, pg_column_size(body) AS bytes
         FROM ${table}
         WHERE body IS NOT NULL AND ${done} < $1
         ORDER BY ${done}
         LIMIT $2
         FOR UPDATE
       ), emptied AS (
         UPDATE ${table} SET body = NULL FROM old WHERE ${table}.id = old.id RETURNING old.bytes
       )
       SELECT ${TOTAL} FROM emptied`,
      [before, limit],
    );
  }
}
