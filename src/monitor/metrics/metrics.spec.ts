import { request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../../test/support/eventually.js';
import { type MallApplication, startMall } from '../../../test/support/mall-application.js';
import { TrialTasksModule } from '../../../test/support/trial-tasks.js';
import { loadSettings } from '../../config/index.js';
import { ScheduleDefaults, ScheduleEngine } from '../../schedules/index.js';
import { type Run, Worker } from '../../tasks/index.js';
import { MetricsListener, MonitorModule } from '../index.js';

const TOKEN = 'a-token-of-forty-characters-or-nearly-so';
const WORKER = 'mallkeeper@spec-1';

const repository = new URL('../../../', import.meta.url);
const file = (path: string): string => readFileSync(new URL(path, repository), 'utf8');

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

describe('metrics for Prometheus', () => {
  let mall: MallApplication;
  let port: number;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-01-05',
      modules: [TrialTasksModule, MonitorModule.register({ sweeps: false })],
      environment: { METRICS_TOKEN: TOKEN },
    });
    port = Number(new URL(await mall.application.getUrl()).port);
    await mall.application.get(Worker).start({ concurrency: 2, name: WORKER, queues: ['trial'] });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(() => mall.dataSource.query('TRUNCATE task_runs, queues, schedules, schedule_slots CASCADE'));

  const ask = async (headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
    return { status: answer.status, type: answer.headers.get('Content-Type'), text: await answer.text() };
  };

  /** The value of one sample, such as `mallkeeper_workers{status="alive"}`; undefined when there is none. */
  const sample = async (name: string): Promise<number | undefined> => {
    const { text } = await ask();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  };

  const run = async (task: string, call: object = {}): Promise<Run> =>
    (await mall.request<Run>('POST', `/tasks/trial.${task}/runs?wait=10`, call)).body;

  it('count what happens to runs, how long they take and had waited, from the first look on', async () => {
    await ask();
    const { status } = await run('echo', { kwargs: { label: 'one' } });
    expect(status).toBe('SUCCESS');
    const of = (type: string): string =>
      `mallkeeper_events_total{task="trial.echo",type="${type}",worker="${WORKER}"}`;
    await expectEventually(() => sample(of('task-succeeded')), 1);
    // Each is told of the run as it was a moment later, when it may have had its worker already.
    const { text } = await ask();
    expect(text).toMatch(/mallkeeper_events_total\{task="trial\.echo",type="task-sent",worker="[^"]*"\} 1/);
    expect(await sample(of('task-started'))).toBe(1);
    expect(await sample(`mallkeeper_task_runtime_seconds_count{task="trial.echo",worker="${WORKER}"}`)).toBe(
      1,
    );
    await expectEventually(
      () => sample(`mallkeeper_task_queue_seconds_count{task="trial.echo",queue="trial"}`),
      1,
    );
    expect(
      await sample(`mallkeeper_task_prefetch_time_seconds{task="trial.echo",worker="${WORKER}"}`),
    ).toBeGreaterThanOrEqual(0);
    expect(await sample('mallkeeper_event_gaps_total')).toBe(0);
  });

  it('tell how queues and workers stand now', async () => {
    await mall.dataSource.query(
      `INSERT INTO task_runs (id, task, queue, status, token, lease_until, worker, due_at)
       VALUES (gen_random_uuid(), 'x', 'elsewhere', 'PENDING', NULL, NULL, NULL, now() - interval '100 s'),
              (gen_random_uuid(), 'x', 'elsewhere', 'PENDING', NULL, NULL, NULL, now() + interval '1 h'),
              (gen_random_uuid(), 'x', 'elsewhere', 'STARTED', gen_random_uuid(), now() + interval '1 h', $1, now())`,
      [WORKER],
    );
    await mall.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, heartbeat_at) VALUES ('gone', 'worker', 'h', 1, now() - interval '1 h')`,
    );
    expect(await sample('mallkeeper_queue_waiting{queue="elsewhere"}')).toBe(1);
    expect(await sample('mallkeeper_queue_scheduled{queue="elsewhere"}')).toBe(1);
    expect(await sample('mallkeeper_queue_active{queue="elsewhere"}')).toBe(1);
    expect(await sample('mallkeeper_queue_oldest_seconds{queue="elsewhere"}')).toBeCloseTo(100, -1);
    expect(await sample('mallkeeper_queue_workers{queue="elsewhere"}')).toBe(0);
    expect(await sample('mallkeeper_queue_workers{queue="trial"}')).toBe(1);
    expect(await sample(`mallkeeper_worker_online{worker="${WORKER}"}`)).toBe(1);
    expect(await sample('mallkeeper_worker_online{worker="gone"}')).toBe(0);
    expect(await sample(`mallkeeper_worker_number_of_currently_executing_tasks{worker="${WORKER}"}`)).toBe(1);
    expect(await sample(`mallkeeper_worker_prefetched_tasks{worker="${WORKER}"}`)).toBe(0);
    expect(await sample('mallkeeper_workers{status="alive"}')).toBe(1);
    expect(await sample('mallkeeper_workers{status="lost"}')).toBe(1);
    expect(await sample('mallkeeper_schedulers{status="alive"}')).toBe(0);
    expect(await sample('mallkeeper_attention{kind="no-worker"}')).toBe(1);
    await mall.dataSource.query(`DELETE FROM nodes WHERE name = 'gone'`);
    expect(await sample('mallkeeper_worker_online{worker="gone"}')).toBeUndefined();
    await mall.dataSource.query(`UPDATE installation SET created_at = now() - interval '100 s'`);
    expect(await sample('mallkeeper_backup_age_seconds')).toBeCloseTo(100, -1);
    expect(await sample('mallkeeper_notices_failed')).toBe(0);
    expect(await sample('process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  it('tell how late schedules are, and were', async () => {
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
    const lag = 'mallkeeper_schedule_lag_seconds{schedule="renewals"}';
    expect(await sample('mallkeeper_schedules_enabled')).toBe(1);
    try {
      mall.clock.moveTo(new Date('2026-01-06T09:05:00+08:00'));
      expect(await sample('mallkeeper_schedules_late')).toBe(1);
      expect(await sample(lag)).toBe(300);
      await mall.application.get(ScheduleEngine).sweep();
      expect(await sample('mallkeeper_schedules_late')).toBe(0);
      await mall.dataSource.query(`UPDATE schedule_slots SET created_at = slot + interval '7 s'`);
      expect(await sample(lag)).toBe(7);
    } finally {
      mall.clock.moveTo(new Date('2026-01-05T12:00:00+08:00'));
    }
  });

  it('are open to this machine, and to others with the token alone', async () => {
    const { status, type } = await ask();
    expect(status).toBe(200);
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    const passedOn = { 'X-Forwarded-For': '203.0.113.7' };
    const { text, ...refused } = await ask(passedOn);
    expect(refused).toEqual({ status: 401, type: expect.stringContaining('application/problem+json') });
    expect(text).toContain('METRICS_TOKEN');
    expect((await ask({ ...passedOn, Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await ask({ ...passedOn, Authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    expect((await ask({ ...passedOn, Authorization: mall.authorization })).status).toBe(200);
  });

  it.each(['short', 'with a blank in it', '半角字符以外的令牌令牌'])(
    'have no token %j, which no header could carry',
    (token) => {
      expect(() => loadSettings({ METRICS_TOKEN: token })).toThrow('METRICS_TOKEN');
    },
  );

  it.each([
    ['deploy/grafana/mallkeeper.json', grafanaExpressions],
    ['deploy/prometheus/alerts.yml', alertExpressions],
  ])('are all that %s asks for', async (path, expressionsOf) => {
    const { text } = await ask();
    const known = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
    );
    const expressions = expressionsOf(file(path));
    expect(expressions.length).toBeGreaterThan(5);
    const unknown = expressions.flatMap((expression) =>
      [...expression.matchAll(/\b(?:mallkeeper|process|nodejs)_\w+/g)]
        .map(([name]) => name)
        .filter((name) => {
          const stem = name.replace(/_(bucket|sum|count)$/, '');
          return !known.has(name) && known.get(stem) !== 'histogram';
        }),
    );
    expect(unknown).toEqual([]);
    // Nothing else is asked for than what begins like ours, and whether we answer.
    for (const expression of expressions) expect(expression).toMatch(/mallkeeper_|process_|nodejs_|\bup\b/);
  });

  it('are described in docs/operations.md, each', async () => {
    const { text } = await ask();
    const names = [...text.matchAll(/^# TYPE (mallkeeper_\S+)/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    const described = file('docs/operations.md');
    expect(names.filter((name) => !described.includes(`\`${name}`))).toEqual([]);
  });
});

