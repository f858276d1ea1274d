import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Removes the texts of notices that nobody needs any more; their rows stay, for they hold promise 5. */
@Injectable()
export class NoticeBodies {
  /**
   * How many {@link removeOld} would remove if it had no limit.
   * @param before notices in the inbox that were read, and messages that were sent before this moment.
   */
  async countOld(manager: EntityManager, before: Date): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT (
         (SELECT count(*) FROM notices WHERE body IS NOT NULL AND read_at < $1)
         + (SELECT count(*) FROM messages WHERE body IS NOT NULL AND sent_at < $1)
       )::integer AS count`,
      [before],
    );
    return row?.count ?? 0;
  }

  /**
   * Removes the bodies of notices that were read, and of messages that were sent, before a moment, the oldest first.
   * @returns how many; fewer than `limit` when no more are left.
   */
  async removeOld(manager: EntityManager, before: Date, limit: number): Promise<number> {
    const [, read] = await manager.query<[unknown[], number]>(
      `UPDATE notices
       SET body = NULL
       WHERE id IN (
         SELECT id FROM notices WHERE body IS NOT NULL AND read_at < $1 ORDER BY read_at LIMIT $2
       )`,
      [before, limit],
    );
    const [, sent] = await manager.query<[unknown[], number]>(
      `UPDATE messages
       SET body = NULL
       WHERE id IN (
         SELECT id FROM messages WHERE body IS NOT NULL AND sent_at < $1 ORDER BY sent_at LIMIT $2
       )`,
      [before, limit - read],
    );
    return read + sent;
  }
}
