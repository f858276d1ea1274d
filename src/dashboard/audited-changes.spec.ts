import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiApplication, startApi } from '../../test/support/api-application.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { AdministratorAccount } from '../auth/index.js';

/** Which entry of the audit log each route leaves that changes something; `-`: none, and why. */
const LEAVES: Record<string, string> = {
  'POST /auth/login': 'user.sign-in',
  'POST /auth/refresh':
    '- the session goes on with its next token; one that is stolen leaves user.refresh-token-reused',
  'POST /auth/logout': 'user.sign-out',
  'POST /auth/password': 'user.change-password',
  'DELETE /auth/sessions': 'user.end-sessions',
  'DELETE /auth/sessions/{id}': 'user.end-session',
  'POST /api-keys': 'api-key.create',
  'POST /api-keys/{id}/revoke': 'api-key.revoke',
  'POST /users': 'user.create',
  'PATCH /users/{username}': 'user.change',
  'POST /users/{username}/password': 'user.reset-password',
  'DELETE /users/{username}/sessions': 'user.end-sessions',
  'DELETE /users/{username}/sessions/{id}': 'user.end-session',
  'POST /tasks/{name}/runs': 'task.run',
  'PUT /tasks/{name}/limits': 'task.rate-limit',
  'POST /runs/{id}/retry': 'run.retry',
  'POST /runs/{id}/revoke': 'run.revoke',
  'POST /runs/retry': 'run.retry',
  'POST /runs/revoke': 'run.revoke',
  'POST /schedules': 'schedule.create',
  'POST /schedules/preview': '- it only tells when a timing would fire',
  'PATCH /schedules/{name}': 'schedule.update',
  'DELETE /schedules/{name}': 'schedule.delete',
  'POST /schedules/{name}/backfill': 'schedule.backfill',
  'POST /schedules/{name}/reset': 'schedule.reset',
  'POST /schedules/{name}/run': 'schedule.run',
  'PUT /calendars/{name}': 'calendar.create',
  'DELETE /calendars/{name}': 'calendar.delete',
  'POST /workers/{id}/pool': 'worker.pool-resize',
  'POST /workers/{id}/pool/restart': 'worker.pool-restart',
  'POST /workers/{id}/shutdown': 'worker.shutdown',
  'POST /queues/{name}/pause': 'queue.pause',
  'POST /queues/{name}/purge': 'queue.purge',
  'POST /queues/{name}/resume': 'queue.resume',
  'POST /shops': 'shop.create',
  'PATCH /shops/{id}': 'shop.update',
  'POST /contracts': 'contract.create',
  'PATCH /contracts/{id}': 'contract.update',
  'DELETE /contracts/{id}': 'contract.delete',
  'POST /contracts/{id}/documents': 'contract.add-document',
  'DELETE /contracts/{id}/documents/{documentId}': 'contract.remove-document',
  'POST /contracts/{id}/renew': 'contract.renew',
  'POST /contracts/{id}/submit': 'contract.submit',
  'POST /contracts/{id}/terminate': 'contract.terminate',
  'POST /contracts/{id}/approve': 'contract.approve',
  'POST /contracts/{id}/reject': 'contract.reject',
  'POST /bills': 'bill.charge',
  'POST /bills/{id}/credit-notes': 'bill.credit',
  'POST /bills/{id}/reissue': 'bill.reissue',
  'POST /bills/{id}/void': 'bill.void',
  'POST /payments': 'payment.record',
  'POST /payments/{id}/refund': 'payment.refund',
  'POST /payments/{id}/reverse': 'payment.reverse',
  'POST /imports/{kind}': 'shops.import',
  'POST /notifications/{id}/cancel': 'notification.cancel',
  'POST /notifications/{id}/read': 'notification.read',
  'POST /notifications/{id}/resend': 'notification.resend',
  'POST /notification-hold': 'notification.hold',
  'POST /notification-hold/release': 'notification.release',
  'PUT /notification-preferences/{recipient}': 'notification-preferences.set',
  'PUT /notification-templates/{kind}/{channel}/{language}': 'notification-template.set',
  'DELETE /notification-templates/{kind}/{channel}/{language}': 'notification-template.reset',
  'POST /notification-templates/{kind}/{channel}/{language}/preview':
    '- it only tells what a notice would say',
  'POST /backups': 'task.run',
  'POST /backups/prune': 'task.run',
  'POST /backups/{id}/verify': 'task.run',
  'POST /backups/{id}/restore': 'backup.restore',
};

