import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Removes the texts of notices that nobody needs any more; their rows stay, for they hold promise 5. */
@Injectable()
export class NoticeBodies {
  /**
   * How many {@link removeOld} would remove if it had no limit.
   * @param readBefore notices read before this moment.
   */
  async countOld(manager: EntityManager, readBefore: Date): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM notices WHERE body IS NOT NULL AND read_at < $1',
      [readBefore],
    );
    return row?.count ?? 0;
  }

  /**
   * Removes the bodies of notices that were read before a moment, the oldest first.
   * @returns how many; fewer than `limit` when no more are left.
   */
  async removeOld(manager: EntityManager, readBefore: Date, limit: number): Promise<number> {
    const [, count] = await manager.query<[unknown[], number]>(
      `UPDATE notices
       SET body = NULL
       WHERE id IN (
         SELECT id FROM notices WHERE body IS NOT NULL AND read_at < $1 ORDER BY read_at LIMIT $2
       )`,
      [readBefore, limit],
    );
    return count;
  }
}
