import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Api, eventually, Installation, type Running, sample } from './support/installation.js';

interface Bill {
  number: string;
  contractNumber: string;
  charge: string;
  periodStart: string;
  periodEnd: string;
  dueDate: string;
  amount: string;
}

interface RunView {
  id: string;
  status: string;
  worker: string | null;
  attempt: number;
  maxAttempts: number;
  result: unknown;
  error: { type: string; message: string; stack: string } | null;
}

describe('the main job, over HTTP and the command line', () => {
  let mall: Installation;
  let main: Running;
  let api: Api;
  const killed: number[] = [];

  beforeAll(async () => {
    mall = await Installation.open({ TASK_LEASE: '2' });
    ({ running: main, api } = await mall.start());
  });

  afterAll(() => mall.close());

  const bills = async (): Promise<string[]> => {
    const items = await api.all<Bill>('/api/v1/bills');
    return items
      .map((bill) =>
        [
          bill.number,
          bill.contractNumber,
          bill.charge,
          bill.periodStart,
          bill.periodEnd,
          bill.dueDate,
          bill.amount,
        ].join(','),
      )
      .sort();
  };
  const expectedBills = (): string[] =>
    readFileSync(sample('expected-bills-2026.csv'), 'utf8').trim().split('\n').slice(1).sort();

  it('refuses a file of contracts that is half bad as a whole, naming every bad row', async () => {
    const shops = await mall.run(['import', 'shops', sample('shops.csv')]);
    expect(shops).toMatchObject({
      status: 0,
      stdout: 'shops: 220 created, 0 updated, 0 unchanged, 0 invalid\n',
    });

    const contracts = await mall.run(['import', 'contracts', sample('contracts-with-errors.csv')]);
    expect(contracts.status).toBe(1);
    const rows = new Set(
      [...contracts.stderr.matchAll(/^row (\d+), column /gm)].map(([, row]) => Number(row)),
    );
    expect([...rows]).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await api.all('/api/v1/contracts')).toEqual([]);
  });

  it('imports a file in GB18030 with its Chinese intact', async () => {
    const result = await mall.run(['import', 'shops', sample('shops-gb18030.csv')]);
    expect(result).toMatchObject({ status: 0 });
    const { items } = await api.get<{ items: { name: string }[] }>('/api/v1/shops?q=B1-101-G');
    expect(items).toMatchObject([{ name: '华客影城', category: '影院' }]);
  });

  it('makes the bills of the year row for row', async () => {
    const imported = await mall.run([
      'import',
      'contracts',
      sample('contracts.csv'),
      '--billing-from',
      '2026-01',
    ]);
    expect(imported).toMatchObject({ status: 0 });
    const called = await mall.run([
      'call',
      'finance.generate-monthly-accounts',
      '--kwargs',
      '{"period":"2026-12"}',
      '--wait',
      '25',
    ]);
    expect(called).toMatchObject({ status: 0 });
    expect(await bills()).toEqual(expectedBills());
  });

  it('makes no bill twice when the task runs 20 times at once on two workers', async () => {
    const second = mall.launch(['worker', '-n', 'second@%h', '--concurrency=10']);
    await second.said(/worker ready/);
    // An empty mall's worth of work would hide a race: the bills are made again from nothing.
    await mall.database.dataSource.query('TRUNCATE bills CASCADE');
    const runs = await Promise.all(
      Array.from({ length: 20 }, () =>
        api.post<RunView>('/api/v1/tasks/finance.generate-monthly-accounts/runs?wait=25', {
          kwargs: { period: '2026-12' },
        }),
      ),
    );
    expect(runs.map((run) => run.body.status)).toEqual(Array(20).fill('SUCCESS'));
    expect(new Set(runs.map((run) => run.body.worker)).size).toBe(2);
    expect(await bills()).toEqual(expectedBills());
    expect(await second.stop()).toMatchObject({ status: 0 });
  });

  it('executes a run again when its worker is killed in the middle, as if nothing had happened', async () => {
    const doomed = mall.launch(['worker', '-n', 'doomed', '-Q', 'core', '--concurrency=1']);
    await doomed.said(/worker ready/);
    // Two slow runs for each of the four slots of the other worker, so that the doomed one gets its share.
    const submitted = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        api.post<RunView>('/api/v1/tasks/core.debug/runs', {
          kwargs: { message: `run ${index}`, seconds: 3 },
        }),
      ),
    );
    const caught = await eventually(
      () => api.get<{ items: RunView[] }>('/api/v1/runs?worker=doomed&status=STARTED'),
      ({ items }) => items.length > 0,
    );
    killed.push(doomed.child.pid ?? 0);
    await doomed.stop('SIGKILL');
    const id = caught.items[0]?.id ?? '';
    const results = await Promise.all(
      submitted.map(({ body }) =>
        eventually(
          () => api.get<RunView>(`/api/v1/runs/${body.id}`),
          ({ status }) => status === 'SUCCESS' || status === 'FAILURE',
        ),
      ),
    );
    expect(results.map((run) => run.status)).toEqual(Array(6).fill('SUCCESS'));
    const again = results.find((run) => run.id === id);
    expect(again).toMatchObject({ attempt: 1, error: null });
    expect(again?.worker).not.toBe('doomed');
  });

  it('replaces a worker of its own that is killed', async () => {
    const [, pid = ''] = await main.said(/"pid":(\d+),"worker":"[^"]*","queues".*worker ready/);
    // Whoever waits for an answer comes first.
    expect(getPriority(Number(pid))).toBeGreaterThan(getPriority(main.child.pid));
    killed.push(Number(pid));
    process.kill(Number(pid), 'SIGKILL');
    const { status, body } = await api.post<RunView>('/api/v1/tasks/core.debug/runs?wait=60', {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'SUCCESS', attempt: 1 });
  });

  it('shows a task that throws as waiting for its next try in 60 s, with message and stack', async () => {
    const { body } = await api.post<RunView>('/api/v1/tasks/core.debug/runs', { kwargs: { fail: true } });
    const run = await eventually(
      () => api.get<RunView>(`/api/v1/runs/${body.id}`),
      ({ status }) => status === 'RETRY',
    );
    expect(run).toMatchObject({ attempt: 1, maxAttempts: 4 });
    expect(run.error?.stack).toContain(run.error?.message);
    const scheduled = await mall.run(['inspect', 'scheduled', '--json']);
    const listed = (JSON.parse(scheduled.stdout) as { id: string; dueAt: string }[]).find(
      (each) => each.id === body.id,
    );
    const wait = Date.parse(listed?.dueAt ?? '') - Date.now();
    expect(wait).toBeGreaterThan(45_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });

  it('lists its default schedules, tells when they fire, and runs one by hand', async () => {
    const list = await mall.run(['schedule', 'list', '--json']);
    const schedules = JSON.parse(list.stdout) as { name: string; cron: string; timezone: string }[];
    expect(Object.fromEntries(schedules.map(({ name, cron }) => [name, cron]))).toEqual({
      'backup-database': '0 20 * * 5',
      'charge-late-fees': '0 9 1 * *',
      'reconcile-accounts': '0 6 * * *',
      'cleanup-old-data': '0 3 * * *',
      'expire-contracts': '30 0 * * *',
      'generate-daily-reports': '0 7 * * 1-5',
      'generate-monthly-accounts': '0 8 * * *',
      'generate-monthly-reports': '30 7 1 * *',
      'generate-weekly-reports': '15 7 * * 1',
      'send-overdue-alerts': '0 14 * * 1-5',
      'send-payment-reminders': '0 10 * * 1-5',
      'send-renewal-reminders': '0 9 1 * *',
      'verify-older-backup': '0 4 * * 0',
    });
    const next = await mall.run(['schedule', 'next', 'backup-database', '--count', '3']);
    expect(next.stdout).toMatch(/^(\d{4}-\d\d-\d\d 20:00:00 \+08:00\n){3}$/);

    const run = await mall.run(['schedule', 'run', 'cleanup-old-data']);
    const result = await mall.run(['result', run.stdout.trim(), '--wait', '20']);
    expect(result).toMatchObject({ status: 0 });
  });

  it('needs a token for everything under /api/v1', async () => {
    const description = (await (await fetch(`${api.address}/docs-json`)).json()) as unknown;
    const { paths } = description as { paths: Record<string, object> };
    const routes = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1') && path !== '/api/v1/auth/login')
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method })));
    expect(routes.length).toBeGreaterThan(30);
    for (const { path, method } of routes) {
      const url = `${api.address}${path.replaceAll(/\{[^}]*\}/g, '1')}`;
      const response = await fetch(url, { method: method.toUpperCase() });
      expect([method, path, response.status]).toEqual([method, path, 401]);
    }
  });

  it('tells whether what it needs answers, without a token', async () => {
    const checks = { database: 'up', migrations: 'up', broker: 'up', workers: 'up', scheduler: 'up' };
    const ready = await fetch(`${api.address}/health/ready`);
    expect(await ready.json()).toEqual({ status: 'up', checks });
    expect((await fetch(`${api.address}/health/live`)).status).toBe(200);
  });

  it('stops everything within 10 s of Ctrl-C', async () => {
    const startedAt = Date.now();
    expect(await main.stop('SIGINT')).toMatchObject({ status: 0 });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    const left = await mall.database.dataSource.query<{ pid: number }[]>('SELECT pid FROM nodes');
    // Those that were killed above could not take themselves off the list.
    expect(left.filter(({ pid }) => !killed.includes(pid))).toEqual([]);
  });
});
