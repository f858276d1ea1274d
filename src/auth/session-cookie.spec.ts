import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { parseSetCookie, type SetCookie } from 'cookie';
import type { Response as ExpressResponse } from 'express';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { ConfigModule } from '../config/index.js';
import { DatabaseModule } from '../database/index.js';
import { configureHttp, HttpModule, openApi } from '../http/index.js';
import { AdministratorAccount, AuthModule, CurrentUser, ForSignedIn, User } from './index.js';

const PASSWORD = 'correct horse battery';

let changes = 0;

@Controller('api/v1/trial')
class TrialController {
  @Get('stream')
  @ForSignedIn()
  stream(@CurrentUser() user: User, @Res() response: ExpressResponse): void {
    response.type('text/event-stream');
    response.write(`data: for ${user.username}\n\n`);
    response.end();
  }

  @Post()
  @ForSignedIn()
  change(): string {
    changes++;
    return 'changed';
  }
}

@Module({ controllers: [TrialController] })
class TrialModule {}

describe('the session cookie', () => {
  let database: TestDatabase;
  let server: NestExpressApplication;
  let address: string;

  beforeAll(async () => {
    database = await createTestDatabase({ ADMIN_PASSWORD: PASSWORD, SESSION_HOURS: '3' });
    const tested = await Test.createTestingModule({
      imports: [
        ConfigModule.register(database.settings),
        DatabaseModule.register(),
        HttpModule,
        AuthModule,
        TrialModule,
      ],
    }).compile();
    server = tested.createNestApplication<NestExpressApplication>();
    configureHttp(server);
    await server.listen(0, '127.0.0.1');
    address = await server.getUrl();
    await server.get(AdministratorAccount).ensure();
  });

  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  beforeEach(async () => {
    changes = 0;
    await database.dataSource.query('TRUNCATE sign_in_failures, sessions, session_tokens');
  });

  const login = (more: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ username: 'admin', password: PASSWORD, ...more }),
    });

  const setCookie = (answer: Response, name = 'mallkeeper_session'): SetCookie =>
    answer.headers
      .getSetCookie()
      .map((header) => parseSetCookie(header))
      .find((cookie) => cookie.name === name)!;

  /** What a browser sends back. */
  const signIn = async (): Promise<string> => {
    const { name, value } = setCookie(await login({ cookie: true }));
    return `theme=dark; ${name}=${value}`;
  };

  const get = (path: string, cookie: string): Promise<Response> =>
    fetch(address + path, { headers: { Cookie: cookie } });

  const post = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(address + path, { method: 'POST', headers });

  it('is given to whoever asks for it, out of reach of scripts and other sites, until the session ends', async () => {
    const answer = await login({ cookie: true });
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { accessToken: unknown; expiresAt: string };
    expect(body.accessToken).toBeNull();

    const cookie = setCookie(answer);
    expect(cookie).toMatchObject({
      name: 'mallkeeper_session',
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
    });
    expect(cookie.domain).toBeUndefined();
    expect(cookie.secure).toBeUndefined();
    expect(Buffer.from(cookie.value!, 'base64url')).toHaveLength(32);
    expect(Math.abs(Date.parse(body.expiresAt) - Date.now() - cookie.maxAge! * 1000)).toBeLessThan(60_000);
    expect(cookie.maxAge).toBeGreaterThan(15 * 60 - 60);
    expect(cookie.maxAge).toBeLessThanOrEqual(15 * 60);
  });

  it('is not given to who does not ask', async () => {
    for (const more of [{}, { cookie: false }]) {
      const answer = await login(more);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(((await answer.json()) as { accessToken: string }).accessToken).toHaveLength(43);
    }
    expect((await login({ cookie: 'yes' })).status).toBe(400);
  });

  it('is sent over HTTPS only, when it came by HTTPS', async () => {
    const answer = await login({ cookie: true }, { 'X-Forwarded-Proto': 'https' });
    expect(setCookie(answer).secure).toBe(true);
  });

  it('opens what a token opens, streams too', async () => {
    const cookie = await signIn();
    const me = await get('/api/v1/auth/me', cookie);
    expect(await me.json()).toMatchObject({ username: 'admin', role: 'administrator' });
    const stream = await get('/api/v1/trial/stream', cookie);
    expect(await stream.text()).toBe('data: for admin\n\n');
  });

  it('changes something for pages of this server', async () => {
    const cookie = await signIn();
    const own: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'same-origin', Origin: address },
      { Origin: address },
      // A proxy before this server speaks HTTPS.
      { Origin: address.replace('http:', 'https:') },
    ];
    for (const headers of own) {
      expect((await post('/api/v1/trial', { Cookie: cookie, ...headers })).status).toBe(201);
    }
    expect(changes).toBe(own.length);
  });

  it('changes nothing for pages of other sites, nor where nobody says whose the page is', async () => {
    const cookie = await signIn();
    const forged: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
      // A sibling domain, to which SameSite gives the cookie; and another port.
      { 'Sec-Fetch-Site': 'same-site', Origin: address },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: 'https://evil.example' },
      { Origin: 'http://127.0.0.1:1' },
      { Origin: `${address}.evil.example` },
      { Origin: 'null' },
      {},
    ];
    for (const headers of forged) {
      const answer = await post('/api/v1/trial', { Cookie: cookie, ...headers });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect(changes).toBe(0);
    const problem = await post('/api/v1/trial', { Cookie: cookie, Origin: 'https://evil.example' });
    expect(((await problem.json()) as { detail: string }).detail).toContain(
      'comes from another site (https://evil.example)',
    );
    expect((await post('/api/v1/auth/logout', { Cookie: cookie, ...forged[0]! })).status).toBe(403);
    expect((await get('/api/v1/auth/me', cookie)).status).toBe(200);
  });

  it('does not matter beside a token: that one is asked, from wherever it comes', async () => {
    const cookie = await signIn();
    const { accessToken } = (await (await login({})).json()) as { accessToken: string };
    const wrong = await post('/api/v1/trial', {
      Cookie: cookie,
      Origin: address,
      Authorization: 'Bearer wrong',
    });
    expect(wrong.status).toBe(401);
    const headers = { Cookie: 'mallkeeper_session=wrong', Authorization: `Bearer ${accessToken}` };
    expect((await post('/api/v1/trial', headers)).status).toBe(201);
    expect(changes).toBe(1);
  });

  it('opens nothing when its session has run out, and when it is nobody’s', async () => {
    const cookie = await signIn();
    await database.dataSource.query('UPDATE sessions SET expires_at = now()');
    expect((await get('/api/v1/auth/me', cookie)).status).toBe(401);
    for (const nobodys of ['mallkeeper_session=', 'mallkeeper_session=x', 'mallkeeper_session', 'other=x']) {
      expect((await get('/api/v1/auth/me', nobodys)).status).toBe(401);
    }
  });

  it('is taken back on signing out, and its session ends', async () => {
    const cookie = await signIn();
    const answer = await post('/api/v1/auth/logout', { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' });
    expect(answer.status).toBe(204);
    const cleared = setCookie(answer);
    expect(cleared).toMatchObject({ name: 'mallkeeper_session', value: '', path: '/' });
    expect(cleared.expires!.getTime()).toBeLessThan(Date.now());
    expect((await get('/api/v1/auth/me', cookie)).status).toBe(401);
    expect(setCookie(answer, 'mallkeeper_refresh')).toMatchObject({
      value: '',
      path: '/api/v1/auth/refresh',
    });
  });

  describe('is exchanged for the next one', () => {
    const OWN = { 'Sec-Fetch-Site': 'same-origin' };

    const cookies = (answer: Response): Record<'session' | 'refresh', string> => ({
      session: `mallkeeper_session=${setCookie(answer).value}`,
      refresh: `mallkeeper_refresh=${setCookie(answer, 'mallkeeper_refresh').value}`,
    });

    const refresh = (cookie: string, headers: Record<string, string> = OWN): Promise<Response> =>
      post('/api/v1/auth/refresh', { Cookie: cookie, ...headers });

    /** As if the exchanges that there were had been some seconds before. */
    const wait = (seconds: number): Promise<unknown> =>
      database.dataSource.query('UPDATE session_tokens SET used_at = used_at - make_interval(secs => $1)', [
        seconds,
      ]);

    it('by another cookie, that goes nowhere else, as often as it is used, for at most 30 days', async () => {
      const answer = await login({ cookie: true });
      const other = setCookie(answer, 'mallkeeper_refresh');
      expect(other).toMatchObject({ httpOnly: true, sameSite: 'strict', path: '/api/v1/auth/refresh' });
      expect(other.maxAge).toBeGreaterThan(3 * 3_600 - 60);

      let held = cookies(answer);
      for (let round = 0; round < 3; round++) {
        await database.dataSource.query(`UPDATE session_tokens SET expires_at = now() WHERE kind = 'access'`);
        expect((await get('/api/v1/auth/me', held.session)).status).toBe(401);
        const next = await refresh(held.refresh);
        expect(next.status).toBe(200);
        expect(setCookie(next, 'mallkeeper_refresh').maxAge).toBeGreaterThan(3 * 3_600 - 60);
        held = cookies(next);
        expect((await get('/api/v1/auth/me', held.session)).status).toBe(200);
        await wait(60);
      }
      await database.dataSource.query(`UPDATE sessions SET ends_at = now() + interval '1 min'`);
      expect(setCookie(await refresh(held.refresh), 'mallkeeper_refresh').maxAge).toBeLessThanOrEqual(60);
    });

    it('for two pages that ask at once', async () => {
      const { refresh: token } = cookies(await login({ cookie: true }));
      const answers = await Promise.all([refresh(token), refresh(token), refresh(token)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      for (const answer of answers) {
        expect((await get('/api/v1/auth/me', cookies(answer).session)).status).toBe(200);
      }
    });

    it('once: shown again later, the whole session ends, and the audit log says so', async () => {
      const stolen = cookies(await login({ cookie: true }));
      const other = cookies(await login({ cookie: true }));
      const held = cookies(await refresh(stolen.refresh));
      await wait(11);
      expect((await refresh(stolen.refresh)).status).toBe(401);
      expect((await get('/api/v1/auth/me', held.session)).status).toBe(401);
      expect((await get('/api/v1/auth/me', stolen.session)).status).toBe(401);
      expect((await refresh(held.refresh)).status).toBe(401);
      expect((await get('/api/v1/auth/me', other.session)).status).toBe(200);
      const entries = await database.dataSource.query<{ details: object }[]>(
        `SELECT details FROM audit_log WHERE action = 'user.refresh-token-reused'`,
      );
      expect(entries).toEqual([{ details: { session: expect.any(String), address: '127.0.0.1' } }]);
    });

    it('for pages of this server only, and for nothing that is no refresh token', async () => {
      const held = cookies(await login({ cookie: true }));
      const foreign = await refresh(held.refresh, {
        'Sec-Fetch-Site': 'cross-site',
        Origin: 'https://evil.example',
      });
      expect(foreign.status).toBe(403);
      const access = held.session.replace('mallkeeper_session', 'mallkeeper_refresh');
      for (const cookie of [access, 'mallkeeper_refresh=x', 'mallkeeper_refresh=', held.session]) {
        expect((await refresh(cookie)).status).toBe(401);
      }
      const asAccess = held.refresh.replace('mallkeeper_refresh', 'mallkeeper_session');
      expect((await get('/api/v1/auth/me', asAccess)).status).toBe(401);
      expect((await refresh(held.refresh)).status).toBe(200);
    });

    it('no longer once the session was ended, or its user disabled', async () => {
      const held = cookies(await login({ cookie: true }));
      await database.dataSource.query('UPDATE users SET disabled_at = now()');
      expect((await refresh(held.refresh)).status).toBe(401);
      expect((await get('/api/v1/auth/me', held.session)).status).toBe(401);
      await database.dataSource.query('UPDATE users SET disabled_at = NULL');
      await post('/api/v1/auth/logout', { Cookie: held.session, ...OWN });
      expect((await refresh(held.refresh)).status).toBe(401);
    });
  });

  it('is described beside the token wherever that is', () => {
    const { paths, components } = openApi(server);
    expect(components?.securitySchemes).toMatchObject({
      cookie: { type: 'apiKey', in: 'cookie', name: 'mallkeeper_session' },
    });
    expect(paths['/api/v1/auth/me']!.get!.security).toEqual([{ bearer: [] }, { cookie: [] }]);
    expect(paths['/api/v1/auth/login']!.post!.security).toBeUndefined();
  });
});
