import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { makeBackupKey } from '../src/backup/backup-encryption.js';
import { definitions, type SettingName } from '../src/config/definitions.js';
import { serverHome } from '../src/database/embedded/server-home.js';
import { ChaosRedis } from './support/chaos-broker.js';
import { eventually, Installation, type Running } from './support/installation.js';
import { leaks, makeSecret, type Place, type Secret } from './support/secrets.js';

/** For a test that starts many processes, in ms. */
const PATIENCE = 600_000;

/** Nothing listens there. */
const NOBODY = '127.0.0.1:9';

const inUrl = encodeURIComponent;

/** A value for each secret setting that has this secret in it. Those that have to work are put together below. */
const HOLDING: Partial<Record<SettingName, (secret: string) => string>> = {
  ADMIN_PASSWORD: (secret) => secret,
  OIDC_CLIENT_SECRET: (secret) => secret,
  METRICS_TOKEN: (secret) => secret,
  SMTP_URL: (secret) => `smtp://mall:${inUrl(secret)}@${NOBODY}`,
  SMS_HTTP_URL: (secret) => `http://${NOBODY}/sms?key=${inUrl(secret)}`,
  SMS_HTTP_HEADERS: (secret) => JSON.stringify({ Authorization: `Bearer ${inUrl(secret)}` }),
  ALIYUN_SMS_ACCESS_KEY_SECRET: (secret) => secret,
  NOTIFY_WEBHOOKS: (secret) =>
    `dingtalk+http://${NOBODY}/robot?access_token=${inUrl(secret)}#${inUrl(secret)} wecom+http://${NOBODY}/robot?key=${inUrl(secret)}`,
  BACKUP_S3_SECRET_ACCESS_KEY: (secret) => secret,
  BACKUP_SCRATCH_URL: (secret) => `postgres://mall:${inUrl(secret)}@${NOBODY}/postgres`,
};

/** What makes the program use them. */
const USING: NodeJS.ProcessEnv = {
  LOG_LEVEL: 'debug',
  TASK_LOG_LEVEL: 'debug',
  PUBLIC_URL: 'http://127.0.0.1:3000',
  OIDC_ISSUER: `http://${NOBODY}/realms/mall`,
  OIDC_CLIENT_ID: 'mallkeeper',
  OIDC_ROLES: 'admins=administrator',
  SMS_PROVIDER: 'http',
  SMS_QUIET_HOURS: '00:00-00:00',
  BACKUP_REPOSITORY: 's3://mall-backups/mallkeeper',
  BACKUP_S3_ENDPOINT: `http://${NOBODY}`,
  BACKUP_S3_ACCESS_KEY_ID: 'AKIAMALLKEEPER',
};

/** Its line in the log. */
interface RequestLine {
  readonly req?: { readonly method: string; readonly url: string };
  readonly res?: { readonly statusCode: number };
}

