import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type RunningServer, startPostgres } from '../../src/database/embedded/postgres-server.js';
import { serverHome } from '../../src/database/embedded/server-home.js';
import { makeCertificates } from '../support/certificates.js';
import { type Api, eventually, Installation, sample } from '../support/installation.js';
import { type Pooler, startPooler } from '../support/pooler.js';

// Processes load the whole program, and servers are made.
jest.setTimeout(180_000);

const succeed = async (api: Api, task: string, kwargs: object = {}): Promise<void> => {
  const { status, body } = await api.post<{ id: string }>(`/api/v1/tasks/${task}/runs`, { kwargs });
  expect(status).toBe(202);
  const run = await eventually(
    () => api.get<{ status: string; error: object | null }>(`/api/v1/runs/${body.id}`),
    (each) => ['SUCCESS', 'FAILURE'].includes(each.status),
  );
  expect(run).toMatchObject({ status: 'SUCCESS', error: null });
};

describe('everything goes through PgBouncer in transaction mode, but for what DATABASE_DIRECT_URL is for:', () => {
  let mall: Installation;
  let pooler: Pooler;
  let api: Api;

  afterAll(async () => {
    await mall.close();
    await pooler.stop();
  });

  it('start, imports, lists and runs', async () => {
    mall = await Installation.open();
    const direct = mall.database.settings.DATABASE_URL ?? '';
    pooler = await startPooler(direct);
    const environment = { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct };
    ({ api } = await mall.start(environment));
    expect(await mall.run(['import', 'shops', sample('shops.csv')], environment)).toMatchObject({
      status: 0,
    });
    const contracts = await mall.run(
      ['import', 'contracts', sample('contracts.csv'), '--billing-from', '2026-01'],
      environment,
    );
    expect(contracts).toMatchObject({ status: 0 });
    await succeed(api, 'finance.generate-monthly-accounts', { period: '2026-12' });
    expect((await api.all('/api/v1/bills')).length).toBeGreaterThan(1_000);
    await succeed(api, 'reports.generate-daily-report');
    await succeed(api, 'core.cleanup-old-data');
  });

  it('many runs at once, which share a handful of connections', async () => {
    await Promise.all(Array.from({ length: 200 }, () => succeed(api, 'core.debug')));
  });

  it('schedules, whose changes are heard of past it', async () => {
    const { status } = await api.post('/api/v1/schedules', {
      name: 'often',
      task: 'core.debug',
      every: ['1s'],
    });
    expect(status).toBe(201);
    await eventually(
      () => api.get<{ items: object[] }>('/api/v1/runs?schedule=often'),
      ({ items }) => items.length >= 2,
    );
  });

  it('a backup, which is verified', async () => {
    await succeed(api, 'backup.backup-database');
    await eventually(
      () => api.get<{ items: { status: string }[] }>('/api/v1/backups'),
      ({ items }) => items[0]?.status === 'VERIFIED',
    );
  });
});

describe('PostgreSQL over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mallkeeper-tls-'));
  let server: RunningServer | undefined;
  let mall: Installation | undefined;

  afterAll(async () => {
    await mall?.close();
    await server?.process.stop('SIGQUIT', 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('is checked against the authority that the address names, by this program and by pg_dump', async () => {
    chmodSync(folder, 0o711);
    const home = await serverHome(folder);
    server = await startPostgres(home);
    const { authority, certificate, key } = makeCertificates(folder);
    const owner = statSync(join(home.folder)).uid;
    for (const file of [certificate, key]) chownSync(file, owner, owner);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`ALTER SYSTEM SET ssl_cert_file = '${certificate}'`);
    await client.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await client.query('ALTER SYSTEM SET ssl = on');
    await client.query('SELECT pg_reload_conf()');
    await client.end();

    const secure = `${server.url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`;
    mall = await Installation.open({ DATABASE_URL: secure });
    const { running, api } = await mall.start();
    const { rows } = await ask(
      secure,
      `SELECT count(*)::integer AS plain FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
                                         WHERE application_name LIKE 'mallkeeper%' AND NOT ssl`,
    );
    expect(rows).toEqual([{ plain: 0 }]);
    await succeed(api, 'backup.backup-database');
    await running.stop();

    const unknown = `${server.url}?sslmode=verify-full`;
    const { status, stderr } = await mall.run(['start'], { DATABASE_URL: unknown });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/PostgreSQL at postgres.*\(DATABASE_URL\) cannot be used: .*certificate/);
    expect(stderr).not.toContain(new URL(server.url).password);
  });
});

async function ask(connectionString: string, statement: string): Promise<pg.QueryResult<object>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query<object>(statement);
  } finally {
    await client.end();
  }
}
