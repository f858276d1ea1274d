import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type MallApplication,
  someoneWaits,
  startMall,
} from '../../test/support/mall-application.js';
import { SignInLimit } from './sign-in-limit.js';

const PASSWORD = 'correct horse battery';

interface Account {
  readonly username: string;
  readonly role: string;
  readonly enabled: boolean;
  readonly mustChangePassword: boolean;
  readonly temporaryPassword?: string | null;
}

interface SessionView {
  readonly id: string;
  readonly current: boolean;
  readonly userAgent: string | null;
}

interface Key {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
  readonly owner: string;
  readonly lastUsedAt: string | null;
}

interface Problem {
  readonly detail: string;
}

describe('users', () => {
  let mall: MallApplication;
  let address: string;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05' });
    address = await mall.application.getUrl();
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE audit_log, sign_in_failures');
    await mall.dataSource.query(`DELETE FROM users WHERE username <> 'admin'`);
    await mall.dataSource.query(`UPDATE users SET role = 'administrator', disabled_at = NULL`);
  });

  const as = async <Body = Problem>(
    token: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer<Body>> => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Body };
  };

  const login = async (
    username: string,
    password: string,
    from = '127.0.0.1',
  ): Promise<Answer<{ accessToken: string; mustChangePassword: boolean } & Problem>> => {
    const answer = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': `spec of ${from}` },
      body: JSON.stringify({ username, password }),
    });
    return { status: answer.status, body: (await answer.json()) as never };
  };

  const token = async (username: string, password = PASSWORD): Promise<string> =>
    (await login(username, password)).body.accessToken;

  /** A user who has chosen a password. @returns a token. */
  const add = async (username: string, role: string): Promise<string> => {
    const { status } = await mall.request('POST', '/users', {
      username,
      role,
      password: 'first of the days',
    });
    expect(status).toBe(201);
    const first = await token(username, 'first of the days');
    const passwords = { oldPassword: 'first of the days', newPassword: PASSWORD };
    expect((await as(first, 'POST', '/auth/password', passwords)).status).toBe(204);
    return first;
  };

  const audit = (): Promise<{ actor: string; action: string; subject: string; details: object }[]> =>
    mall.dataSource.query('SELECT actor, action, subject_id AS subject, details FROM audit_log ORDER BY id');

  it('are added with a password that has to be changed before anything else', async () => {
    const { status, body } = await mall.request<Account>('POST', '/users', {
      username: 'wang.fang',
      role: 'finance',
      name: '王芳',
      email: 'wang.fang@example.com',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      username: 'wang.fang',
      role: 'finance',
      enabled: true,
      mustChangePassword: true,
    });
    const first = await login('wang.fang', body.temporaryPassword!);
    expect(first.body.mustChangePassword).toBe(true);
    const { accessToken } = first.body;
    expect((await as(accessToken, 'GET', '/shops')).status).toBe(403);
    const passwords = { oldPassword: body.temporaryPassword, newPassword: PASSWORD };
    expect((await as(accessToken, 'POST', '/auth/password', passwords)).status).toBe(204);
    expect((await as(accessToken, 'GET', '/shops')).status).toBe(200);
    expect((await login('wang.fang', PASSWORD)).body.mustChangePassword).toBe(false);
    expect((await login('wang.fang', body.temporaryPassword!)).status).toBe(401);
    expect((await audit())[0]).toEqual({
      actor: 'admin',
      action: 'user.create',
      subject: 'wang.fang',
      details: { after: { role: 'finance', name: '王芳', email: 'wang.fang@example.com' } },
    });
    expect(JSON.stringify(await audit())).not.toContain(body.temporaryPassword);
    expect((await mall.request('POST', '/users', { username: 'wang.fang', role: 'viewer' })).status).toBe(
      409,
    );
  });

  it('choose no weak password', async () => {
    await mall.request('POST', '/users', {
      username: 'li.lei',
      role: 'viewer',
      password: 'first of the days',
    });
    const first = await token('li.lei', 'first of the days');
    const weak = [
      'too short',
      'Password 1234',
      'li.lei li.lei',
      'abababababab',
      'first of the days',
      'x'.repeat(129),
    ];
    for (const newPassword of weak) {
      const passwords = { oldPassword: 'first of the days', newPassword };
      const { status, body } = await as(first, 'POST', '/auth/password', passwords);
      expect([newPassword, status]).toEqual([newPassword, 400]);
      expect(body.detail).toMatch(/^newPassword: /);
      expect(JSON.stringify(body)).not.toContain(newPassword);
    }
    const wrong = { oldPassword: 'not the old one', newPassword: PASSWORD };
    expect((await as(first, 'POST', '/auth/password', wrong)).body.detail).toMatch(/^oldPassword: /);
    for (let tries = 1; tries < 10; tries++) await as(first, 'POST', '/auth/password', wrong);
    const right = { oldPassword: 'first of the days', newPassword: PASSWORD };
    expect((await as(first, 'POST', '/auth/password', right)).status).toBe(429);
  });

  it('lose their sessions at once with another role, another password and when disabled', async () => {
    const changes: [string, string, object][] = [
      ['PATCH', '/users/li.lei', { role: 'leasing' }],
      ['PATCH', '/users/li.lei', { enabled: false }],
      ['POST', '/users/li.lei/password', {}],
      ['DELETE', '/users/li.lei/sessions', {}],
    ];
    for (const [method, path, body] of changes) {
      await mall.dataSource.query(`DELETE FROM users WHERE username = 'li.lei'`);
      const held = await add('li.lei', 'finance');
      expect((await as(held, 'GET', '/auth/me')).status).toBe(200);
      expect((await mall.request(method, path, body)).status).toBe(200);
      expect((await as(held, 'GET', '/auth/me')).status).toBe(401);
    }
    expect(await audit()).toEqual(
      expect.arrayContaining([
        {
          actor: 'admin',
          action: 'user.change',
          subject: 'li.lei',
          details: {
            before: { role: 'finance', name: null, email: null, enabled: true },
            after: { role: 'leasing', name: null, email: null, enabled: true },
          },
        },
      ]),
    );
    // What is no change of role ends nothing.
    const held = await token('li.lei');
    await mall.request('PATCH', '/users/li.lei', { name: '李雷' });
    expect((await as<Account>(held, 'GET', '/auth/me')).body).toMatchObject({ name: '李雷' });
  });

  it('lose their keys with a password that an administrator gives', async () => {
    const own = await add('wang.fang', 'finance');
    const { body } = await as<Key>(own, 'POST', '/api-keys', { name: 'export', scopes: ['mall.read'] });
    expect((await as(body.key, 'GET', '/shops')).status).not.toBe(401);
    await mall.request('POST', '/users/wang.fang/password', {});
    expect((await as(body.key, 'GET', '/shops')).status).toBe(401);
    expect(await audit()).toContainEqual({
      actor: 'admin',
      action: 'api-key.revoke',
      subject: body.id,
      details: { owner: 'wang.fang' },
    });
  });

  /** Holds up what comes from this machine to sign in, after its password was checked. */
  const whileTurnIsHeld = async <Result>(
    attempt: () => Promise<Result>,
    meanwhile: () => Promise<unknown>,
  ): Promise<Result> => {
    const holder = mall.dataSource.createQueryRunner();
    await holder.startTransaction();
    await mall.application
      .get(SignInLimit)
      .takeTurn(holder.manager, { username: 'any', address: '127.0.0.1' });
    const attempted = attempt();
    await someoneWaits(mall.dataSource);
    await meanwhile();
    await holder.commitTransaction();
    await holder.release();
    return attempted;
  };

  it('do not get in with a password that is no longer theirs, however long it was checked', async () => {
    await add('wang.fang', 'finance');
    const { status } = await whileTurnIsHeld(
      () => login('wang.fang', PASSWORD),
      () => mall.request('POST', '/users/wang.fang/password', { password: 'given by somebody' }),
    );
    expect(status).toBe(401);
    expect((await login('wang.fang', 'given by somebody')).status).toBe(200);
  });

  it('who are disabled cannot sign in until they are enabled', async () => {
    await add('li.lei', 'viewer');
    await mall.request('PATCH', '/users/li.lei', { enabled: false });
    const refused = await login('li.lei', PASSWORD);
    expect([refused.status, refused.body.detail]).toEqual([401, 'The username or the password is wrong.']);
    await mall.request('PATCH', '/users/li.lei', { enabled: true });
    expect((await login('li.lei', PASSWORD)).status).toBe(200);
  });

  it('always have an administrator among them, also when two disable each other at once', async () => {
    for (const changes of [{ role: 'manager' }, { enabled: false }]) {
      const { status, body } = await mall.request<Problem>('PATCH', '/users/admin', changes);
      expect([status, body.detail]).toEqual([409, expect.stringContaining('last administrator')]);
    }
    const other = await add('li.lei', 'administrator');
    const answers = await Promise.all([
      mall.request<Problem>('PATCH', '/users/li.lei', { enabled: false }),
      as(other, 'PATCH', '/users/admin', { enabled: false }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const [row] = await mall.dataSource.query<{ left: number }[]>(
      `SELECT count(*)::integer AS left FROM users WHERE role = 'administrator' AND disabled_at IS NULL`,
    );
    expect(row!.left).toBe(1);
  });

  it('see where they have signed in, and end what they do not know', async () => {
    const held = await add('li.lei', 'viewer');
    const [phone, laptop] = [await token('li.lei'), await token('li.lei')];
    const stranger = await add('han.meimei', 'viewer');
    const sessions = async (): Promise<SessionView[]> =>
      (await as<{ items: SessionView[] }>(held, 'GET', '/auth/sessions')).body.items;
    expect((await sessions()).map(({ current }) => current)).toEqual([false, false, true]);
    expect((await sessions())[0]).toMatchObject({ userAgent: 'spec of 127.0.0.1', address: '127.0.0.1' });

    const [newest] = await sessions();
    expect((await as(stranger, 'DELETE', `/auth/sessions/${newest!.id}`)).status).toBe(404);
    expect((await as(laptop, 'GET', '/auth/me')).status).toBe(200);
    expect((await as(held, 'DELETE', `/auth/sessions/${newest!.id}`)).status).toBe(204);
    expect((await as(laptop, 'GET', '/auth/me')).status).toBe(401);
    expect((await as(held, 'DELETE', '/auth/sessions')).body).toEqual({ ended: 1 });
    expect((await as(phone, 'GET', '/auth/me')).status).toBe(401);
    expect((await as(held, 'GET', '/auth/me')).status).toBe(200);
  });

  it('make keys of at most what they may do, which nobody else sees or takes back but administrators', async () => {
    const held = await add('li.lei', 'finance');
    const stranger = await add('han.meimei', 'manager');
    const key = { name: 'export', scopes: ['mall.read', 'payments.write'] };
    const beyond = { ...key, scopes: ['mall.read', 'users.manage'] };
    const refused = await as(held, 'POST', '/api-keys', beyond);
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      'scopes: the role finance has no users.manage',
    ]);
    expect((await as(held, 'POST', '/api-keys', { ...key, days: 732 })).status).toBe(400);

    const { status, body } = await as<Key>(held, 'POST', '/api-keys', key);
    expect([status, body.key]).toEqual([201, expect.stringMatching(/^mk_[\w-]{43}$/)]);
    expect(body.key.startsWith(body.prefix)).toBe(true);
    expect((await as(body.key, 'GET', '/shops')).status).toBe(200);
    expect((await as(body.key, 'GET', '/runs')).status).toBe(403);
    const [listed, ...others] = (await as<{ items: Key[] }>(held, 'GET', '/api-keys')).body.items;
    expect(others).toEqual([]);
    expect(listed).toMatchObject({ owner: 'li.lei', lastUsedAt: expect.any(String) });
    expect(JSON.stringify(listed)).not.toContain(body.key);
    const [{ kept } = { kept: '' }] = await mall.dataSource.query<{ kept: string }[]>(
      'SELECT api_keys::text AS kept FROM api_keys',
    );
    expect(kept).not.toContain(body.key.slice(12));

    expect((await as(stranger, 'POST', `/api-keys/${body.id}/revoke`)).status).toBe(404);
    expect((await as(stranger, 'GET', '/api-keys?all=true')).status).toBe(403);
    await mall.request('PATCH', '/users/li.lei', { role: 'viewer' });
    expect(
      (await as<Account & { permissions: string[] }>(body.key, 'GET', '/auth/me')).body.permissions,
    ).toEqual(['mall.read']);
    await mall.request('PATCH', '/users/li.lei', { enabled: false });
    expect((await as(body.key, 'GET', '/auth/me')).status).toBe(401);
    await mall.request('PATCH', '/users/li.lei', { enabled: true });
    expect((await mall.request('POST', `/api-keys/${body.id}/revoke`)).status).toBe(200);
    expect((await as(body.key, 'GET', '/auth/me')).status).toBe(401);
  });

  it('are slowed down, and not locked out, by those who guess from many networks', async () => {
    await add('li.lei', 'viewer');
    await mall.dataSource.query('TRUNCATE audit_log');
    const guess = (failures: number): Promise<unknown> =>
      mall.dataSource.query(
        `INSERT INTO sign_in_failures (network, username_hash)
         SELECT ('10.0.0.' || number)::cidr, sha256('li.lei') FROM generate_series(1, $1) AS number`,
        [failures],
      );
    await guess(19);
    expect((await login('li.lei', 'not the password')).status).toBe(401);
    await guess(5);
    const refused = await login('li.lei', PASSWORD);
    expect([refused.status, refused.body.detail]).toEqual([
      429,
      expect.stringMatching(/try again in \d+ s\.$/),
    ]);
    await mall.dataSource.query(`UPDATE sign_in_failures SET failed_at = failed_at - interval '61 s'`);
    expect((await login('li.lei', PASSWORD)).status).toBe(200);
    // From here on the network is known, and the guesses of others do not matter to it.
    await guess(30);
    expect((await login('li.lei', PASSWORD)).status).toBe(200);
  });

  it('with a role do not get in at versions that know no roles', async () => {
    await add('li.lei', 'viewer');
    const asBefore = (username: string): Promise<unknown> =>
      mall.dataSource.query(
        `INSERT INTO sessions (token_hash, user_id, expires_at)
         SELECT sha256('token'), id, now() + interval '1 h' FROM users WHERE username = $1`,
        [username],
      );
    await expect(asBefore('li.lei')).rejects.toThrow('does not know the role');
    await asBefore('admin');
    expect((await as('token', 'GET', '/auth/me')).status).toBe(200);
  });
});

describe('the audit log', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05' });
    await mall.dataSource.query('ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only');
  });

  afterAll(() => mall.close());

  it.each(['UPDATE audit_log SET actor = NULL', 'DELETE FROM audit_log WHERE false', 'TRUNCATE audit_log'])(
    'refuses %s',
    async (statement) => {
      await expect(mall.dataSource.query(statement)).rejects.toThrow('never changed or deleted');
    },
  );
});

describe('whoever asks too much', () => {
  let mall: MallApplication;
  let address: string;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', environment: { RATE_LIMIT: '40' } });
    address = await mall.application.getUrl();
  });

  afterAll(() => mall.close());

  it('waits, but is still told how the program is', async () => {
    const statuses: number[] = [];
    for (let request = 0; request < 41; request++)
      statuses.push((await mall.request('GET', '/auth/me')).status);
    expect(statuses).toEqual([...Array<number>(40).fill(200), 429]);

    // One was signing in.
    const strangers = await Promise.all(Array.from({ length: 4 }, () => fetch(`${address}/api/v1/auth/me`)));
    expect(strangers.map(({ status }) => status).sort()).toEqual([401, 401, 401, 429]);
    const refused = strangers.find(({ status }) => status === 429)!;
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
  });
});
