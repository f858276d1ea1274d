import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Hours without a heartbeat after which nobody needs to see any more that there was such a process. */
const RETENTION = 24;

/** Workers and schedulers that died without signing off. Times are the database's. */
@Injectable()
export class DeadNodes {
  /** How many {@link deleteBatch} would delete if it had no limit. */
  async count(manager: EntityManager): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM nodes WHERE heartbeat_at < now() - make_interval(hours => $1)',
      [RETENTION],
    );
    return row?.count ?? 0;
  }

  /**
   * Deletes those that have not been heard of for a day.
   * @returns how many; fewer than `limit` when no more are left.
   */
  async deleteBatch(manager: EntityManager, limit: number): Promise<number> {
    const [, count] = await manager.query<[unknown[], number]>(
      `DELETE FROM nodes
       WHERE name IN (
         SELECT name FROM nodes
         WHERE heartbeat_at < now() - make_interval(hours => $1)
         ORDER BY heartbeat_at
         LIMIT $2
       )`,
      [RETENTION, limit],
    );
    return count;
  }
}
