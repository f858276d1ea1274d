import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { ConfigModule, type Settings } from '../config/index.js';
import { DatabaseModule } from '../database/index.js';
import { configureHttp, HttpModule } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  ALL_PERMISSIONS,
  AdministratorAccount,
  AuditLog,
  AuthModule,
  CurrentUser,
  ForSignedIn,
  Public,
  Sessions,
  User,
} from './index.js';

const PASSWORD = 'correct horse battery';

@Controller('api/v1/trial')
class TrialController {
  @Get()
  @ForSignedIn()
  shut(@CurrentUser() user: User): string {
    return `for ${user.username}`;
  }

  @Public()
  @Get('open')
  open(): string {
    return 'for all';
  }
}

/** Outside /api/v1. */
@Controller('elsewhere')
class ElsewhereController {
  @Get()
  @ForSignedIn()
  shut(): string {
    return 'not for all';
  }
}

@Module({ controllers: [TrialController, ElsewhereController] })
class TrialModule {}

async function startServer(settings: Settings): Promise<{ server: NestExpressApplication; address: string }> {
  const tested = await Test.createTestingModule({
    imports: [
      ConfigModule.register(settings),
      DatabaseModule.register(),
      HttpModule,
      AuthModule,
      TrialModule,
    ],
  }).compile();
  const server = tested.createNestApplication<NestExpressApplication>();
  configureHttp(server);
  await server.listen(0, '127.0.0.1');
  return { server, address: await server.getUrl() };
}

