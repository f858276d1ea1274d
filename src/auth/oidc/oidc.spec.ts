import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { parseSetCookie } from 'cookie';
import { CLIENT_ID, CLIENT_SECRET, freePort, OpenIdProvider } from '../../../test/support/openid-provider.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { ConfigModule, loadSettings, type Settings } from '../../config/index.js';
import { DatabaseModule } from '../../database/index.js';
import { configureHttp, HttpModule } from '../../http/index.js';
import { configureLogging } from '../../logging/index.js';
import { AdministratorAccount, AuthModule } from '../index.js';
import { OidcProvider } from './oidc-provider.js';

const PASSWORD = 'correct horse battery';
const OIDC = {
  OIDC_CLIENT_ID: CLIENT_ID,
  OIDC_CLIENT_SECRET: CLIENT_SECRET,
  OIDC_ROLES: 'mall-admins=administrator, accounting=finance, everybody=viewer',
  OIDC_NAME: 'Company account',
};

/** What a browser holds and where it was sent. */
interface Arrival {
  readonly location: string;
  readonly cookies: ReadonlyMap<string, string>;
}

describe('signing in with an OpenID Connect provider', () => {
  let database: TestDatabase;
  let server: NestExpressApplication;
  let provider: OpenIdProvider;
  let address: string;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper oidc '));
    configureLogging({ level: 'debug', format: 'json', file: join(folder, 'log') });
    // Where it listens has to be known before: the provider sends people back there.
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    provider = await OpenIdProvider.start(`${address}/api/v1/auth/oidc/callback`);
    database = await createTestDatabase({
      ...OIDC,
      ADMIN_PASSWORD: PASSWORD,
      OIDC_ISSUER: provider.issuer,
      PUBLIC_URL: address,
    });
    server = await startServer(database.settings);
    await server.listen(port, '127.0.0.1');
    await server.get(AdministratorAccount).ensure();
  }, 60_000);

  afterAll(async () => {
    await server.close();
    await provider.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  afterEach(() => provider.people.clear());

  const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(sql, values);

  async function go(path: string, cookies: ReadonlyMap<string, string> = new Map()): Promise<Arrival> {
    const response = await fetch(new URL(path, address), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(response.status).toBe(302);
    const set = response.headers.getSetCookie().map((line) => parseSetCookie(line));
    return {
      location: response.headers.get('Location')!,
      cookies: new Map(set.filter(({ value }) => value).map(({ name, value }) => [name, value!])),
    };
  }

  const start = (returnTo = '/bills'): Promise<Arrival> =>
    go(`/api/v1/auth/oidc/start?${new URLSearchParams({ returnTo }).toString()}`);

  async function signIn(subject: string, returnTo?: string): Promise<Arrival> {
    const begun = await start(returnTo);
    const back = await provider.signIn(begun.location, subject);
    return go(back.pathname + back.search, begun.cookies);
  }

  const me = async ({ cookies }: Arrival): Promise<{ status: number; body: Record<string, unknown> }> => {
    const cookie = `mallkeeper_session=${cookies.get('mallkeeper_session') ?? ''}`;
    const response = await fetch(`${address}/api/v1/auth/me`, { headers: { cookie } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  const isRefused = (arrival: Arrival, reason: string): void => {
    expect(arrival.location).toBe(`/?sign-in=${reason}`);
    expect([...arrival.cookies.keys()]).toEqual([]);
  };

  it('is offered by the name of the settings', async () => {
    const response = await fetch(`${address}/api/v1/auth/methods`);
    expect(await response.json()).toEqual({ openIdConnect: 'Company account' });
  });

  it('sends people to the issuer’s own page with PKCE, a state and a nonce, each of its own', async () => {
    const [one, other] = [await start(), await start()];
    const [first, second] = [new URL(one.location), new URL(other.location)];
    expect(first.origin).toBe(provider.issuer);
    expect(Object.fromEntries(first.searchParams)).toMatchObject({
      client_id: CLIENT_ID,
      code_challenge_method: 'S256',
      redirect_uri: `${address}/api/v1/auth/oidc/callback`,
      response_type: 'code',
      scope: 'openid profile email',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
      expect(first.searchParams.get(name)).not.toBe(second.searchParams.get(name));
    }
  });

  it('keeps what belongs to it in a short-lived cookie that no script can read', async () => {
    const response = await fetch(`${address}/api/v1/auth/oidc/start`, { redirect: 'manual' });
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^mallkeeper_oidc=[\w-]{43}; Max-Age=600; Path=\/api\/v1\/auth\/oidc\/callback; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
      ),
    ]);
  });

  it('lets somebody in with the role of the first group that has one, and leads where they wanted to go', async () => {
    provider.people.set('subject-1', {
      preferred_username: 'Wang.Fang',
      name: '王芳',
      email: 'wang.fang@example.com',
      groups: ['everybody', 'accounting'],
    });
    const arrival = await signIn('subject-1', '/bills?status=UNPAID');
    expect(arrival.location).toBe('/bills?status=UNPAID');
    const { body } = await me(arrival);
    expect(body).toMatchObject({
      username: 'wang.fang',
      name: '王芳',
      role: 'finance',
      mustChangePassword: false,
    });
    const audit = await query(
      `SELECT action FROM audit_log WHERE subject_type = 'user' AND subject_id = 'wang.fang' ORDER BY id`,
    );
    expect(audit).toEqual([{ action: 'user.create' }, { action: 'user.sign-in' }]);
  });

  it('knows somebody again by the subject, whatever they are called now', async () => {
    provider.people.set('subject-1', { preferred_username: 'fang', groups: ['accounting'] });
    expect((await me(await signIn('subject-1'))).body).toMatchObject({ username: 'wang.fang' });
  });

  it('never takes over a user of the same name', async () => {
    provider.people.set('subject-2', {
      preferred_username: 'admin',
      email: 'wang.fang@example.com',
      groups: ['everybody'],
    });
    expect((await me(await signIn('subject-2'))).body).toMatchObject({ username: 'admin-2', role: 'viewer' });
    const response = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: PASSWORD }),
    });
    expect(response.status).toBe(200);
  });

  it('gives the role of this moment at each sign-in, and ends sessions with the former one', async () => {
    provider.people.set('subject-3', { preferred_username: 'li', groups: ['mall-admins'] });
    const before = await signIn('subject-3');
    expect((await me(before)).body).toMatchObject({ role: 'administrator' });
    provider.people.set('subject-3', { preferred_username: 'li', groups: ['everybody'] });
    expect((await me(await signIn('subject-3'))).body).toMatchObject({ role: 'viewer' });
    expect((await me(before)).status).toBe(401);
    expect(
      await query(`SELECT details FROM audit_log WHERE action = 'user.change' AND subject_id = 'li'`),
    ).toEqual([{ details: { before: { role: 'administrator' }, after: { role: 'viewer' } } }]);
  });

  it('refuses somebody without a role, who is signed out if they had one before', async () => {
    provider.people.set('subject-4', { preferred_username: 'zhao', groups: ['strangers'] });
    isRefused(await signIn('subject-4'), 'no-role');
    expect(await query(`SELECT FROM users WHERE username = 'zhao'`)).toEqual([]);
    provider.people.set('subject-4', { preferred_username: 'zhao', groups: ['everybody'] });
    const arrival = await signIn('subject-4');
    expect((await me(arrival)).status).toBe(200);
    provider.people.set('subject-4', { preferred_username: 'zhao' });
    isRefused(await signIn('subject-4'), 'no-role');
    expect((await me(arrival)).status).toBe(401);
  });

  it('refuses a user who was disabled', async () => {
    provider.people.set('subject-5', { preferred_username: 'qian', groups: ['everybody'] });
    await signIn('subject-5');
    await query(`UPDATE users SET disabled_at = now() WHERE username = 'qian'`);
    isRefused(await signIn('subject-5'), 'disabled');
  });

  it('leaves nothing in the log that somebody could sign in with', async () => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    const begun = await start();
    const { pathname, search, searchParams } = await provider.signIn(begun.location, 'subject-1');
    const { cookies } = await go(pathname + search, begun.cookies);
    const log = readFileSync(join(folder, 'log'), 'utf8');
    expect(log).toContain('"url":"/api/v1/auth/oidc/callback"');
    const secrets = [...begun.cookies.values(), ...cookies.values(), CLIENT_SECRET];
    for (const name of ['code', 'state']) secrets.push(searchParams.get(name)!);
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });

  it('refuses an answer whose state is another one', async () => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    const begun = await start();
    const back = await provider.signIn(begun.location, 'subject-1');
    back.searchParams.set('state', 'another');
    isRefused(await go(back.pathname + back.search, begun.cookies), 'stale');
  });

  it('refuses an answer in a browser that has not asked for it', async () => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    const back = await provider.signIn((await start()).location, 'subject-1');
    isRefused(await go(back.pathname + back.search), 'stale');
    const elsewhere = await start();
    isRefused(await go(back.pathname + back.search, elsewhere.cookies), 'stale');
  });

  it('takes an answer once, and no code a second time', async () => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    const begun = await start();
    const back = await provider.signIn(begun.location, 'subject-1');
    const path = back.pathname + back.search;
    expect((await go(path, begun.cookies)).location).toBe('/bills');
    isRefused(await go(path, begun.cookies), 'stale');

    const again = await start();
    back.searchParams.set('state', new URL(again.location).searchParams.get('state')!);
    isRefused(await go(back.pathname + back.search, again.cookies), 'stale');
  });

  it('refuses a token whose nonce is that of another sign-in', async () => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    const begun = await start();
    await query(`UPDATE oidc_sign_ins SET nonce = 'another'`);
    const back = await provider.signIn(begun.location, 'subject-1');
    isRefused(await go(back.pathname + back.search, begun.cookies), 'stale');
  });

  it('refuses an answer that comes too late', async () => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    const begun = await start();
    const back = await provider.signIn(begun.location, 'subject-1');
    await query(`UPDATE oidc_sign_ins SET expires_at = now() - interval '1 s'`);
    isRefused(await go(back.pathname + back.search, begun.cookies), 'stale');
  });

  it('says so when the provider did not agree', async () => {
    const begun = await start();
    const state = new URL(begun.location).searchParams.get('state')!;
    const parameters = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer });
    isRefused(await go(`/api/v1/auth/oidc/callback?${parameters.toString()}`, begun.cookies), 'refused');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'bills',
  ])('leads nowhere but to pages of this server: not to %s', async (returnTo) => {
    provider.people.set('subject-1', { groups: ['accounting'] });
    expect((await signIn('subject-1', returnTo)).location).toBe('/');
  });

  it('says so when the provider cannot be reached, and lets people in with passwords meanwhile', async () => {
    const leaving = await OpenIdProvider.start(`${address}/api/v1/auth/oidc/callback`);
    const other = await startServer({ ...database.settings, OIDC_ISSUER: leaving.issuer });
    await other.listen(0, '127.0.0.1');
    const at = await other.getUrl();
    try {
      const begun = await go(`${at}/api/v1/auth/oidc/start`);
      leaving.people.set('subject-6', { groups: ['everybody'] });
      const { search } = await leaving.signIn(begun.location, 'subject-6');
      await leaving.stop();
      isRefused(await go(`${at}/api/v1/auth/oidc/callback${search}`, begun.cookies), 'unavailable');
    } finally {
      await other.close();
    }
    const late = await startServer({ ...database.settings, OIDC_ISSUER: leaving.issuer });
    await late.listen(0, '127.0.0.1');
    try {
      isRefused(await go(`${await late.getUrl()}/api/v1/auth/oidc/start`), 'unavailable');
      const login = await fetch(`${await late.getUrl()}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password: PASSWORD }),
      });
      expect(login.status).toBe(200);
    } finally {
      await late.close();
    }
  });

  it('believes no provider that calls itself something else than the settings do', async () => {
    const settings = { ...database.settings, OIDC_ISSUER: provider.issuer.replace('127.0.0.1', 'localhost') };
    const other = await startServer(settings);
    await other.listen(0, '127.0.0.1');
    try {
      const response = await fetch(`${await other.getUrl()}/api/v1/auth/oidc/start`, { redirect: 'manual' });
      expect(response.headers.get('Location')).toBe('/?sign-in=unavailable');
    } finally {
      await other.close();
    }
  });

  it('starts with no settings that let nobody in, or anybody', () => {
    const settings = (changes: NodeJS.ProcessEnv) => () =>
      loadSettings(
        { ...OIDC, OIDC_ISSUER: provider.issuer, PUBLIC_URL: address, ...changes },
        '/no/such/file',
      );
    expect(settings({})).not.toThrow();
    expect(settings({ OIDC_ISSUER: 'http://login.example.com' })).toThrow(/OIDC_ISSUER/);
    expect(settings({ OIDC_ROLES: 'accounting' })).toThrow(/OIDC_ROLES/);
    expect(settings({ OIDC_ROLES: '' })).toThrow(/OIDC_ROLES: must be set/);
    expect(settings({ PUBLIC_URL: '' })).toThrow(/PUBLIC_URL: must be set/);
    expect(() => new OidcProvider({ ...database.settings, OIDC_ROLES: 'accounting=boss' })).toThrow(
      /there is no role boss/,
    );
  });
});

async function startServer(settings: Settings): Promise<NestExpressApplication> {
  const tested = await Test.createTestingModule({
    imports: [ConfigModule.register(settings), DatabaseModule.register(), HttpModule, AuthModule],
  }).compile();
  const server = tested.createNestApplication<NestExpressApplication>();
  configureHttp(server);
  return server;
}