/** One request, and the entry that it leaves. `{word}` in a path, and as a value, is the id that an answer before it gave. */
interface Call {
  readonly route: string;
  readonly path?: string;
  readonly body?: object;
  /** The name that the id in the answer has from here on. */
  readonly gives?: string;
  readonly subject: string;
  /** What it leaves where that depends on what there is; default: as in {@link LEAVES}. */
  readonly action?: string;
  /** Some of what the entry says: of a change `before` and `after`. */
  readonly details?: object;
  readonly status?: number;
}

const change = (before: object, after: object) => ({ before, after });

const CONTRACT = {
  number: 'HT-1',
  shopCode: 'S1',
  tenantName: '金汇珠宝',
  startDate: '2026-01-15',
  endDate: '2099-12-31',
  monthlyRent: '12500',
  billingCycle: 'monthly',
  dueDay: 5,
};

const TEMPLATE = '/notification-templates/renewal-reminder/sms/zh';
const WORKER = 'mallkeeper@spec-1';

/** In this order: each finds what those before it have left. */
const CALLS: readonly Call[] = [
  {
    route: 'POST /users',
    body: { username: 'wang.fang', role: 'viewer' },
    subject: 'wang.fang',
    details: { after: { role: 'viewer', name: null, email: null } },
  },
  {
    route: 'PATCH /users/{username}',
    path: '/users/wang.fang',
    body: { role: 'leasing' },
    subject: 'wang.fang',
    details: change({ role: 'viewer' }, { role: 'leasing' }),
  },
  {
    route: 'POST /users/{username}/password',
    path: '/users/wang.fang/password',
    body: {},
    subject: 'wang.fang',
  },
  {
    route: 'DELETE /users/{username}/sessions',
    path: '/users/wang.fang/sessions',
    subject: 'wang.fang',
    details: { ended: 0 },
  },
  { route: 'DELETE /auth/sessions', subject: 'admin', details: { ended: 0 } },
  {
    route: 'POST /api-keys',
    body: { name: 'till', scopes: ['mall.read'], days: 5 },
    gives: 'key',
    subject: '{key}',
    details: { after: { name: 'till', owner: 'admin', scopes: ['mall.read'] } },
  },
  {
    route: 'POST /api-keys/{id}/revoke',
    path: '/api-keys/{key}/revoke',
    subject: '{key}',
    details: { name: 'till', owner: 'admin' },
  },
  {
    route: 'POST /schedules',
    body: { name: 'hourly', task: 'core.debug', cron: '0 * * * *' },
    subject: 'hourly',
    details: { task: 'core.debug', cron: ['0 * * * *'], enabled: true },
  },
  {
    route: 'PATCH /schedules/{name}',
    path: '/schedules/hourly',
    body: { enabled: false },
    subject: 'hourly',
    details: change({ enabled: true }, { enabled: false }),
  },
  {
    route: 'PATCH /schedules/{name}',
    path: '/schedules/hourly',
    body: { cron: '30 * * * *' },
    subject: 'hourly',
    details: change({ cron: '0 * * * *' }, { cron: '30 * * * *' }),
  },
  { route: 'POST /schedules/{name}/run', path: '/schedules/hourly/run', subject: 'hourly', status: 202 },
  {
    route: 'POST /schedules/{name}/backfill',
    path: '/schedules/hourly/backfill',
    body: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z' },
    subject: 'hourly',
    details: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z', runs: 2 },
  },
  {
    route: 'DELETE /schedules/{name}',
    path: '/schedules/hourly',
    subject: 'hourly',
    details: { before: { task: 'core.debug', cron: ['30 * * * *'] } },
  },
  {
    route: 'PUT /calendars/{name}',
    path: '/calendars/sundays',
    body: { description: 'Sundays', weekdays: [0] },
    subject: 'sundays',
    details: { after: { weekdays: [0] } },
  },
  {
    route: 'PUT /calendars/{name}',
    path: '/calendars/sundays',
    body: { description: 'Sundays', weekdays: [0, 6] },
    subject: 'sundays',
    action: 'calendar.update',
    details: change({ weekdays: [0] }, { weekdays: [0, 6] }),
  },
  {
    route: 'DELETE /calendars/{name}',
    path: '/calendars/sundays',
    subject: 'sundays',
    details: { before: { weekdays: [0, 6] } },
  },
  {
    route: 'POST /queues/{name}/pause',
    path: '/queues/core/pause',
    subject: 'core',
    details: change({ paused: false }, { paused: true }),
  },
  {
    route: 'POST /tasks/{name}/runs',
    path: '/tasks/core.debug/runs',
    body: {},
    gives: 'run',
    subject: 'core.debug',
    details: { run: expect.any(String) },
  },
  { route: 'POST /runs/{id}/revoke', path: '/runs/{run}/revoke', body: {}, subject: '{run}' },
  { route: 'POST /runs/{id}/retry', path: '/runs/{run}/retry', subject: '{run}' },
  { route: 'POST /runs/revoke', body: { ids: ['{run}'] }, subject: '{run}' },
  { route: 'POST /runs/retry', body: { ids: ['{run}'] }, subject: '{run}' },
  { route: 'POST /queues/{name}/purge', path: '/queues/core/purge', subject: 'core' },
  {
    route: 'POST /queues/{name}/resume',
    path: '/queues/core/resume',
    subject: 'core',
    details: change({ paused: true }, { paused: false }),
  },
  {
    route: 'PUT /tasks/{name}/limits',
    path: '/tasks/core.debug/limits',
    body: { rateLimit: '10/m' },
    subject: 'core.debug',
    details: change({ rate: 'default' }, { rate: '10/m' }),
  },
  {
    route: 'PUT /tasks/{name}/limits',
    path: '/tasks/core.debug/limits',
    body: { rateLimit: '0' },
    subject: 'core.debug',
    details: change({ rate: '10/m' }, { rate: '0' }),
  },
  {
    route: 'PUT /tasks/{name}/limits',
    path: '/tasks/core.debug/limits',
    body: { timeLimit: 60, softTimeLimit: 50 },
    subject: 'core.debug',
    action: 'task.time-limit',
    details: change({ timeLimit: null, softTimeLimit: null }, { timeLimit: 60, softTimeLimit: 50 }),
  },
  {
    route: 'PUT /tasks/{name}/limits',
    path: '/tasks/core.debug/limits',
    body: { timeLimit: null, softTimeLimit: null },
    subject: 'core.debug',
    action: 'task.time-limit',
    details: change({ timeLimit: 60, softTimeLimit: 50 }, { timeLimit: null, softTimeLimit: null }),
  },
  {
    route: 'POST /workers/{id}/pool',
    path: `/workers/${WORKER}/pool`,
    body: { concurrency: 5 },
    subject: WORKER,
    details: change({ concurrency: 2 }, { concurrency: 5 }),
    // Nobody is behind that heartbeat.
    status: 504,
  },
  { route: 'POST /workers/{id}/shutdown', path: `/workers/${WORKER}/shutdown`, subject: WORKER, status: 504 },
  {
    route: 'POST /shops',
    body: { code: 'S1', name: '金汇珠宝' },
    gives: 'shop',
    subject: '{shop}',
    details: { code: 'S1', name: '金汇珠宝' },
  },
  {
    route: 'PATCH /shops/{id}',
    path: '/shops/{shop}',
    body: { floor: 'L1' },
    subject: '{shop}',
    details: change({ floor: null }, { floor: 'L1' }),
  },
  {
    route: 'POST /contracts',
    body: CONTRACT,
    gives: 'contract',
    subject: '{contract}',
    details: { number: 'HT-1', monthlyRent: '12500.00' },
  },
  {
    route: 'PATCH /contracts/{id}',
    path: '/contracts/{contract}',
    body: { monthlyRent: '13000' },
    subject: '{contract}',
    details: change({ monthlyRent: '12500.00' }, { monthlyRent: '13000.00' }),
  },
  {
    route: 'POST /contracts/{id}/submit',
    path: '/contracts/{contract}/submit',
    subject: '{contract}',
    details: change({ status: 'DRAFT' }, { status: 'PENDING_REVIEW' }),
  },
  {
    route: 'POST /contracts/{id}/reject',
    path: '/contracts/{contract}/reject',
    body: { reason: 'too cheap' },
    subject: '{contract}',
    details: { ...change({ status: 'PENDING_REVIEW' }, { status: 'DRAFT' }), reason: 'too cheap' },
  },
  {
    route: 'DELETE /contracts/{id}',
    path: '/contracts/{contract}',
    subject: '{contract}',
    details: { before: { number: 'HT-1', monthlyRent: '13000.00' } },
  },
  {
    route: 'POST /notification-hold',
    body: { reason: 'a trial' },
    subject: 'all',
    details: change({ reason: null }, { reason: 'a trial' }),
  },
  { route: 'POST /notification-hold/release', body: {}, subject: 'all', details: { reason: 'a trial' } },
  {
    route: 'PUT /notification-preferences/{recipient}',
    path: '/notification-preferences/manager:li.ping@mall.example',
    body: { language: 'en' },
    subject: 'manager:li.ping@mall.example',
    details: change({ language: null, quietHours: null }, { language: 'en', quietHours: null }),
  },
  {
    route: 'PUT /notification-templates/{kind}/{channel}/{language}',
    path: TEMPLATE,
    body: { title: '续签', body: '合同即将到期' },
    subject: 'renewal-reminder/sms/zh',
    details: change({ title: expect.any(String) }, { title: '续签', body: '合同即将到期' }),
  },
  {
    route: 'DELETE /notification-templates/{kind}/{channel}/{language}',
    path: TEMPLATE,
    subject: 'renewal-reminder/sms/zh',
    details: change({ title: '续签', body: '合同即将到期' }, { title: expect.any(String) }),
  },
  { route: 'POST /backups', subject: 'backup.backup-database', status: 202 },
  { route: 'POST /backups/prune', body: {}, subject: 'backup.prune-backups', status: 202 },
  { route: 'POST /auth/logout', subject: 'admin' },
];

