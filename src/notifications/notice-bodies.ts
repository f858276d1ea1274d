import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';

/** Where texts are kept, and since when nobody needs one; each has an index of its own. */
interface Place {
  readonly table: 'notices' | 'messages';
  /** A condition on its rows: done with, and not emptied yet. */
  readonly done: string;
  readonly since: string;
  readonly bytes: string;
  readonly emptied: string;
}

/** Tenants have no account with which they could mark as read what is in their inbox. */
const INBOX: Place = {
  table: 'notices',
  done: `body IS NOT NULL AND (read_at IS NOT NULL OR recipient LIKE 'tenant:%')`,
  since: 'coalesce(read_at, created_at)',
  bytes: 'pg_column_size(body)',
  emptied: 'body = NULL',
};

const OUTGOING: Place = {
  table: 'messages',
  done: `(body IS NOT NULL OR items IS NOT NULL) AND status <> 'PENDING'`,
  since: 'coalesce(sent_at, failed_at, created_at)',
  bytes: 'coalesce(pg_column_size(body), 0) + coalesce(pg_column_size(items), 0)',
  emptied: 'body = NULL, items = NULL, notice_ids = NULL',
};

/** Removes the texts of notices that nobody needs any more; their rows stay, for they hold promise 5. */
@Injectable()
export class NoticeBodies {
  /**
   * What {@link removeOld} would remove if it had no limit.
   * @param before what was done with before this moment.
   */
  countOld(manager: EntityManager, before: Date): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL}
       FROM (
         SELECT ${INBOX.bytes} AS bytes FROM notices WHERE ${INBOX.done} AND ${INBOX.since} < $1
         UNION ALL
         SELECT ${OUTGOING.bytes} FROM messages WHERE ${OUTGOING.done} AND ${OUTGOING.since} < $1
       ) AS old`,
      [before],
    );
  }

  /**
   * Removes the bodies of notices that were read, or made for tenants, and of messages that were sent, given up or dropped,
   * before a moment, the oldest first.
   * @returns how many rows, and the bytes of their bodies; fewer rows than `limit` when no more are left.
   */
  async removeOld(manager: EntityManager, before: Date, limit: number): Promise<RowsAndBytes> {
    const inbox = await this.removeFrom(INBOX, manager, before, limit);
    const outgoing = await this.removeFrom(OUTGOING, manager, before, limit - inbox.rows);
    return { rows: inbox.rows + outgoing.rows, bytes: inbox.bytes + outgoing.bytes };
  }

  private removeFrom(
    { table, done, since, bytes, emptied }: Place,
    manager: EntityManager,
    before: Date,
    limit: number,
  ): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `WITH old AS (
         SELECT id, ${bytes} AS bytes
         FROM ${table}
         WHERE ${done} AND ${since} < $1
         ORDER BY ${since}
         LIMIT $2
         FOR UPDATE
       ), emptied AS (
         UPDATE ${table} SET ${emptied} FROM old WHERE ${table}.id = old.id RETURNING old.bytes
       )
       SELECT ${TOTAL} FROM emptied`,
      [before, limit],
    );
  }
}
