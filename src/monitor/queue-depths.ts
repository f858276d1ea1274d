import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Queues } from '../tasks/index.js';
import type { DepthRange, QueueDepth, QueueDepths as QueueDepthsView } from './dto/queue-depth.js';

/** Days for which it is kept how much waited. */
const RETENTION = 8;

/** Seconds that one point of each range stands for, and how many points there are. */
const POINTS: Readonly<Record<DepthRange, { readonly seconds: number; readonly points: number }>> = {
  '1h': { seconds: 60, points: 60 },
  '24h': { seconds: 300, points: 288 },
  '7d': { seconds: 3_600, points: 168 },
};

/** How much waited in queues, over time. Times are the database's. */
@Injectable()
export class QueueDepths {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly queues: Queues,
  ) {}

  /** Looks at all queues. Of several looks in a minute the most that was there is kept. */
  async look(): Promise<void> {
    const queues = await this.queues.list();
    await this.dataSource.query(
      `INSERT INTO queue_depths (at, queue, waiting, active, oldest_seconds)
       SELECT date_trunc('minute', now()), name, waiting, active,
              coalesce(greatest(extract(epoch FROM now() - oldest), 0), 0)
         FROM unnest($1::text[], $2::integer[], $3::integer[], $4::timestamptz[]) AS queue (name, waiting, active, oldest)
       ON CONFLICT (at, queue) DO UPDATE
          SET waiting = greatest(queue_depths.waiting, excluded.waiting),
              active = greatest(queue_depths.active, excluded.active),
              oldest_seconds = greatest(queue_depths.oldest_seconds, excluded.oldest_seconds)`,
      [
        queues.map(({ name }) => name),
        queues.map(({ waiting }) => waiting),
        queues.map(({ active }) => active),
        queues.map(({ oldestWaiting }) => oldestWaiting),
      ],
    );
  }

  /** The most that was in each queue in each span of a range; none of a span in which nobody looked. */
  async list(range: DepthRange): Promise<QueueDepthsView> {
    const { seconds, points } = POINTS[range];
    const queues = await this.dataSource.query<QueueDepth[]>(
      `SELECT queue,
              json_agg(
                json_build_object('at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'waiting', waiting, 'active', active,
                                  'oldestSeconds', oldest)
                ORDER BY at
              ) AS points
         FROM (
           SELECT queue, date_bin(make_interval(secs => $1), at, timestamptz 'epoch') AS at, max(waiting) AS waiting,
                  max(active) AS active, max(oldest_seconds) AS oldest
             FROM queue_depths
            WHERE at >= date_bin(make_interval(secs => $1), now(), timestamptz 'epoch') - make_interval(secs => $1 * ($2 - 1))
            GROUP BY 1, 2
         ) AS point
        GROUP BY queue
        ORDER BY queue`,
      [seconds, points],
    );
    return { bucketSeconds: seconds, queues };
  }

  /** Deletes what is too old. */
  async prune(manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM queue_depths WHERE at < now() - make_interval(days => $1)', [RETENTION]);
  }
}
