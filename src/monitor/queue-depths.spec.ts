import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../test/support/eventually.js';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import type { QueueDepths as QueueDepthsView } from './dto/queue-depth.js';
import { MonitorModule } from './index.js';
import { MonitorSweep } from './monitor-sweep.js';
import { QueueDepths } from './queue-depths.js';

describe('how much waited in queues', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [MonitorModule.register({ sweeps: false })] });
  });

  afterAll(() => mall.close());

  beforeEach(() => mall.dataSource.query('TRUNCATE task_runs, queue_depths CASCADE'));

  const add = (count: number, status: 'PENDING' | 'STARTED', seconds: number): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO task_runs (id, task, queue, status, token, lease_until, due_at)
       SELECT gen_random_uuid(), 'store.a', 'store', $2, CASE $2 WHEN 'STARTED' THEN gen_random_uuid() END,
              CASE $2 WHEN 'STARTED' THEN now() END, now() - make_interval(secs => $3)
       FROM generate_series(1, $1)`,
      [count, status, seconds],
    );

  const depths = async (range: string): Promise<QueueDepthsView> => {
    const { status, body } = await mall.request<QueueDepthsView>('GET', `/queues/depth?range=${range}`);
    expect(status).toBe(200);
    return body;
  };

  it('is kept as the most of each minute, and shown as the most of each point', async () => {
    // So that both looks are in one minute.
    await expectEventually(async () => {
      const [row] = await mall.dataSource.query<{ early: boolean }[]>(
        'SELECT extract(second FROM now()) < 57 AS early',
      );
      return row!.early;
    }, true);
    await add(3, 'PENDING', 90);
    await add(2, 'STARTED', 0);
    await mall.application.get(MonitorSweep).sweep();
    await mall.dataSource.query(`DELETE FROM task_runs WHERE status = 'PENDING'`);
    await mall.application.get(QueueDepths).look();
    // A minute earlier there was more, but in another span of an hour's points; three hours earlier less.
    await mall.dataSource.query(
      `INSERT INTO queue_depths (at, queue, waiting, active, oldest_seconds)
       SELECT date_trunc('minute', now()) - before, 'store', waiting, 0, 7
       FROM (VALUES (interval '1 min', 9), (interval '3 h', 1), (interval '3 d', 5), (interval '9 d', 99)) AS look (before, waiting)`,
    );
    for (const [range, bucketSeconds, waiting] of [
      ['1h', 60, [9, 3]],
      ['24h', 300, [1, 9]],
      ['7d', 3_600, [5, 1, 9]],
    ] as const) {
      const shown = await depths(range);
      expect(shown.bucketSeconds).toBe(bucketSeconds);
      expect(shown.queues.map(({ queue }) => queue)).toContain('notifications');
      const { points } = shown.queues.find(({ queue }) => queue === 'store')!;
      // The two last minutes may lie in two points.
      expect(waiting.every((count) => points.some((point) => point.waiting === count))).toBe(true);
      expect(points.at(-1)).toMatchObject({ active: 2 });
      expect(points.at(-1)!.oldestSeconds).toBeGreaterThanOrEqual(90);
      expect(points.at(-1)!.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
      expect(points.every(({ at }) => new Date(at).getTime() % (bucketSeconds * 1000) === 0)).toBe(true);
    }
  });

  it('is forgotten after eight days', async () => {
    await mall.dataSource.query(
      `INSERT INTO queue_depths (at, queue, waiting, active, oldest_seconds)
       VALUES (now() - interval '7.9 d', 'store', 1, 1, 1), (now() - interval '8.1 d', 'store', 2, 1, 1)`,
    );
    await mall.dataSource.transaction((manager) => mall.application.get(QueueDepths).prune(manager));
    expect(await mall.dataSource.query('SELECT waiting FROM queue_depths')).toEqual([{ waiting: 1 }]);
  });
});
