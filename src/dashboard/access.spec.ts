import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiApplication, startApi } from '../../test/support/api-application.js';
import type { TestDatabase } from '../../test/support/test-database.js';

const ROLES = ['viewer', 'operator', 'finance', 'leasing', 'manager', 'administrator'] as const;
type Role = (typeof ROLES)[number];

/** Which roles have a permission, as docs/access.md says; said here again, so that a slip in the table is found. */
const HAVE: Record<string, readonly Role[]> = {
  'mall.read': ROLES,
  'platform.read': ROLES,
  'tasks.run': ['operator', 'manager', 'administrator'],
  'runs.control': ['operator', 'administrator'],
  'schedules.write': ['operator', 'administrator'],
  'workers.control': ['operator', 'administrator'],
  'queues.control': ['operator', 'administrator'],
  'shops.write': ['leasing', 'manager', 'administrator'],
  'contracts.write': ['leasing', 'manager', 'administrator'],
  'contracts.approve': ['manager', 'administrator'],
  'bills.write': ['finance', 'manager', 'administrator'],
  'bills.void': ['finance', 'manager', 'administrator'],
  'payments.write': ['finance', 'manager', 'administrator'],
  'payments.correct': ['finance', 'manager', 'administrator'],
  'imports.run': ['finance', 'leasing', 'manager', 'administrator'],
  'notices.handle': ['finance', 'leasing', 'manager', 'administrator'],
  'notices.write': ['manager', 'administrator'],
  'backups.control': ['administrator'],
  'backups.restore': ['administrator'],
  'users.manage': ['administrator'],
  'keys.manage': ['administrator'],
  'audit.read': ['manager', 'administrator'],
};