const CHANGING = /^(POST|PUT|PATCH|DELETE) /;

interface Entry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: object;
}

describe('the audit log', () => {
  let api: ApiApplication<object>;
  let database: TestDatabase;
  let token: string;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    api = await startApi();
    ({ database } = api);
    await api.application.get(AdministratorAccount).ensure();
    await database.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, queues, concurrency, started_at, heartbeat_at)
       VALUES ($1, 'worker', 'spec-1', 1, '{}', 2, now(), now() + interval '1 h')`,
      [WORKER],
    );
  }, 120_000);

  afterAll(() => api.close());

  const entriesAfter = (id: string): Promise<Entry[]> =>
    database.dataSource.query<Entry[]>(
      `SELECT actor, action, subject_id AS subject, details FROM audit_log WHERE id > $1 AND actor <> 'code' ORDER BY id`,
      [id],
    );

  const lastId = async (): Promise<string> => {
    const [last] = await database.dataSource.query<{ id: string }[]>(
      'SELECT coalesce(max(id), 0) AS id FROM audit_log',
    );
    return last!.id;
  };

  const filled = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => ids.get(name) ?? whole);

  const ask = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${api.address}/api/v1${filled(path)}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: filled(JSON.stringify(body)) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };

  it('is told by every route that changes something, or there is a reason why not', () => {
    const routes = [...api.operations.keys()].map((route) => route.replace('/api/v1', ''));
    expect(routes.filter((route) => CHANGING.test(route)).sort()).toEqual(Object.keys(LEAVES).sort());
    expect(CALLS.map(({ route }) => route).filter((route) => !(route in LEAVES))).toEqual([]);
  });

  it('tells of who signs in', async () => {
    const before = await lastId();
    const { body } = await ask('POST', '/auth/login', {
      username: 'admin',
      password: database.settings.ADMIN_PASSWORD,
    });
    ({ accessToken: token } = body as { accessToken: string });
    expect(await entriesAfter(before)).toMatchObject([
      { actor: 'admin', action: 'user.sign-in', subject: 'admin' },
    ]);
  });

  it.each(CALLS.map((call) => [call.route, call] as const))(
    'tells who did what, and how it was before: %s',
    async (route, call) => {
      const [method = '', own = ''] = route.split(' ');
      const before = await lastId();
      const { status, body } = await ask(method, call.path ?? own, call.body);
      expect(call.status === undefined ? status < 300 : status === call.status).toBe(true);
      if (call.gives !== undefined) ids.set(call.gives, (body as { id: string }).id);
      const [entry, ...others] = await entriesAfter(before);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({
        actor: 'admin',
        action: call.action ?? LEAVES[route],
        subject: filled(call.subject),
        details: call.details ?? {},
      });
    },
  );

  it('is only ever added to', async () => {
    const { dataSource } = database;
    await dataSource.query('ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only');
    for (const statement of [
      `UPDATE audit_log SET actor = 'nobody'`,
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
    ]) {
      await expect(dataSource.query(statement)).rejects.toThrow();
    }
  });
});
