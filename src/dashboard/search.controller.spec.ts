import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { BackupModule } from '../backup/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { DashboardModule } from './dashboard.module.js';
import type { Find, Finds, FoundType } from './dto/search.js';

const RUN = '0190a1b2-c3d4-7000-8000-00000000000a';
const OTHER_RUN = '0190a1b2-c3d4-7000-8000-00000000000b';
const BACKUP = '0190a1b2-ffff-7000-8000-000000000001';

/** A mall with 2,000 shops and 50,000 bills, and in it a few of which everybody knows what they are called. */
async function fill(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    INSERT INTO shops (code, name, floor, category)
    SELECT 'S-' || n, 'Shop ' || n, 'L' || n % 6, 'Category ' || n % 20 FROM generate_series(1, 2000) AS n
    UNION ALL
    VALUES ('A-10', '星河影城', 'L4', '影院'), ('A-101', '金汇珠宝', 'L1', '珠宝'), ('0-A-10', '小吃', NULL, NULL),
           ('100%', '百分百', 'L2', '服装')`);
  await dataSource.query(`
    INSERT INTO tenants (name)
    SELECT 'Tenant ' || n FROM generate_series(1, 2000) AS n
    UNION ALL
    VALUES ('金汇'), ('深圳金汇珠宝有限公司')`);
  await dataSource.query(`
    INSERT INTO contracts (number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status,
                           billing_from)
    SELECT number, shops.id, tenants.id, '2024-12-01', '2027-11-30', 1000, 'monthly', 5, 'ACTIVE', '2024-12-01'
    FROM (
      SELECT 'HT-' || n AS number, 'S-' || n AS code, 'Tenant ' || n AS tenant FROM generate_series(1, 2000) AS n
      UNION ALL
      VALUES ('HT2026-00002', 'A-101', '深圳金汇珠宝有限公司')
    ) AS lines
    JOIN shops USING (code)
    JOIN tenants ON tenants.name = tenant`);
  await dataSource.query(`
    INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
    SELECT format('B%s-%s-R', to_char(block, 'YYYYMM'), number), id, 'RENT', block, block, block + 27, block + 4, 1234.5
    FROM generate_series(0, 24) AS month
    CROSS JOIN contracts
    CROSS JOIN LATERAL (SELECT (date '2024-12-01' + make_interval(months => month))::date AS block) AS blocks`);
  await dataSource.query(`
    INSERT INTO payments (contract_id, tenant_id, bill_id, amount, paid_at, method, reference)
    SELECT contract_id, tenant_id, bills.id, amount, due_date + time '18:00' AT TIME ZONE 'UTC', 'bank',
           'ICBC-' || bills.id
    FROM bills
    JOIN contracts ON contracts.id = bills.contract_id
    WHERE block < '2026-11-01'`);
  await dataSource.query(
    `INSERT INTO task_runs (id, task, queue, kwargs, created_at)
     SELECT id, 'backup.verify-backup', 'backup', '{}', '2026-11-20T01:02:03Z' FROM unnest($1::uuid[]) AS id`,
    [[RUN, OTHER_RUN]],
  );
  await dataSource.query(`
    INSERT INTO schedules (name, task, cron, timezone, source)
    VALUES ('debug-nightly', 'core.debug', '0 8 * * *', 'Asia/Shanghai', 'person')`);
  await dataSource.query(`
    INSERT INTO nodes (name, kind, host, pid, queues)
    VALUES ('mall@one', 'worker', 'one', 1, '{core,finance}'), ('beat@one', 'scheduler', 'one', 2, '{}')`);
  await dataSource.query(
    `INSERT INTO backups (id, run_id, file_name, status, finished_at, size_bytes, sha256)
     VALUES ($1, $1, 'mall-20261120T120000Z.dump', 'VERIFIED', now(), 1, repeat('a', 64))`,
    [BACKUP],
  );
  await dataSource.query(`
    INSERT INTO reports (edition, date, data)
    VALUES ('daily', '2026-11-01', '{}'), ('daily', '2026-11-02', '{}'), ('weekly', '2026-11-02', '{}'),
           ('monthly', '2026-11-01', '{}')`);
  // Enough for an index to be worth it.
  await dataSource.query(`
    INSERT INTO task_runs (id, task, queue, status, finished_at)
    SELECT gen_random_uuid(), 'finance.reconcile', 'finance', 'SUCCESS', now() FROM generate_series(1, 5000)`);
  await dataSource.query('ANALYZE');
}

describe('searching everything', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-11-26',
      modules: [NotificationsModule, BackupModule, DashboardModule],
    });
    await fill(mall.dataSource);
  }, 120_000);

  afterAll(() => mall.close());

  const search = async (q: string, limit?: number): Promise<Find[]> => {
    const { status, body } = await mall.request<Finds>(
      'GET',
      `/search?q=${encodeURIComponent(q)}${limit === undefined ? '' : `&limit=${limit}`}`,
    );
    expect(status).toBe(200);
    return body.items;
  };

  const titles = async (type: FoundType, q: string, limit?: number): Promise<string[]> =>
    (await search(q, limit)).filter((find) => find.type === type).map(({ title }) => title);

  it('finds a shop, whatever the case: the one that is meant, then those that begin like it, then the others', async () => {
    expect(await titles('shop', 'a-10')).toEqual(['A-10 星河影城', 'A-101 金汇珠宝', '0-A-10 小吃']);
    expect(await titles('shop', '金汇')).toEqual(['A-101 金汇珠宝']);
    expect((await search('A-10'))[0]).toMatchObject({
      type: 'shop',
      title: 'A-10 星河影城',
      detail: 'L4 · 影院',
    });
    expect((await search('0-A-10'))[0]).toMatchObject({ title: '0-A-10 小吃', detail: '' });
  });

  it('finds a tenant by name, and what belongs to it: contract, latest bills and payments', async () => {
    const finds = await search('深圳金汇', 2);
    expect(finds).toMatchObject([
      { type: 'tenant', title: '深圳金汇珠宝有限公司', detail: 'A-101' },
      {
        type: 'contract',
        title: 'HT2026-00002',
        detail: '深圳金汇珠宝有限公司 · A-101 · 2024-12-01 – 2027-11-30',
      },
      {
        type: 'bill',
        title: 'B202612-HT2026-00002-R',
        detail: '深圳金汇珠宝有限公司 · A-101 · 1234.50',
      },
      { type: 'bill', title: 'B202611-HT2026-00002-R' },
      // Paid at 02:00 of the next day in the mall.
      { type: 'payment', detail: '深圳金汇珠宝有限公司 · 1234.50 · 2026-10-06' },
      { type: 'payment', detail: '深圳金汇珠宝有限公司 · 1234.50 · 2026-09-06' },
    ]);
    expect(await titles('tenant', '金汇')).toEqual(['金汇', '深圳金汇珠宝有限公司']);
  });

  it('finds a bill by its number, in full and by its beginning', async () => {
    expect((await search('b202607-ht2026-00002-r'))[0]).toMatchObject({
      type: 'bill',
      title: 'B202607-HT2026-00002-R',
    });
    expect(await titles('bill', 'B202607-HT2026-0')).toEqual(['B202607-HT2026-00002-R']);
    expect(await titles('bill', 'b202607')).toHaveLength(5);
    expect(await titles('bill', 'B2024')).toHaveLength(5);
    expect(await titles('bill', 'B20261')).toHaveLength(5);
    for (const q of ['B202613', 'B0000', 'B9999']) expect(await search(q)).toEqual([]);
  });

  it('finds a payment by its reference, in full and by its beginning', async () => {
    const [{ reference } = { reference: '' }] = await mall.dataSource.query<{ reference: string }[]>(
      'SELECT reference FROM payments ORDER BY id OFFSET 1000 LIMIT 1',
    );
    expect((await search(reference.toLowerCase()))[0]).toMatchObject({ type: 'payment', title: reference });
    expect(await titles('payment', 'ICBC-')).toHaveLength(5);
  });

  it('finds a run by its id, in full and by its beginning, and the latest ones of a task', async () => {
    expect((await search(RUN))[0]).toEqual({
      type: 'run',
      id: RUN,
      title: 'backup.verify-backup',
      detail: 'PENDING · 2026-11-20 09:02',
    });
    expect((await search('0190A1B2-C3')).map(({ id }) => id)).toEqual([OTHER_RUN, RUN]);
    // The first digits are the same for weeks.
    expect(await search('0190a')).toEqual([]);
    const ofTask = (await search('verify-b')).filter(({ type }) => type === 'run');
    expect(ofTask.map(({ id }) => id)).toEqual([OTHER_RUN, RUN]);
  });

  it('finds tasks, schedules, workers, queues, backups and reports', async () => {
    const found = async (q: string): Promise<string[]> =>
      (await search(q)).map(({ type, id }) => `${type} ${id}`);
    expect(await found('backup.')).toContain('task backup.backup-database');
    expect(await found('debug-n')).toEqual(['schedule debug-nightly']);
    expect(await found('MALL@')).toEqual(['worker mall@one']);
    expect(await found('beat@one')).toEqual([]);
    expect((await found('backup'))[0]).toBe('queue backup');
    expect(await found('mall-20261120')).toEqual([`backup ${BACKUP}`]);
    expect(await found(BACKUP)).toEqual([`backup ${BACKUP}`]);
    expect(await found('2026-11-02')).toEqual(['report 2026-11-02', 'report weekly/2026-11-02']);
    expect((await found('2026-11'))[0]).toBe('report monthly/2026-11');
  });

  it('has at most so many of each type, and takes what is written as it is', async () => {
    const counts = new Map<string, number>();
    for (const { type } of await search('t', 3)) counts.set(type, (counts.get(type) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBe(3);
    expect(await titles('shop', '100%')).toEqual(['100% 百分百']);
    expect(await search('S_1')).toEqual([]);
    expect(await search("' OR 1=1 --")).toEqual([]);
    expect(await titles('shop', '  A-101 ')).toEqual(['A-101 金汇珠宝']);
    for (const q of ['', '%20', 'x'.repeat(101)]) {
      expect((await mall.request('GET', `/search?q=${q}`)).status).toBe(400);
    }
    expect((await mall.request('GET', '/search')).status).toBe(400);
    expect((await mall.request('GET', '/search?q=a&limit=21')).status).toBe(400);
  });

  it('finds nothing of the platform for a key that may not read it', async () => {
    const typesFor = async (scopes: string[], q: string): Promise<string[]> => {
      const key = await mall.request<{ key: string }>('POST', '/api-keys', { name: 'search', scopes });
      const answer = await fetch(`${await mall.application.getUrl()}/api/v1/search?q=${q}`, {
        headers: { Authorization: `Bearer ${key.body.key}` },
      });
      return ((await answer.json()) as Finds).items.map(({ type }) => type);
    };
    expect(await typesFor(['mall.read', 'platform.read'], 'debug-nightly')).toContain('schedule');
    expect(await typesFor(['mall.read'], 'debug-nightly')).toEqual([]);
    expect(await typesFor(['mall.read'], 'HT2026-00002')).toContain('contract');
  });

  it('reads no long table as a whole, whatever is written', async () => {
    const asked = jest.spyOn(mall.application.get(DataSource), 'query');
    for (const q of [
      't',
      '1',
      'Tenant 1',
      'B202607',
      'B2026',
      'ICBC-1',
      'HT-77',
      'none',
      '0190a1b2',
      'backup',
    ]) {
      await search(q);
    }
    const searches = asked.mock.calls.filter(
      ([sql]) => sql.includes('UNION ALL') && !sql.includes('FROM sessions'),
    );
    asked.mockRestore();
    expect(searches).toHaveLength(20);
    for (const [sql, parameters] of searches) {
      const plan = await mall.dataSource.query<object[]>(`EXPLAIN ${sql}`, parameters);
      expect(JSON.stringify(plan)).not.toMatch(/Seq Scan on (bills|payments|task_runs)/);
    }
  });
});