/** What each route needs, said here again and not taken from the routes. */
const NEEDED: Record<string, readonly string[]> = {
  everybody: [
    'POST /auth/login',
    'POST /auth/refresh',
    'GET /metrics',
    'GET /health/live',
    'GET /health/ready',
  ],
  'signed-in': ['GET /auth/me', 'GET /about'],
  session: [
    'POST /auth/logout',
    'POST /auth/password',
    'GET /auth/sessions',
    'DELETE /auth/sessions',
    'DELETE /auth/sessions/{id}',
    'GET /api-keys',
    'POST /api-keys',
    'POST /api-keys/{id}/revoke',
  ],
  'mall.read': [
    'GET /ageing',
    'GET /bills',
    'GET /bills/{id}',
    'GET /bills/{id}.pdf',
    'GET /bills/{id}/allocations',
    'GET /bills.{format}',
    'GET /contracts',
    'GET /contracts/{id}',
    'GET /contracts/{id}/documents',
    'GET /contracts/{id}/documents/{documentId}',
    'GET /contracts/{id}/history',
    'GET /contracts.{format}',
    'GET /credit-notes',
    'GET /credit-notes/{id}',
    'GET /credit-notes.{format}',
    'GET /imports/{kind}/template.{format}',
    'GET /notification-channels',
    'GET /notification-hold',
    'GET /notification-preferences/{recipient}',
    'GET /notification-templates',
    'GET /notification-templates/{kind}/{channel}/{language}',
    'POST /notification-templates/{kind}/{channel}/{language}/preview',
    'GET /notifications',
    'GET /notifications.{format}',
    'GET /payments',
    'GET /payments/{id}',
    'GET /payments/{id}/allocations',
    'GET /payments/{id}/receipt',
    'GET /payments/{id}/refunds',
    'GET /payments.{format}',
    'GET /reports',
    'GET /reports/{date}',
    'GET /reports/{date}.{format}',
    'GET /reports/monthly/{month}',
    'GET /reports/monthly/{month}.{format}',
    'GET /reports/range',
    'GET /reports/range.{format}',
    'GET /reports/weekly/{date}',
    'GET /reports/weekly/{date}.{format}',
    'GET /reports.{format}',
    'GET /search',
    'GET /shops',
    'GET /shops/{id}',
    'GET /shops.{format}',
    'GET /tenants',
    'GET /tenants/{id}',
    'GET /tenants/{id}/statement',
    'GET /tenants/{id}/statement.pdf',
    'GET /tenants/{id}/statement.xlsx',
    'GET /tenants.{format}',
  ],
  'platform.read': [
    'GET /backups',
    'GET /backups/{id}',
    'GET /backups/retention',
    'GET /calendars',
    'GET /calendars/{name}',
    'GET /calendars/{name}/days',
    'GET /events',
    'GET /overview',
    'GET /queues',
    'GET /queues/depth',
    'GET /restorations',
    'GET /restorations/{id}',
    'GET /runs',
    'GET /runs/{id}',
    'GET /runs/{id}/logs',
    'GET /runs/{id}/timeline',
    'GET /runs.{format}',
    'GET /schedules',
    'GET /schedules/{name}',
    'GET /schedules/{name}/history',
    'GET /schedules/{name}/next',
    'GET /schedules/{name}/slots',
    'GET /schedules/next',
    'GET /schedules/week',
    'POST /schedules/preview',
    'GET /settings',
    'GET /tasks',
    'GET /tasks/{name}/statistics',
    'GET /tasks/statistics',
    'GET /workers',
    // And the permission of the task.
    'POST /schedules/{name}/run',
    'POST /tasks/{name}/runs',
  ],
  'runs.control': [
    'POST /runs/{id}/retry',
    'POST /runs/{id}/revoke',
    'POST /runs/retry',
    'POST /runs/revoke',
  ],
  'schedules.write': [
    'POST /schedules',
    'PATCH /schedules/{name}',
    'DELETE /schedules/{name}',
    'POST /schedules/{name}/backfill',
    'POST /schedules/{name}/reset',
    'PUT /calendars/{name}',
    'DELETE /calendars/{name}',
  ],
  'workers.control': [
    'PUT /tasks/{name}/limits',
    'POST /workers/{id}/pool',
    'POST /workers/{id}/pool/restart',
    'POST /workers/{id}/shutdown',
  ],
  'queues.control': ['POST /queues/{name}/pause', 'POST /queues/{name}/purge', 'POST /queues/{name}/resume'],
  'shops.write': ['POST /shops', 'PATCH /shops/{id}'],
  'contracts.write': [
    'POST /contracts',
    'PATCH /contracts/{id}',
    'DELETE /contracts/{id}',
    'POST /contracts/{id}/documents',
    'DELETE /contracts/{id}/documents/{documentId}',
    'POST /contracts/{id}/renew',
    'POST /contracts/{id}/submit',
    'POST /contracts/{id}/terminate',
  ],
  'contracts.approve': ['POST /contracts/{id}/approve', 'POST /contracts/{id}/reject'],
  'bills.write': ['POST /bills', 'POST /bills/{id}/credit-notes'],
  'bills.void': ['POST /bills/{id}/reissue', 'POST /bills/{id}/void'],
  'payments.write': ['POST /payments'],
  'payments.correct': ['POST /payments/{id}/refund', 'POST /payments/{id}/reverse'],
  'imports.run': ['POST /imports/{kind}'],
  'notices.handle': [
    'POST /notifications/{id}/cancel',
    'POST /notifications/{id}/read',
    'POST /notifications/{id}/resend',
  ],
  'notices.write': [
    'POST /notification-hold',
    'POST /notification-hold/release',
    'PUT /notification-preferences/{recipient}',
    'PUT /notification-templates/{kind}/{channel}/{language}',
    'DELETE /notification-templates/{kind}/{channel}/{language}',
  ],
  'backups.control': ['POST /backups', 'POST /backups/prune', 'POST /backups/{id}/verify'],
  'backups.restore': [
    'GET /backups/{id}/download',
    'GET /backups/{id}/manifest',
    'POST /backups/{id}/restore',
  ],
  'users.manage': [
    'GET /users',
    'POST /users',
    'GET /users/{username}',
    'PATCH /users/{username}',
    'POST /users/{username}/password',
    'GET /users/{username}/sessions',
    'DELETE /users/{username}/sessions',
    'DELETE /users/{username}/sessions/{id}',
  ],
  'audit.read': ['GET /audit', 'GET /audit.{format}'],
};

/** Routes that only say who asks, or let one sign out and choose another password. */
const WITH_OLD_PASSWORD = ['GET /auth/me', 'GET /about', 'POST /auth/logout', 'POST /auth/password'];

interface Operation {
  readonly 'x-permission'?: string;
  readonly responses: Record<string, { readonly description: string }>;
}