describe('metrics for Prometheus, asked for from another address', () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');

  (addresses.length > 0 ? it : it.skip)('are refused', async () => {
    const mall = await startMall({
      today: '2026-01-05',
      modules: [MonitorModule.register({ sweeps: false })],
    });
    try {
      // The same server, listening where others reach it.
      const server = mall.application.getHttpServer() as unknown as {
        close(): void;
        listeners(event: 'request'): ((...args: unknown[]) => void)[];
      };
      const { createServer } = await import('node:http');
      const open = createServer((request, response) => {
        for (const heed of server.listeners('request')) heed(request, response);
      });
      await new Promise<void>((resolve) => open.listen(0, '0.0.0.0', resolve));
      const { port } = open.address() as { port: number };
      const status = await new Promise<number | undefined>((resolve, reject) => {
        httpRequest({ host: addresses[0]!.address, port, path: '/metrics' }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
      open.closeAllConnections();
      open.close();
      expect(status).toBe(401);
    } finally {
      await mall.close();
    }
  });
});

interface Panel {
  readonly targets?: readonly { readonly expr: string }[];
  readonly panels?: readonly Panel[];
}

function grafanaExpressions(text: string): string[] {
  const { panels } = JSON.parse(text) as { panels: readonly Panel[] };
  const all = (each: Panel): string[] => [
    ...(each.targets ?? []).map(({ expr }) => expr),
    ...(each.panels ?? []).flatMap(all),
  ];
  return panels.flatMap(all);
}

function alertExpressions(text: string): string[] {
  return [...text.matchAll(/^\s+expr: (.*)$/gm)].map(([, expression = '']) => expression);
}

describe('metrics with an address of their own', () => {
  let mall: MallApplication;
  let own: string;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-01-05',
      modules: [MonitorModule.register({ sweeps: false })],
      environment: { METRICS_PORT: '0', METRICS_HOST: '127.0.0.1' },
    });
    await mall.application.get(MetricsListener).listen();
    own = `http://127.0.0.1:${mall.application.get(MetricsListener).port()}`;
  });

  afterAll(() => mall.close());

  it('are there, with the health of the program and nothing else, and no longer elsewhere', async () => {
    const status = async (url: string): Promise<number> => (await fetch(url)).status;
    const address = await mall.application.getUrl();
    expect(await (await fetch(`${own}/metrics`)).text()).toContain('mallkeeper_');
    expect(await status(`${own}/health/ready`)).toBe(200);
    expect(await status(`${own}/health/live`)).toBe(200);
    for (const path of ['/api/v1/about', '/docs-json', '/', '/metrics/../api/v1/about', '/health/livex']) {
      expect(await status(own + path)).toBe(404);
    }
    expect(await status(`${address}/metrics`)).toBe(404);
    expect(await status(`${address}/health/live`)).toBe(200);
  });
});
