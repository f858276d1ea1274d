import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../../test/support/mall-application.js';
import { Broker } from '../../tasks/index.js';
import { ScheduleDefaults } from '../../schedules/index.js';
import { MonitorModule } from '../index.js';
import type { Incident } from './incident.js';
import { IncidentDetection } from './incident-detection.js';
import { IncidentSweep } from './incident-sweep.js';

describe('the program watches itself, and', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [MonitorModule.register({ sweeps: false })] });
    await mall.dataSource.query(
      "INSERT INTO shops (code, name, manager_email) VALUES ('S1', 'one', 'ann@mall.example'), ('S2', 'two', 'bob@mall.example')",
    );
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query(
      'TRUNCATE incidents, task_runs, run_figures, run_last_errors, nodes, schedules, backups, notices, messages CASCADE',
    );
    await mall.dataSource.query('UPDATE installation SET created_at = now()');
  });

  const look = (): Promise<Incident[]> => mall.application.get(IncidentDetection).look();
  const sweep = (): Promise<void> => mall.application.get(IncidentSweep).sweep();
  /** As if everything that has happened to incidents had happened so many seconds ago. */
  const pass = (seconds: number): Promise<unknown> =>
    mall.dataSource.query(
      'UPDATE incidents SET opened_at = opened_at - make_interval(secs => $1), seen_at = seen_at - make_interval(secs => $1)',
      [seconds],
    );
  const told = async (): Promise<string[]> => {
    const rows = await mall.dataSource.query<{ says: string }[]>(
      "SELECT recipient || ': ' || title AS says FROM notices WHERE kind = 'incident' AND channel = 'in-app' ORDER BY id",
    );
    return rows.map(({ says }) => says);
  };
  const addWorker = (secondsAgo: number): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, heartbeat_at) VALUES ('mall-1', 'worker', 'host', 1, now() - make_interval(secs => $1))
       ON CONFLICT (name) DO UPDATE SET heartbeat_at = excluded.heartbeat_at`,
      [secondsAgo],
    );
  const addRuns = (statuses: readonly string[]): Promise<unknown> =>
    mall.dataSource.query(
      `WITH ended AS (
         INSERT INTO task_runs (id, task, queue, status, created_at, due_at, started_at, finished_at)
         SELECT ('00000000-0000-7000-8000-' || lpad(position::text, 12, '0'))::uuid, 'store.a', 'store', status, now(), now(), now(),
                now() + make_interval(secs => position)
         FROM unnest($1::text[]) WITH ORDINALITY AS run (status, position)
         RETURNING id, status, finished_at
       )
       INSERT INTO run_last_errors (task, run_id, finished_at)
       SELECT 'store.a', id, finished_at FROM ended WHERE status = 'FAILURE' ORDER BY id DESC LIMIT 1`,
      [statuses],
    );

  it('tells nobody while there is nobody to tell, and those who run it as soon as there is', async () => {
    await mall.dataSource.query('UPDATE shops SET closed_at = now()');
    await addWorker(60);
    await sweep();
    await pass(61);
    await sweep();
    expect(await told()).toEqual([]);
    await mall.dataSource.query("UPDATE users SET email = 'Root@mall.example' WHERE username = 'admin'");
    await sweep();
    await sweep();
    expect(await told()).toEqual(['manager:root@mall.example: 工作进程 mall-1 失去联系']);
    await mall.dataSource.query('UPDATE users SET email = NULL; UPDATE shops SET closed_at = NULL');
  });

  it('tells managers once of what has been wrong for a minute, and once when it is over', async () => {
    await addWorker(60);
    await sweep();
    expect(await told()).toEqual([]);
    await pass(61);
    await Promise.all([sweep(), sweep(), sweep()]);
    await sweep();
    const begun = ['ann', 'bob'].map((name) => `manager:${name}@mall.example: 工作进程 mall-1 失去联系`);
    expect(await told()).toEqual(begun);

    await addWorker(0);
    await sweep();
    await pass(200);
    await sweep();
    expect(await told()).toEqual(begun);
    await pass(101);
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const over = ['ann', 'bob'].map(
      (name) => `manager:${name}@mall.example: 已恢复：工作进程 mall-1 失去联系`,
    );
    expect(await told()).toEqual([...begun, ...over]);

    // The next time is another incident.
    await addWorker(60);
    await sweep();
    await pass(61);
    await sweep();
    expect(await told()).toEqual([...begun, ...over, ...begun]);
  });

  it('says nothing of what mends itself, or comes and goes', async () => {
    await addWorker(60);
    await sweep();
    await addWorker(0);
    await pass(61);
    await sweep();
    await addWorker(60);
    await sweep();
    expect(await told()).toEqual([]);
  });

  it('sees tasks that fail one run after the other, and not those that succeed in between', async () => {
    await addRuns(['SUCCESS', 'FAILURE', 'FAILURE', 'FAILURE', 'FAILURE', 'FAILURE']);
    expect(await look()).toEqual([{ kind: 'failures-pile-up', subject: 'store.a' }]);
    await mall.dataSource.query('TRUNCATE task_runs, run_last_errors CASCADE');
    await addRuns(['FAILURE', 'FAILURE', 'FAILURE', 'FAILURE', 'SUCCESS', 'FAILURE']);
    expect(await look()).toEqual([]);
  });

  it('sees tasks of which half of the runs of an hour fail', async () => {
    const figures = (failed: number): Promise<unknown> =>
      mall.dataSource.query(
        `INSERT INTO run_figures (span, at, task, succeeded, failed, revoked, runtime, queued, longest_run, longest_queued)
         VALUES (300, to_timestamp(floor(extract(epoch FROM now()) / 300) * 300), 'store.b', 10 - $1, $1, 0, array_fill(0, '{46}'), array_fill(0, '{46}'), 0, 0)
         ON CONFLICT (span, at, task) DO UPDATE SET succeeded = excluded.succeeded, failed = excluded.failed`,
        [failed],
      );
    await figures(4);
    expect(await look()).toEqual([]);
    await figures(5);
    expect(await look()).toEqual([{ kind: 'failures-pile-up', subject: 'store.b' }]);
  });

  it('sees queues that nobody takes from, unless they are paused', async () => {
    await mall.dataSource.query(
      `INSERT INTO task_runs (id, task, queue, status, created_at, due_at)
       SELECT gen_random_uuid(), 'store.a', 'store', 'PENDING', now(), now() FROM generate_series(1, 2)`,
    );
    expect(await look()).toEqual([{ kind: 'no-worker', subject: 'store' }]);
    await sweep();
    await pass(61);
    await sweep();
    expect(await told()).toContain('manager:ann@mall.example: 队列 store 有任务等待，但没有工作进程执行');
    await mall.dataSource.query("INSERT INTO queues (name, paused_at) VALUES ('store', now())");
    expect(await look()).toEqual([]);
    await mall.dataSource.query('DELETE FROM queues');
    await addWorker(0);
    await mall.dataSource.query("UPDATE nodes SET queues = '{store}'");
    expect(await look()).toEqual([]);
  });

  it('sees schedules that are late, backups that are not verified, and a broker that is away', async () => {
    await mall.dataSource.query("UPDATE installation SET created_at = now() - interval '9 days'");
    expect(await look()).toEqual([{ kind: 'unverified-backup', subject: '' }]);
    const broker = mall.application.get(Broker);
    const { ping } = broker;
    broker.ping = () => Promise.reject(new Error('away'));
    expect(await look()).toContainEqual({ kind: 'broker-away', subject: '' });
    broker.ping = ping;
    await mall.application.get(ScheduleDefaults).sync([
      {
        name: 'nightly',
        description: '',
        task: 'store.a',
        kwargs: {},
        cron: '0 0 * * *',
        timezone: 'UTC',
        overlap: 'skip',
        catchUp: 'latest',
        catchUpWindow: 86_400,
      },
    ]);
    await mall.dataSource.query("UPDATE schedules SET owed_from = '2026-01-01'");
    expect(await look()).toContainEqual({ kind: 'late-schedule', subject: 'nightly' });
  });
});
