import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { expectEventually } from '../../test/support/eventually.js';
import { ScheduleDefaults } from '../schedules/index.js';
import type { Attention, AttentionKind, Overview } from './dto/overview.js';
import type { TaskRunFigures, TaskStatisticsView } from './dto/task-figures.js';
import { MonitorModule } from './index.js';
import { MonitorSweep } from './monitor-sweep.js';

/** Runs that have ended. */
interface Ended {
  readonly task: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'REVOKED';
  /** Seconds. */
  readonly ago: number;
  /** Milliseconds of each. */
  readonly took: readonly number[];
  readonly waited?: number;
}

describe('the overview', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [MonitorModule.register({ sweeps: false })] });
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query(
      'TRUNCATE task_runs, run_figures, run_last_errors, queues, nodes, schedules, backups, notices, messages CASCADE',
    );
    await mall.dataSource.query('UPDATE run_figures_progress SET up_to = NULL');
    await mall.dataSource.query('UPDATE installation SET created_at = now()');
  });

  const add = ({ task, status, ago, took, waited = 0 }: Ended): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO task_runs (id, task, queue, status, error, created_at, due_at, started_at, finished_at)
       SELECT gen_random_uuid(), $1, 'store', $2, CASE WHEN $2 = 'FAILURE' THEN jsonb_build_object('message', 'no ink') END,
              start - make_interval(secs => $5 / 1000.0), start - make_interval(secs => $5 / 1000.0), start,
              now() - make_interval(secs => $3)
       FROM unnest($4::float8[]) AS took,
            LATERAL (SELECT now() - make_interval(secs => $3) - make_interval(secs => took / 1000) AS start) AS started`,
      [task, status, ago, took, waited],
    );

  const overview = async (range = '24h'): Promise<Overview> => {
    const { status, body } = await mall.request<Overview>('GET', `/overview?range=${range}`);
    expect(status).toBe(200);
    return body;
  };

  const attention = async (kind: AttentionKind): Promise<Attention | undefined> =>
    (await overview()).attention.find((each) => each.kind === kind);

  /** What needs a person, as an API key with these scopes is told. */
  const kindsFor = async (scopes: readonly string[]): Promise<string[]> => {
    const key = await mall.request<{ key: string }>('POST', '/api-keys', { name: scopes.join(), scopes });
    const answer = await fetch(`${await mall.application.getUrl()}/api/v1/overview`, {
      headers: { Authorization: `Bearer ${key.body.key}` },
    });
    const { attention: all } = (await answer.json()) as Overview;
    return all.map(({ kind }) => kind);
  };

  const sweep = (): Promise<void> => mall.application.get(MonitorSweep).sweep();

  const counted = async (): Promise<number> => {
    const [row] = await mall.dataSource.query<{ runs: number }[]>(
      "SELECT coalesce(sum(succeeded + failed + revoked), 0)::integer AS runs FROM run_figures WHERE span = 86400 AND task <> ''",
    );
    return row!.runs;
  };

  /** What an overview says of runs that have ended. */
  const figuresOf = ({ counts, series, tasks }: Overview) => ({
    counts,
    tasks,
    series: series.filter(({ succeeded, failed, revoked }) => succeeded + failed + revoked > 0),
  });

  it('says the same of runs before they are counted, afterwards, and when they are gone', async () => {
    await add({ task: 'store.a', status: 'SUCCESS', ago: 10, took: [10, 20, 30, 40] });
    await add({ task: 'store.a', status: 'FAILURE', ago: 3_600, took: [5] });
    await add({ task: 'store.b', status: 'REVOKED', ago: 40_000, took: [5] });
    await add({ task: 'store.b', status: 'SUCCESS', ago: 5 * 86_400, took: [5] });
    for (const range of ['24h', '7d']) {
      await mall.dataSource.query('TRUNCATE run_figures, run_last_errors');
      await mall.dataSource.query('UPDATE run_figures_progress SET up_to = NULL');
      const before = figuresOf(await overview(range));
      expect(before.counts).toMatchObject({
        succeeded: range === '24h' ? 4 : 5,
        failed: 1,
        revoked: 1,
      });
      expect(before.tasks[0]).toMatchObject({ task: 'store.a', count: 5, lastError: 'no ink' });
      await sweep();
      expect(await counted()).toBe(7);
      expect(figuresOf(await overview(range))).toEqual(before);
      await add({ task: 'store.c', status: 'SUCCESS', ago: 0, took: [1] });
      expect((await overview(range)).tasks.map(({ task }) => task)).toEqual([
        'store.a',
        'store.b',
        'store.c',
      ]);
      await mall.dataSource.query(`DELETE FROM task_runs WHERE task = 'store.c'`);
    }
    await mall.dataSource.query('DELETE FROM task_runs');
    expect((await overview()).counts).toMatchObject({ succeeded: 4, failed: 1, revoked: 1 });
  });

  it('counts each run once, however many processes count, and however often', async () => {
    const took = Array.from({ length: 3_500 }, (_, index) => index + 1);
    for (let day = 0; day < 6; day++) {
      await add({ task: 'store.a', status: 'SUCCESS', ago: 10 + day * 86_400, took });
    }
    for (let round = 0; round < 3; round++) await Promise.all([sweep(), sweep(), sweep()]);
    expect(await counted()).toBe(21_000);
    expect((await overview('7d')).counts.succeeded).toBe(21_000);
  });

  it('waits for runs that have ended, and whose transaction goes on', async () => {
    await add({ task: 'store.a', status: 'SUCCESS', ago: 100, took: [1] });
    await sweep();
    const late = mall.dataSource.createQueryRunner();
    try {
      await late.startTransaction();
      await late.query(
        `INSERT INTO task_runs (id, task, queue, status, started_at, finished_at)
         VALUES (gen_random_uuid(), 'store.late', 'store', 'SUCCESS', clock_timestamp(), clock_timestamp())`,
      );
      // Long after that, as the sweep sees it.
      await mall.dataSource.query(
        `INSERT INTO task_runs (id, task, queue, status, started_at, finished_at)
         VALUES (gen_random_uuid(), 'store.next', 'store', 'SUCCESS', clock_timestamp(), clock_timestamp())`,
      );
      await expectEventually(async () => {
        await sweep();
        const [age] = await mall.dataSource.query<{ enough: boolean }[]>(
          `SELECT clock_timestamp() - max(finished_at) > interval '2.1 s' AS enough FROM task_runs`,
        );
        return age!.enough;
      }, true);
      await sweep();
      await late.commitTransaction();
    } finally {
      await late.release();
    }
    expect((await overview()).counts.succeeded).toBe(3);
    await expectEventually(async () => {
      await sweep();
      return counted();
    }, 3);
    expect((await overview()).counts.succeeded).toBe(3);
  });

  it('fills gaps with zeros, and ends with the present', async () => {
    await add({ task: 'store.a', status: 'SUCCESS', ago: 7_200, took: [1, 1] });
    for (const [range, bucketSeconds, points] of [
      ['24h', 300, 288],
      ['7d', 3_600, 168],
    ] as const) {
      const { now, from, series, ...rest } = await overview(range);
      expect(rest.bucketSeconds).toBe(bucketSeconds);
      expect(series).toHaveLength(points);
      const times = series.map(({ at }) => new Date(at).getTime());
      expect(times).toEqual(times.map((_, index) => new Date(from).getTime() + index * bucketSeconds * 1000));
      expect(new Date(now).getTime() - times.at(-1)!).toBeLessThan(bucketSeconds * 1000);
      expect(series.map(({ succeeded }) => succeeded).reduce((one, other) => one + other)).toBe(2);
    }
  });

  it('tells how long runs took and waited, a sixth off at most', async () => {
    const took = Array.from({ length: 2_000 }, (_, index) => 3 * (index + 1));
    await add({ task: 'store.a', status: 'SUCCESS', ago: 60, took, waited: 700 });
    for (const counts of [false, true]) {
      if (counts) await sweep();
      const [task] = (await overview()).tasks;
      for (const [estimate, exact] of [
        [task!.runtimeP50Ms, 3_000],
        [task!.runtimeP95Ms, 5_700],
        [task!.queueP50Ms, 700],
        [task!.queueP95Ms, 700],
      ] as const) {
        expect(estimate! / exact).toBeGreaterThan(5 / 6);
        expect(estimate! / exact).toBeLessThan(7 / 6);
      }
    }
  });

  it('gives the statistics of each task, and one over time', async () => {
    await add({ task: 'store.a', status: 'SUCCESS', ago: 60, took: [100], waited: 50 });
    await add({ task: 'store.a', status: 'FAILURE', ago: 20 * 86_400, took: [100] });
    await sweep();
    const list = await mall.request<{ items: TaskRunFigures[] }>('GET', '/tasks/statistics?range=7d');
    expect(list.body).toEqual({
      from: (await overview('7d')).from,
      items: [expect.objectContaining({ task: 'store.a', count: 1, lastError: null })],
      nextCursor: null,
    });
    for (const [range, count] of [
      ['24h', 1],
      ['7d', 1],
      ['30d', 2],
    ] as const) {
      const { body } = await mall.request<TaskStatisticsView>(
        'GET',
        `/tasks/store.a/statistics?range=${range}`,
      );
      expect(body.totals).toMatchObject({ task: 'store.a', count });
      const points = body.series.filter(({ succeeded, failed }) => succeeded + failed > 0);
      expect(points).toHaveLength(count);
      expect(points.at(-1)!.runtimeP95Ms! / 100).toBeCloseTo(1, 0);
      expect(points.at(-1)!.queueP95Ms! / 50).toBeCloseTo(1, 0);
    }
    expect((await mall.request('GET', '/tasks/store.none/statistics')).status).toBe(404);
    expect((await mall.request('GET', '/overview?range=30d')).status).toBe(400);
  });

  it('needs nobody where everything is in order', async () => {
    await mall.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid) VALUES ('w', 'worker', 'h', 1), ('s', 'scheduler', 'h', 2)`,
    );
    const { attention: none, nodes } = await overview();
    expect(none).toEqual([]);
    expect(nodes).toEqual({ workersAlive: 1, workersLost: 0, schedulersAlive: 1 });
  });

  it('tells of runs that failed until somebody has them start again', async () => {
    await add({ task: 'store.a', status: 'FAILURE', ago: 60, took: [5] });
    await add({ task: 'store.b', status: 'FAILURE', ago: 3 * 86_400, took: [5] });
    const found = await attention('failed-runs');
    expect(found).toMatchObject({ count: 1, examples: [{ name: 'store.a', text: 'no ink' }] });
    expect((await overview('7d')).attention.find(({ kind }) => kind === 'failed-runs')).toMatchObject({
      count: 2,
    });
    expect((await mall.request('POST', `/runs/${found!.examples[0]!.id}/retry`)).status).toBe(200);
    expect(await attention('failed-runs')).toBeUndefined();
  });

  it('tells of workers and schedulers that are gone, and of queues that nobody takes from or that stand still', async () => {
    await mall.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, heartbeat_at)
       VALUES ('w', 'worker', 'h', 1, now() - interval '1 hour'), ('s', 'scheduler', 'h', 2, now() - interval '2 hours')`,
    );
    await mall.dataSource.query(
      `INSERT INTO task_runs (id, task, queue) VALUES (gen_random_uuid(), 'store.a', 'store')`,
    );
    const { counts, attention: list } = await overview();
    expect(counts).toMatchObject({ running: 0, waiting: 1, scheduled: 0 });
    expect(list.map(({ kind, count, examples }) => [kind, count, examples[0]?.id])).toEqual([
      ['no-worker', 1, 'store'],
      ['no-scheduler', 1, 's'],
      ['lost-workers', 1, 'w'],
    ]);
    await mall.request('POST', '/queues/store/pause');
    expect(await attention('no-worker')).toBeUndefined();
    expect(await attention('paused-queues')).toMatchObject({
      count: 1,
      examples: [{ id: 'store', text: 'admin' }],
    });
  });

  it('tells of schedules that are late, and of those that failures have disabled; and of the next firings', async () => {
    await mall.application.get(ScheduleDefaults).sync([
      {
        name: 'renewals',
        description: '',
        task: 'store.send-renewal-reminders',
        kwargs: {},
        cron: '0 9 * * *',
        timezone: 'Asia/Shanghai',
        overlap: 'skip',
        catchUp: 'latest',
        catchUpWindow: 86_400,
      },
    ]);
    const { next } = await overview();
    expect(next).toHaveLength(10);
    expect(next[0]).toEqual({
      slot: '2026-01-06T09:00:00+08:00',
      schedule: 'renewals',
      task: 'store.send-renewal-reminders',
      words: { en: expect.stringContaining('09:00'), zh: expect.stringContaining('09:00') },
    });
    expect(await attention('late-schedules')).toBeUndefined();
    mall.clock.moveTo(new Date('2026-01-06T09:02:00+08:00'));
    try {
      expect(await attention('late-schedules')).toMatchObject({
        count: 1,
        since: '2026-01-06T01:00:00.000Z',
        examples: [{ id: 'renewals', text: '2026-01-06T09:00:00+08:00' }],
      });
    } finally {
      mall.clock.moveTo(new Date('2026-01-05T12:00:00+08:00'));
    }
    await mall.dataSource.query(
      `UPDATE schedules SET enabled = false, paused_because = '3 failures in a row'`,
    );
    expect(await attention('paused-schedules')).toMatchObject({
      count: 1,
      examples: [{ id: 'renewals', text: '3 failures in a row' }],
    });
  });

  it('tells of backups that are not proven', async () => {
    const backup = (status: string, days: number): Promise<unknown> =>
      mall.dataSource.query(
        `INSERT INTO backups (id, run_id, file_name, status, size_bytes, sha256, started_at, finished_at)
         SELECT id, gen_random_uuid(), id::text, $1, 1, repeat('0', 64), now() - make_interval(days => $2), now() - make_interval(days => $2)
         FROM (SELECT (lpad(to_hex(1000 - $2::integer), 12, '0') || substr(md5(random()::text), 1, 20))::uuid AS id) AS new`,
        [status, days],
      );
    expect(await attention('unverified-backup')).toBeUndefined();
    await mall.dataSource.query(`UPDATE installation SET created_at = now() - interval '9 days'`);
    expect(await attention('unverified-backup')).toMatchObject({ count: 1, since: null, examples: [] });
    await backup('VERIFIED', 9);
    expect(await attention('unverified-backup')).toMatchObject({ count: 1, examples: [] });
    await backup('VERIFIED', 3);
    expect(await attention('unverified-backup')).toBeUndefined();
    await backup('DAMAGED', 2);
    await backup('COMPLETE', 1);
    expect(await attention('unverified-backup')).toMatchObject({
      count: 2,
      examples: [{ text: 'COMPLETE' }, { text: 'DAMAGED' }],
    });
    await backup('VERIFIED', 0);
    expect(await attention('unverified-backup')).toMatchObject({ count: 1, examples: [{ text: 'DAMAGED' }] });
  });

  it('tells of notices that were given up, and of bills that are long overdue', async () => {
    await mall.dataSource.query(
      `WITH message AS (
         INSERT INTO messages (id, channel, recipient, address, kind, composed_at, title, body, status, last_error, failed_at)
         VALUES (gen_random_uuid(), 'email', 'tenant:1', 'a@b.cn', 'k', now(), 'Rent', '', 'FAILED', 'mailbox full', now())
         RETURNING id
       )
       INSERT INTO notices (id, subject, stage, recipient, channel, kind, address, title, status, failed_at, message_id)
       SELECT gen_random_uuid(), 's', 't', 'tenant:1', 'email', 'k', 'a@b.cn', 'Rent', 'FAILED', now(), id FROM message`,
    );
    expect(await attention('failed-notices')).toMatchObject({
      count: 1,
      examples: [{ name: 'Rent', text: 'mailbox full' }],
    });
    await mall.dataSource.query(
      `WITH shop AS (
         INSERT INTO shops (code, name) VALUES ('A1', 'A') RETURNING id
       ), tenant AS (
         INSERT INTO tenants (name) VALUES ('T') RETURNING id
       ), contract AS (
         INSERT INTO contracts (number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status, billing_from)
         SELECT 'C1', shop.id, tenant.id, '2025-01-01', '2026-12-31', 100, 'monthly', 1, 'ACTIVE', '2025-01-01' FROM shop, tenant
         RETURNING id
       )
       INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
       SELECT 'B' || due, id, 'RENT', (date '2025-01-01' + make_interval(months => number::integer))::date, due, due, due, 100.10
       FROM contract, unnest('{2025-10-01,2025-12-05,2025-12-06,2026-01-04}'::date[]) WITH ORDINALITY AS bill (due, number)`,
    );
    expect(await attention('bills-in-trouble')).toEqual({
      kind: 'bills-in-trouble',
      count: 2,
      since: '2025-09-30T16:00:00.000Z',
      amount: '200.20',
      examples: [
        { id: expect.any(String), name: 'B2025-10-01', text: '2025-10-01' },
        { id: expect.any(String), name: 'B2025-12-05', text: '2025-12-05' },
      ],
    });
    expect(await kindsFor(['platform.read', 'mall.read'])).toContain('bills-in-trouble');
    expect(await kindsFor(['platform.read'])).not.toContain('bills-in-trouble');
  });
});