describe('signing in', () => {
  let database: TestDatabase;
  let server: NestExpressApplication;
  let address: string;
  let other: NestExpressApplication;
  let otherAddress: string;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper auth '));
    configureLogging({ level: 'debug', format: 'json', file: join(folder, 'log') });
    database = await createTestDatabase({ ADMIN_PASSWORD: PASSWORD, SESSION_HOURS: '3' });
    ({ server, address } = await startServer(database.settings));
    ({ server: other, address: otherAddress } = await startServer(database.settings));
    await server.get(AdministratorAccount).ensure();
  });

  afterAll(async () => {
    await server.close();
    await other.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE sign_in_failures, sessions, session_tokens');
  });

  const login = (body: unknown, at = address): Promise<Response> =>
    fetch(`${at}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  const signIn = async (): Promise<string> => {
    const answer = await login({ username: 'admin', password: PASSWORD });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return accessToken;
  };

  const get = (path: string, authorization?: string, at = address): Promise<Response> =>
    fetch(at + path, { headers: authorization === undefined ? {} : { Authorization: authorization } });

  const fail = async (times: number, username = 'admin', at = address): Promise<number[]> => {
    const answers = await Promise.all(
      Array.from({ length: times }, () => login({ username, password: 'a wrong one' }, at)),
    );
    return answers.map((answer) => answer.status).sort();
  };

  const failureCount = async (): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM sign_in_failures',
    );
    return row!.count;
  };

  it('gives a token that opens the routes of every process, valid for SESSION_HOURS', async () => {
    const before = Date.now();
    const answer = await login({ username: 'admin', password: PASSWORD });
    expect(answer.status).toBe(200);
    const { accessToken, expiresAt } = (await answer.json()) as { accessToken: string; expiresAt: string };
    expect(Buffer.from(accessToken, 'base64url')).toHaveLength(32);
    expect(Date.parse(expiresAt) - before).toBeGreaterThan(3 * 3_600_000 - 60_000);
    expect(Date.parse(expiresAt) - before).toBeLessThan(3 * 3_600_000 + 60_000);

    const trial = await get('/api/v1/trial', `Bearer ${accessToken}`, otherAddress);
    expect(await trial.text()).toBe('for admin');
    const me = await get('/api/v1/auth/me', `bearer ${accessToken}`);
    expect(await me.json()).toEqual({
      username: 'admin',
      name: null,
      role: 'administrator',
      permissions: ALL_PERMISSIONS,
      mustChangePassword: false,
    });
  });

  it('keeps neither the token nor the password', async () => {
    const token = await signIn();
    const [row] = await database.dataSource.query<{ everything: string; hash: string }[]>(
      `SELECT concat((SELECT string_agg(sessions::text, '') FROM sessions),
                     (SELECT string_agg(users::text, '') FROM users),
                     (SELECT string_agg(audit_log::text, '') FROM audit_log)) AS everything,
              (SELECT password_hash FROM users) AS hash`,
    );
    expect(row!.everything).not.toContain(token);
    expect(row!.everything).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    expect(row!.everything).not.toContain(PASSWORD);
    expect(row!.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('logs who signed in and who failed to, and no secrets', async () => {
    const token = await signIn();
    await login({ username: 'admin', password: 'a wrong one' });
    await login({ username: 'typed-into-the-wrong-field', password: 'x' });
    const log = readFileSync(join(folder, 'log'), 'utf8');
    expect(log).toContain('"username":"admin","address":"127.0.0.1","msg":"signed in"');
    expect(log).toContain('"username":"admin","address":"127.0.0.1","msg":"a sign-in failed"');
    expect(log).toContain('"username":"(unknown)","address":"127.0.0.1","msg":"a sign-in failed"');
    for (const secret of [token, PASSWORD, 'a wrong one', 'typed-into-the-wrong-field']) {
      expect(log).not.toContain(secret);
    }
  });

  it('says the same to a wrong username and to a wrong password', async () => {
    const answers = [
      await login({ username: 'admin', password: 'a wrong one' }),
      await login({ username: 'nobody', password: PASSWORD }),
    ];
    const problems = await Promise.all(answers.map((answer) => answer.json()));
    expect(problems[0]).toEqual(problems[1]);
    expect(problems[0]).toMatchObject({ status: 401, detail: 'The username or the password is wrong.' });
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('takes the same time for a wrong username as for a wrong password', async () => {
    const time = async (username: string): Promise<number> => {
      const start = performance.now();
      await login({ username, password: 'a wrong one' });
      return performance.now() - start;
    };
    const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 9; round++) {
      known.push(await time('admin'));
      unknown.push(await time('nobody'));
    }
    // Without the password hash an answer takes a fraction of the time.
    expect(median(unknown)).toBeGreaterThan(median(known) / 2);
  });

  it('refuses what is no sign-in at the door', async () => {
    const bodies = [
      {},
      { username: 'admin', password: '' },
      { username: 'admin', password: 'x'.repeat(1_001) },
      { username: 'admin', password: { $ne: '' } },
      { username: 'ad\0min', password: 'a wrong one' },
      { username: 'admin', password: 'a wrong one', role: 'administrator' },
    ];
    for (const body of bodies) expect((await login(body)).status).toBe(400);
    expect(await failureCount()).toBe(0);
  });

  it('stops guessing after 10 failures, in all processes, even with the right password', async () => {
    expect(await fail(5)).toEqual(Array(5).fill(401));
    expect(await fail(5, 'admin', otherAddress)).toEqual(Array(5).fill(401));
    for (const at of [address, otherAddress]) {
      const answer = await login({ username: 'admin', password: PASSWORD }, at);
      expect(answer.status).toBe(429);
      const wait = Number(answer.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(14 * 60);
      expect(wait).toBeLessThanOrEqual(15 * 60);
    }
    // Another username is not concerned.
    expect(await fail(1, 'somebody')).toEqual([401]);
  });

  it('does not let more guesses through when they come at once', async () => {
    const [here, there] = await Promise.all([fail(20), fail(20, 'admin', otherAddress)]);
    const refused = [...here, ...there].filter((status) => status === 401);
    expect(refused).toHaveLength(10);
    expect(await failureCount()).toBe(10);
  });

  it('lets go of the limit when its time is over, and clears expired failures away', async () => {
    await fail(10);
    await database.dataSource.query(
      `UPDATE sign_in_failures SET failed_at = failed_at - interval '15 min 1 s'`,
    );
    expect(await fail(1)).toEqual([401]);
    expect(await failureCount()).toBe(1);
    await signIn();
    expect(await failureCount()).toBe(0);
  });

  it('stops an address that tries many usernames', async () => {
    await database.dataSource.query(
      `INSERT INTO sign_in_failures (network, username_hash)
       SELECT '127.0.0.1', number::text::bytea FROM generate_series(1, 100) AS number`,
    );
    expect(await fail(1, 'yet-another')).toEqual([429]);
  });

  it('lets many sign in at once who know the password', async () => {
    await fail(9);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => login({ username: 'admin', password: PASSWORD })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
  });

  it('takes a token back on signing out, and no other', async () => {
    const [token, stays] = [await signIn(), await signIn()];
    const answer = await fetch(`${address}/api/v1/auth/logout`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(204);
    expect((await get('/api/v1/auth/me', `Bearer ${token}`)).status).toBe(401);
    expect((await get('/api/v1/auth/me', `Bearer ${stays}`)).status).toBe(200);
  });

  it('refuses a token that has run out', async () => {
    const token = await signIn();
    await database.dataSource.query('UPDATE sessions SET expires_at = now()');
    expect((await get('/api/v1/auth/me', `Bearer ${token}`)).status).toBe(401);
  });

  it('deletes sessions that have run out, in sets, and no others', async () => {
    const token = await signIn();
    await database.dataSource.query(
      `INSERT INTO sessions (token_hash, user_id, expires_at)
       SELECT number::text::bytea, (SELECT id FROM users), now() - interval '1 s' FROM generate_series(1, 5) AS number`,
    );
    const sessions = server.get(Sessions);
    const { manager } = database.dataSource;
    expect(await sessions.countExpired(manager, 0)).toMatchObject({ rows: 5 });
    expect(await sessions.countExpired(manager, 1)).toEqual({ rows: 0, bytes: 0 });
    expect(await sessions.deleteExpired(manager, 0, 3)).toMatchObject({ rows: 3 });
    expect(await sessions.deleteExpired(manager, 0, 3)).toMatchObject({ rows: 2 });
    expect(await sessions.countExpired(manager, 0)).toMatchObject({ rows: 0 });
    expect((await get('/api/v1/auth/me', `Bearer ${token}`)).status).toBe(200);
  });

  describe('the guard', () => {
    it('lets nobody past without a valid token, however the path and the header are written', async () => {
      const paths = [
        '/api/v1/trial',
        '/api/v1/trial/',
        '/API/V1/TRIAL',
        '/api/v1//trial',
        '//api/v1/trial',
        '/api/v1/%74rial',
        '/%61pi/v1/trial',
        '/api%2Fv1/trial',
        '/api/v1/trial%2f',
        '/api/v1/trial;open',
        '/api/v1/trial/open/%2e%2e',
        '/api/v1/trial?open',
        '/elsewhere',
      ];
      for (const path of paths) {
        const { status } = await get(path);
        if (![401, 404].includes(status)) throw new Error(`${path} was answered with ${status}`);
      }
      expect((await get('/api/v1/trial')).status).toBe(401);
      expect((await get('/elsewhere')).status).toBe(401);
      const token = await signIn();
      for (const header of [
        '',
        'Bearer',
        'Bearer x',
        `Basic ${token}`,
        token,
        `Bearer ${token}x`,
        `Bearer ${token} x`,
      ])
        expect((await get('/api/v1/trial', header)).status).toBe(401);
    });

    it('lets everybody at what is public', async () => {
      expect((await get('/api/v1/trial/open')).status).toBe(200);
      expect((await get('/health/live')).status).toBe(200);
      expect((await get('/health/ready')).status).toBe(200);
      expect((await get('/docs-json')).status).toBe(200);
    });
  });

  describe('the audit log', () => {
    it('tells who did what, newest first, page by page', async () => {
      const token = await signIn();
      const audit = server.get(AuditLog);
      for (const subjectId of ['1', '2', '3']) {
        await database.dataSource.transaction((manager) =>
          audit.record(manager, {
            actor: 'admin',
            action: 'trial.change',
            subjectType: 'trial',
            subjectId,
            details: { name: '金汇珠宝' },
          }),
        );
      }
      const page = async (
        query: string,
      ): Promise<{ items: { subjectId: string }[]; nextCursor: string | null }> => {
        const answer = await get(`/api/v1/audit?${query}`, `Bearer ${token}`);
        return (await answer.json()) as { items: { subjectId: string }[]; nextCursor: string | null };
      };
      const first = await page('subjectType=trial&limit=2');
      expect(first.items.map((entry) => entry.subjectId)).toEqual(['3', '2']);
      expect(first.items[0]).toMatchObject({
        actor: 'admin',
        action: 'trial.change',
        details: { name: '金汇珠宝' },
      });
      const second = await page(`subjectType=trial&limit=2&cursor=${first.nextCursor}`);
      expect(second.items.map((entry) => entry.subjectId)).toEqual(['1']);
      expect(second.nextCursor).toBeNull();
      const ofUsers = await page('subjectType=user&limit=1');
      expect(ofUsers.items).toEqual([
        expect.objectContaining({
          actor: 'admin',
          action: 'user.sign-in',
          details: { address: '127.0.0.1', network: '127.0.0.1/32' },
        }),
      ]);
    });

    it('is searched by actor, action, subject and time, and loses none of what was done at one moment', async () => {
      const token = await signIn();
      const entries = ['7', '8', '9'].map((subjectId) => ({
        actor: 'li.ping',
        action: 'trial.search',
        subjectType: 'searched',
        subjectId,
        details: {},
      }));
      await database.dataSource.transaction((manager) => server.get(AuditLog).recordAll(manager, entries));
      const ask = async (query: string) => {
        const answer = await get(`/api/v1/audit?${query}`, `Bearer ${token}`);
        return (await answer.json()) as {
          items: { at: string; subjectId: string }[];
          nextCursor: string | null;
        };
      };
      const found = async (query: string) => (await ask(query)).items.map(({ subjectId }) => subjectId);
      expect(await found('actor=li.ping')).toEqual(['9', '8', '7']);
      expect(await found('action=trial.search')).toEqual(['9', '8', '7']);
      expect(await found('q=LI.P')).toEqual(['9', '8', '7']);
      expect(await found('q=.search')).toEqual(['9', '8', '7']);
      expect(await found('q=arched')).toEqual(['9', '8', '7']);
      expect(await found('q=8&actor=li.ping')).toEqual(['8']);
      expect(await found('q=nobody')).toEqual([]);

      const { items } = await ask('actor=li.ping&limit=1');
      const second = Math.floor(Date.parse(items[0]!.at) / 1000) * 1000;
      const from = new Date(second).toISOString();
      const to = new Date(second + 1000).toISOString();
      expect(await found(`actor=li.ping&from=${from}&to=${to}`)).toEqual(['9', '8', '7']);
      expect(await found(`actor=li.ping&to=${from}`)).toEqual([]);
      expect(await found(`actor=li.ping&from=${to}`)).toEqual([]);

      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await ask(`actor=li.ping&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
        paged.push(...page.items.map(({ subjectId }) => subjectId));
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(['9', '8', '7']);
    });

    it('forgets what was rolled back', async () => {
      const rolledBack = database.dataSource.transaction(async (manager) => {
        await server.get(AuditLog).record(manager, {
          actor: 'admin',
          action: 'trial.never',
          subjectType: 'never',
          subjectId: '1',
          details: {},
        });
        throw new Error('changed my mind');
      });
      await expect(rolledBack).rejects.toThrow('changed my mind');
      const rows = await database.dataSource.query<object[]>(
        `SELECT FROM audit_log WHERE subject_type = 'never'`,
      );
      expect(rows).toEqual([]);
    });
  });
});