/** `api`: for routes below /api/v1. */
interface Route {
  readonly name: string;
  readonly needs: string;
  readonly method: string;
  readonly path: string;
}

const ROUTES: Route[] = Object.entries(NEEDED).flatMap(([needs, names]) =>
  names.map((name) => {
    const [method = '', path = ''] = name.split(' ');
    const whole = /^\/(metrics|health)/.test(path) ? path : `/api/v1${path}`;
    return { name, needs, method, path: whole };
  }),
);

const PERMITTED = ROUTES.filter(({ needs }) => needs.includes('.'));

/** They end the sessions with which others are asked at the same time. */
const ENDING = ['DELETE /auth/sessions'];

/** Requests of one walk. */
const AT_ONCE = 8;

/** Nothing is called so. */
function nowhere(path: string): string {
  return path
    .replace('{format}', 'csv')
    .replaceAll(/\{(id|documentId)\}/g, '00000000-0000-7000-8000-000000000000')
    .replaceAll(/\{\w+\}/g, 'nothing-of-this-name');
}

describe('every route of the whole API', () => {
  let api: ApiApplication<Operation>;
  let database: TestDatabase;
  let address: string;

  beforeAll(async () => {
    api = await startApi<Operation>({ RATE_LIMIT: '1000000' });
    ({ database, address } = api);
    for (const role of ROLES) await addUser(role, role);
  }, 120_000);

  afterAll(() => api.close());

  const addUser = (username: string, role: Role): Promise<unknown> =>
    database.dataSource.query(
      `INSERT INTO users (username, password_hash, role) VALUES ($1, '$argon2id$none', $2)`,
      [username, role],
    );

  const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

  /** A session of its own for each request, so that one that ends sessions disturbs no other. */
  const signIn = async (username: string, seconds = 60): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    await database.dataSource.query(
      `WITH session AS (
         INSERT INTO sessions (user_id, client, expires_at)
         SELECT id, 'program', now() + interval '1 h' FROM users WHERE username = $1
         RETURNING id
       )
       INSERT INTO session_tokens (token_hash, session_id, kind, expires_at)
       SELECT $2, id, 'access', now() + make_interval(secs => $3) FROM session`,
      [username, digest(token), seconds],
    );
    return token;
  };

  const makeKey = async (username: string, scopes: readonly string[], seconds = 60): Promise<string> => {
    const key = `mk_${randomBytes(32).toString('base64url')}`;
    await database.dataSource.query(
      `INSERT INTO api_keys (user_id, name, prefix, token_hash, scopes, expires_at)
       SELECT id, 'trial', 'mk_', $2, $3, now() + make_interval(secs => $4) FROM users WHERE username = $1`,
      [username, digest(key), scopes, seconds],
    );
    return key;
  };

  const ask = async (
    { method, path }: Route,
    token?: string,
  ): Promise<{ status: number; detail: string }> => {
    const answer = await fetch(address + nowhere(path), {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
      },
      // A field that no route knows, so that nothing comes of it.
      ...(method !== 'GET' && { body: '{"nothingOfThisName": true}' }),
    });
    if (!answer.headers.get('content-type')?.includes('problem+json')) {
      await answer.body?.cancel();
      return { status: answer.status, detail: '' };
    }
    const { detail } = (await answer.json()) as { detail: string };
    return { status: answer.status, detail };
  };

  /** What each route is answered with: `let in`, or 401 or 403. */
  const walk = async (
    routes: readonly Route[],
    tokenOf: (route: Route) => Promise<string> | undefined,
  ): Promise<Record<string, string>> => {
    const answers: Record<string, string> = {};
    const walkOne = async (route: Route): Promise<void> => {
      const { status, detail } = await ask(route, await tokenOf(route));
      if (status >= 500) answers[route.name] = String(status);
      else if (status !== 401 && status !== 403) answers[route.name] = 'let in';
      else {
        const named = status === 403 && route.needs.includes('.') && !detail.includes(route.needs);
        answers[route.name] = named ? `403 that does not name ${route.needs}: ${detail}` : String(status);
      }
    };
    const left = routes.filter((route) => !ENDING.includes(route.name));
    const walkOn = async (): Promise<void> => {
      for (let route = left.shift(); route; route = left.shift()) await walkOne(route);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, walkOn));
    for (const route of routes.filter(({ name }) => ENDING.includes(name))) await walkOne(route);
    return answers;
  };

  const expected = (routes: readonly Route[], answer: (route: Route) => string): Record<string, string> =>
    Object.fromEntries(routes.map((route) => [route.name, answer(route)]));

  it('stands in the table of this spec, and says in OpenAPI what it needs', () => {
    const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect([...api.operations.keys()].sort()).toEqual(names.sort());
    for (const { method, path, needs } of PERMITTED) {
      const operation = api.operations.get(`${method} ${path}`)!;
      expect([path, operation['x-permission']]).toEqual([path, needs]);
      expect(operation.responses['403']?.description).toContain(needs);
    }
  });

  it('lets nobody in who has not signed in, but where everybody may', async () => {
    const answers = await walk(ROUTES, () => undefined);
    // Without a cookie there is nothing to exchange.
    // And this spec asks from the machine itself.
    const others = expected(ROUTES, ({ needs }) => (needs === 'everybody' ? 'let in' : '401'));
    expect(answers).toEqual({ ...others, 'POST /auth/refresh': '401' });
  });

  it.each(ROLES)(
    'lets a %s in as the table says',
    async (role) => {
      const routes = ROUTES.filter(({ needs }) => needs !== 'everybody');
      expect(await walk(routes, () => signIn(role))).toEqual(
        expected(routes, ({ needs }) =>
          !needs.includes('.') || HAVE[needs]!.includes(role) ? 'let in' : '403',
        ),
      );
    },
    60_000,
  );

  it('lets an API key in where its scopes and its owner’s role both say so', async () => {
    const all = Object.keys(HAVE);
    const routes = ROUTES.filter(({ needs }) => needs !== 'everybody');
    const open = ({ needs }: Route) => (needs === 'session' ? '403' : 'let in');
    expect(await walk(routes, ({ needs }) => makeKey('administrator', [needs]))).toEqual(
      expected(routes, open),
    );
    expect(
      await walk(PERMITTED, ({ needs }) =>
        makeKey(
          'administrator',
          all.filter((scope) => scope !== needs),
        ),
      ),
    ).toEqual(expected(PERMITTED, () => '403'));
    expect(await walk(PERMITTED, () => makeKey('leasing', all))).toEqual(
      expected(PERMITTED, ({ needs }) => (HAVE[needs]!.includes('leasing') ? 'let in' : '403')),
    );
  }, 60_000);

  it('is shut to tokens and keys that have run out or were revoked, and to whoever is disabled', async () => {
    const routes = ROUTES.filter(({ needs }) => needs !== 'everybody');
    const shut = expected(routes, () => '401');
    expect(await walk(routes, () => signIn('administrator', -1))).toEqual(shut);
    expect(await walk(routes, ({ needs }) => makeKey('administrator', [needs], -1))).toEqual(shut);

    await addUser('gone', 'administrator');
    const [token, key, revoked] = [
      await signIn('gone'),
      await makeKey('gone', Object.keys(HAVE)),
      await makeKey('administrator', Object.keys(HAVE)),
    ];
    await database.dataSource.query(`UPDATE users SET disabled_at = now() WHERE username = 'gone'`);
    await database.dataSource.query('UPDATE api_keys SET revoked_at = now() WHERE token_hash = $1', [
      digest(revoked),
    ]);
    for (const each of [token, key, revoked]) {
      expect(await walk(routes, () => Promise.resolve(each))).toEqual(shut);
    }
  }, 60_000);

  it('is shut to who has to choose another password first, but for that', async () => {
    await addUser('newcomer', 'administrator');
    await database.dataSource.query(
      `UPDATE users SET must_change_password = true WHERE username = 'newcomer'`,
    );
    const routes = ROUTES.filter(({ needs }) => needs !== 'everybody');
    for (const route of routes) {
      const { status, detail } = await ask(route, await signIn('newcomer'));
      if (WITH_OLD_PASSWORD.includes(route.name))
        expect([route.name, status < 401]).toEqual([route.name, true]);
      else
        expect([route.name, status, detail]).toEqual([
          route.name,
          403,
          expect.stringContaining('/auth/password'),
        ]);
    }
  });
});