describe('no secret is told', () => {
  let mall: Installation;
  let redis: ChaosRedis;
  /** Of Redis. */
  let folder: string;
  const secrets: Secret[] = [];
  const answers: Place[] = [];
  const printed: Place[] = [];
  /** `METHOD PATH STATUS` of every request of this spec. */
  const asked: string[] = [];
  let served: Running;
  let address: string;
  let rows: Place[];
  let files: Place[];

  const secret = (name: string, value = makeSecret()): string => {
    secrets.push({ name, value });
    return value;
  };

  const valueOf = (setting: SettingName): string => secrets.find(({ name }) => name === setting)!.value;

  /** @param request.tells it answers with a secret, as it is meant to. */
  const ask = async (
    method: string,
    path: string,
    request: { body?: unknown; headers?: Record<string, string>; tells?: boolean } = {},
  ): Promise<{ body: Record<string, never>; cookies: string[] }> => {
    const { body, headers, tells = false } = request;
    const answer = await fetch(address + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    asked.push(`${method} ${path} ${answer.status}`);
    if (!tells) answers.push({ name: `the answer to ${method} ${path} ${answer.status}`, text });
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    return {
      body: (isJson ? JSON.parse(text) : {}) as Record<string, never>,
      cookies: answer.headers.getSetCookie(),
    };
  };

  /** Runs a command to its end. @param tells it prints a secret, as it is meant to. */
  const run = async (
    args: readonly string[],
    {
      environment,
      input,
      tells = false,
    }: { environment?: NodeJS.ProcessEnv; input?: string; tells?: boolean } = {},
  ): Promise<string> => {
    const { stdout, stderr } = await mall.run(args, environment, input);
    const name = `mallkeeper ${args.join(' ')} ${Object.keys(environment ?? {}).join(' ')}`;
    if (!tells) printed.push({ name, text: stdout });
    printed.push({ name, text: stderr });
    return stdout + stderr;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper secrets '));
    redis = await ChaosRedis.start(await serverHome(folder));
    const environment: NodeJS.ProcessEnv = { ...USING };
    for (const [name, holding] of Object.entries(HOLDING)) environment[name] = holding(secret(name));
    environment.BACKUP_KEY = secret('BACKUP_KEY', await makeBackupKey());
    environment.REDIS_URL = redis.settings.REDIS_URL;
    environment.BROKER_URL = redis.settings.REDIS_URL;
    secret('REDIS_URL, BROKER_URL', new URL(redis.settings.REDIS_URL).password);
    mall = await Installation.open(environment);
    const database = new URL(mall.database.settings.DATABASE_URL ?? '');
    // A server of the tests that asks for no password takes any.
    if (database.password === '') database.password = inUrl(makeSecret());
    secret('DATABASE_URL, DATABASE_DIRECT_URL', decodeURIComponent(database.password));
    mall.environment.DATABASE_URL = database.href;
    mall.environment.DATABASE_DIRECT_URL = database.href;

    served = mall.launch(['start']);
    [, address = ''] = await served.said(/Mallkeeper is ready: (\S+)/);
    await served.said(/worker ready/);
    await signInAndOut();
    await work();
    await command();
    await beRefused();
    await changePasswordOfRedis();
    await served.stop();
    printed.push({ name: 'mallkeeper start', text: served.output });
    rows = await allRows();
    files = filesBelow(mall.dataFolder);
  }, PATIENCE);

  afterAll(async () => {
    await mall.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

  const signIn = async (username: string, password: string): Promise<Record<string, string>> => {
    const { body } = await ask('POST', '/api/v1/auth/login', { body: { username, password }, tells: true });
    return bearer(secret('an access token', body.accessToken));
  };

  const administrator = (): Promise<Record<string, string>> => signIn('admin', valueOf('ADMIN_PASSWORD'));

  /** Everything about passwords, sessions and keys, rightly and wrongly. */
  const signInAndOut = async (): Promise<void> => {
    const login = '/api/v1/auth/login';
    await ask('POST', login, { body: { username: 'admin', password: secret('a wrong password') } });
    await ask('POST', login, {
      body: { username: secret('a password in the field of the username'), password: 'whatever it is' },
    });
    const cut = secret('a password in a body that is cut off');
    await ask('POST', login, { body: `{"username": "admin", "password": "${cut}` });
    const bare = secret('a password in a body without quotes', makeSecret().slice(0, 9));
    await ask('POST', login, { body: `{"username":"admin","password": x${bare}}` });
    await ask('POST', login, { body: { username: 'admin', password: [secret('a password in a list')] } });
    const misspelt = secret('a password in a field that there is not');
    await ask('POST', login, { body: { username: 'admin', passwort: misspelt, userPassword: misspelt } });

    const headers = await administrator();
    const [first, next] = [secret('the first password of a user'), secret('the next password of a user')];
    await ask('POST', '/api/v1/users', {
      headers,
      body: { username: 'wang.fang', role: 'manager', password: first, email: 'wang.fang@mall.example' },
    });
    const tooLong = secret('a password that is too long', makeSecret().repeat(40));
    await ask('POST', '/api/v1/users', {
      headers,
      body: { username: 'li.ping', role: 'manager', password: tooLong },
    });
    const made = await ask('POST', '/api/v1/users', {
      headers,
      body: { username: 'zhao.min', role: 'viewer' },
      tells: true,
    });
    secret('a password that was made', made.body.temporaryPassword);
    const own = await signIn('wang.fang', first);
    const change = '/api/v1/auth/password';
    await ask('POST', change, {
      headers: own,
      body: { oldPassword: secret('a wrong old password'), newPassword: next },
    });
    await ask('POST', change, { headers: own, body: { oldPassword: first, newPassword: 'wang.fang' } });
    await ask('POST', change, { headers: own, body: { oldPassword: first, newPassword: next } });
    const reset = secret('a password that was reset');
    await ask('POST', '/api/v1/users/wang.fang/password', { headers, body: { password: reset } });

    const key = await ask('POST', '/api/v1/api-keys', {
      headers,
      body: { name: 'till', scopes: ['mall.read', 'platform.read'], days: 5 },
      tells: true,
    });
    const token = secret('an API key', key.body.key);
    await ask('GET', '/api/v1/shops', { headers: bearer(token) });
    await ask('GET', '/api/v1/users', { headers: bearer(token) });
    await ask('GET', '/api/v1/shops', { headers: bearer(secret('a wrong token', makeSecret().slice(0, 9))) });
    await ask('GET', '/api/v1/shops', {
      headers: bearer(`mk_${secret('a wrong API key', makeSecret().slice(0, 9))}`),
    });
    await ask('GET', '/api/v1/api-keys', { headers });
    await ask('GET', '/api/v1/auth/sessions', { headers });
    await inBrowser();

    const code = secret('a code of OpenID Connect', makeSecret().slice(0, 9));
    await ask('GET', '/api/v1/auth/oidc/start');
    await ask('GET', `/api/v1/auth/oidc/callback?code=${code}&state=${code}`);
  };

  const inBrowser = async (): Promise<void> => {
    const password = valueOf('ADMIN_PASSWORD');
    let cookie = '';
    const keep = (cookies: string[]): void => {
      const pairs = cookies.map((each) => each.split(';')[0]!);
      for (const pair of pairs)
        secret(`the cookie ${pair.split('=')[0]!}`, pair.slice(pair.indexOf('=') + 1));
      cookie = pairs.join('; ');
    };
    const { cookies } = await ask('POST', '/api/v1/auth/login', {
      body: { username: 'admin', password, cookie: true },
    });
    keep(cookies);
    const old = cookie;
    const headers = () => ({ Cookie: cookie, Origin: address });
    await ask('GET', '/api/v1/auth/me', { headers: headers() });
    keep((await ask('POST', '/api/v1/auth/refresh', { headers: headers() })).cookies);
    await ask('POST', '/api/v1/auth/refresh', { headers: { Cookie: `${old}x`, Origin: address } });
    await ask('POST', '/api/v1/auth/logout', { headers: headers() });
    await ask('GET', '/api/v1/auth/me', { headers: headers() });
  };

  /** Runs that use what is secret, and fail at it. */
  const work = async (): Promise<void> => {
    const headers = await administrator();
    const execute = async (task: string, kwargs: object): Promise<void> => {
      const { body } = await ask('POST', `/api/v1/tasks/${task}/runs`, {
        headers,
        body: { kwargs, retry: { max: 0, delay: 0 } },
      });
      const path = `/api/v1/runs/${String(body.id)}`;
      await eventually(
        async () => (await (await fetch(address + path, { headers })).json()) as { status: string },
        ({ status }) => status !== 'PENDING' && status !== 'STARTED',
      );
      await ask('GET', path, { headers });
      await ask('GET', `${path}/logs`, { headers });
    };
    const shop = {
      code: 'L1-101',
      name: '金汇珠宝',
      managerName: '李平',
      managerEmail: 'li.ping@mall.example',
    };
    await ask('POST', '/api/v1/shops', { headers, body: shop });
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const contract = await ask('POST', '/api/v1/contracts', {
      headers,
      body: {
        number: 'HT-1',
        shopCode: 'L1-101',
        tenantName: '金汇珠宝有限公司',
        contactPhone: '15633021001',
        contactEmail: 'tenant@example.com',
        startDate: day(-300),
        endDate: day(30),
        monthlyRent: '12500',
        billingCycle: 'monthly',
        dueDay: 5,
      },
    });
    for (const step of ['submit', 'approve']) {
      await ask('POST', `/api/v1/contracts/${String(contract.body.id)}/${step}`, { headers });
    }
    await execute('core.debug', { message: 'hello' });
    await execute('core.debug', { fail: true });
    await execute('store.send-renewal-reminders', { daysUntilExpiry: 60 });
    await execute('finance.generate-monthly-accounts', {});
    await execute('finance.send-overdue-alerts', { daysOverdue: 0 });
    await execute('backup.backup-database', {});
    // Every channel was tried, and failed.
    await eventually(
      () =>
        mall.database.dataSource.query<{ channel: string }[]>(
          'SELECT DISTINCT channel FROM messages WHERE last_error IS NOT NULL',
        ),
      (channels) => channels.length === 3,
    );
    for (const path of [
      'settings',
      'notifications',
      'notification-channels',
      'backups',
      'audit',
      'users',
      'overview',
    ]) {
      await ask('GET', `/api/v1/${path}`, { headers });
    }
    const passedOn = { 'X-Forwarded-For': '192.0.2.1' };
    await ask('GET', '/metrics', { headers: { ...passedOn, ...bearer(valueOf('METRICS_TOKEN')) } });
    await ask('GET', '/metrics', {
      headers: { ...passedOn, ...bearer(secret('a wrong token for metrics', makeSecret().slice(0, 9))) },
    });
    await ask('GET', '/metrics');
    await ask('GET', '/health/ready');
  };

  /** Commands that look at what there is. */
  const command = async (): Promise<void> => {
    expect(await run(['inspect', 'conf'])).toContain('SMTP_URL');
    expect(await run(['settings', '--json'])).toContain('SMTP_URL');
    expect(await run(['doctor'])).toContain('SMTP_URL');
    await run(['inspect', 'report']);
    await run(['status']);
    await run(['user', 'list']);
    await run(['token', 'list']);
    const key = await run(['token', 'create', '--user', 'admin', '--name', 'cli', '--scope', 'mall.read'], {
      tells: true,
    });
    secret('an API key of the command line', /mk_\S+/.exec(key)?.[0]);
    const password = secret('a password on standard input');
    await run(['user', 'password', 'wang.fang'], { input: `${password}\n` });
    await run(['backup', 'list']);
    await run(['call', 'core.debug', '--wait', '30']);
  };

  /** Commands with settings that do not work, or cannot be read. */
  const beRefused = async (): Promise<void> => {
    const wrong = (name: string): string =>
      secret(`what is wrong in ${name}`, makeSecret().replace(/[^0-9a-f]/g, ''));
    const status = (name: SettingName, value: string) => run(['status'], { environment: { [name]: value } });
    await status('DATABASE_URL', `postgres://mall:${wrong('DATABASE_URL')}@${NOBODY}/mall`);
    await status('DATABASE_URL', `postgres://mall:${wrong('DATABASE_URL')}@127.0.0.1:no/mall`);
    await run(['doctor'], {
      environment: { DATABASE_URL: `postgres://mall:${wrong('DATABASE_URL')}@${NOBODY}/mall` },
    });
    await run(['migrate', '--check'], {
      environment: { DATABASE_DIRECT_URL: `postgres://mall:${wrong('DATABASE_DIRECT_URL')}@${NOBODY}/mall` },
    });
    const { host } = new URL(redis.settings.REDIS_URL);
    const refused = () => ({ environment: { BROKER_URL: `redis://:${wrong('BROKER_URL')}@${host}/0` } });
    await status('BROKER_URL', `redis://:${wrong('BROKER_URL')}@${host}/none`);
    await run(['doctor'], refused());
    await run(['purge', '--force', 'core'], refused());
    await run(['worker'], refused());
    await run(['doctor'], { environment: { BROKER_URL: `amqp://mall:${wrong('BROKER_URL')}@${NOBODY}` } });
    await status('METRICS_TOKEN', secret('a token that is too short', 'c0ffee123'));
    await status('BACKUP_KEY', `AGE-SECRET-KEY-1${wrong('BACKUP_KEY').toUpperCase()}`);
    secret('a key in capitals', secrets.at(-1)!.value.toUpperCase());
    await status('SMS_HTTP_HEADERS', `{"Authorization": ${wrong('SMS_HTTP_HEADERS')}}`);
    await status('SMTP_URL', `http://mall:${wrong('SMTP_URL')}@127.0.0.1`);
    await status('NOTIFY_WEBHOOKS', `teams+http://127.0.0.1/${wrong('NOTIFY_WEBHOOKS')}`);
  };

  /** The program is shut out of Redis while it runs, as when a password is changed. */
  const changePasswordOfRedis = async (): Promise<void> => {
    const url = new URL(redis.settings.REDIS_URL);
    const client = new Redis(url.href, { retryStrategy: () => null });
    await client.config('SET', 'requirepass', secret('the next password of Redis'));
    await client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await served.said(/WRONGPASS/);
    await client.config('SET', 'requirepass', decodeURIComponent(url.password));
    await client.quit();
  };

  /** What every table holds, row by row. */
  const allRows = async (): Promise<Place[]> => {
    const { dataSource } = mall.database;
    const tables = await dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY name`,
    );
    return Promise.all(
      tables.map(async ({ name }) => {
        const all = await dataSource.query<{ text: string }[]>(
          `SELECT to_jsonb(t)::text AS text FROM "${name}" AS t`,
        );
        return { name: `the table ${name}`, text: all.map(({ text }) => text).join('\n') };
      }),
    );
  };

  const filesBelow = (folder: string): Place[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => ({
        name: `the file ${name}`,
        text: readFileSync(join(parentPath, name), 'utf8'),
      }));

  it('of all the settings that are secret', () => {
    const known = new Set(secrets.flatMap(({ name }) => name.split(', ')));
    const missing = Object.entries(definitions).filter(
      ([name, definition]) => 'secret' in definition && definition.secret && !known.has(name),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
    expect(new Set(secrets.map(({ value }) => value)).size).toBe(secrets.length);
    expect(secrets.filter(({ value }) => value.length < 9)).toEqual([]);
  });

  it('in the log, which has a line for every request', () => {
    const lines = served.output.split('\n').filter((line) => line.startsWith('{'));
    const requests = lines
      .map((line) => JSON.parse(line) as RequestLine)
      .map(({ req, res }) => req && `${req.method} ${req.url} ${res?.statusCode}`);
    const expected = asked.filter((each) => !each.includes('/health/'));
    expect(expected.length).toBeGreaterThan(50);
    expect(
      expected.map((each) => each.replace(/\?\S+/, '')).filter((each) => !requests.includes(each)),
    ).toEqual([]);
    expect(served.output).toContain('"level":"debug"');
    expect(
      leaks(
        secrets,
        printed.filter(({ name }) => name === 'mallkeeper start'),
      ),
    ).toEqual([]);
  });

  it('by the API, whatever is asked', () => {
    const statuses = new Set(asked.map((each) => each.split(' ')[2]));
    expect([...statuses].sort()).toEqual(
      expect.arrayContaining(['200', '201', '202', '204', '302', '400', '401', '403']),
    );
    expect(leaks(secrets, answers)).toEqual([]);
  });

  it('by a command, be it that it fails', () => {
    expect(printed.length).toBeGreaterThan(40);
    expect(
      leaks(
        secrets,
        printed.filter(({ name }) => name !== 'mallkeeper start'),
      ),
    ).toEqual([]);
  });

  it('by the database, or by a file of the data folder', () => {
    const filled = rows.filter(({ text }) => text !== '').map(({ name }) => name);
    expect(filled).toEqual(
      expect.arrayContaining(
        ['audit_log', 'messages', 'task_logs', 'task_runs'].map((name) => `the table ${name}`),
      ),
    );
    expect(leaks(secrets, [...rows, ...files])).toEqual([]);
  });
});
