import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { TaskClient, Worker } from '../tasks/index.js';
import { NoticeKinds } from '../notifications/index.js';
import { type RenewalRemindersResult, sendRenewalReminders } from './index.js';

interface NoticeRow {
  readonly subject: string;
  readonly recipient: string;
  readonly channel: string;
  readonly address: string | null;
  readonly title: string;
  readonly body: string | null;
}

describe('send-renewal-reminders', () => {
  let mall: MallApplication;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-01', environment: { SMTP_URL: 'smtp://127.0.0.1:9' } });
    // Not the queue of the mails: this is about what is told to whom, not about its delivery.
    await mall.application.get(Worker).start({ queues: ['store'] });
  });
  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE shops, tenants, contracts, notices, messages, task_runs CASCADE');
    await mall.dataSource.query(`
      INSERT INTO shops (code, name, manager_name, manager_email)
      SELECT 'S' || n, '商铺' || n, '李平', CASE WHEN n <> 9 THEN 'manager@mall.example' END
      FROM generate_series(1, 9) AS n`);
  });

  /** Adds a contract from 2025-01-01, of a tenant named like it, unless told otherwise. */
  const add = async (
    number: string,
    endDate: string,
    {
      shop = 'S1',
      status = 'ACTIVE',
      predecessor,
      tenant = number,
      startDate = endDate < '2025-01-01' ? endDate : '2025-01-01',
    }: { shop?: string; status?: string; predecessor?: string; tenant?: string; startDate?: string } = {},
  ): Promise<void> => {
    await mall.dataSource.query(
      `WITH tenant AS (
         INSERT INTO tenants (name) VALUES ($6) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id
       )
       INSERT INTO contracts (
         number, shop_id, tenant_id, contact_name, contact_phone, contact_email, start_date, end_date, monthly_rent,
         billing_cycle, due_day, status, billing_from, predecessor_id
       )
       SELECT $1, shops.id, tenant.id, '高桂', '15633021001', $1 || '@shop.example', $7::date,
              $2::date, 1, 'monthly', 1, $3, '2025-01-01'::date, (SELECT id FROM contracts WHERE number = $5)
       FROM tenant, shops
       WHERE shops.code = $4`,
      [number, endDate, status, shop, predecessor, tenant, startDate],
    );
  };

  const send = async (daysUntilExpiry = 60): Promise<RenewalRemindersResult> => {
    const run = await mall.application.get(TaskClient).delay(sendRenewalReminders, { daysUntilExpiry });
    return run.get({ timeout: 20 });
  };

  const notices = () =>
    mall.dataSource.query<NoticeRow[]>(
      `SELECT subject, recipient, channel, address, title, body FROM notices ORDER BY subject, recipient, channel`,
    );

  const toldOf = async (): Promise<string[]> => [...new Set((await notices()).map(({ subject }) => subject))];

  it('tells tenant and manager, in the inbox and by e-mail, what ends, when and where', async () => {
    await add('C1', '2026-04-30');
    expect(await send()).toEqual({ contracts: 1, notices: 4 });
    const [tenant] = await mall.dataSource.query<{ id: string }[]>('SELECT id FROM tenants');
    const subject = 'contract:C1:2026-04-30';
    const toManager = {
      subject,
      recipient: 'manager:manager@mall.example',
      title: '商铺 S1 的合同 C1 将于 2026年4月30日到期',
      body:
        '商铺 S1 商铺1 与租户 C1 的合同 C1 将于 2026年4月30日到期（还有 60 天），尚无续签合同。' +
        '联系人：高桂 15633021001。',
    };
    const toTenant = {
      subject,
      recipient: `tenant:${tenant!.id}`,
      title: '合同 C1 将于 2026年4月30日到期',
      body: 'C1：\n您租赁商铺 S1 商铺1 的合同 C1 将于 2026年4月30日到期（还有 60 天）。如需续租，请尽快与商场联系。',
    };
    expect(await notices()).toEqual([
      // What they say is written when they go out.
      { ...toManager, channel: 'email', address: 'manager@mall.example', body: null },
      { ...toManager, channel: 'in-app', address: null },
      { ...toTenant, channel: 'email', address: 'C1@shop.example', body: null },
      { ...toTenant, channel: 'in-app', address: null },
    ]);
    expect(
      await mall.dataSource.query(`SELECT count(*)::int FROM task_runs WHERE queue = 'notifications'`),
    ).toEqual([{ count: 2 }]);
  });

  it('tells of ACTIVE contracts that end from today to 60 days ahead, both included, and of no others', async () => {
    await add('past', '2026-02-28', { shop: 'S1' });
    await add('today', '2026-03-01', { shop: 'S2' });
    await add('last', '2026-04-30', { shop: 'S3' });
    await add('later', '2026-05-01', { shop: 'S4' });
    await add('draft', '2026-03-31', { shop: 'S5', status: 'DRAFT' });
    await add('review', '2026-03-31', { shop: 'S5', status: 'PENDING_REVIEW' });
    await add('ended early', '2026-03-31', { shop: 'S6', status: 'TERMINATED' });
    await send();
    expect(await toldOf()).toEqual(['contract:last:2026-04-30', 'contract:today:2026-03-01']);
    const today = (await notices()).find(
      ({ subject, channel }) => subject.includes('today') && channel === 'in-app',
    );
    expect(today?.body).toContain('（今天）');
  });

  it('tells a tenant and a manager of several contracts in one message each', async () => {
    await add('C1', '2026-04-30', { shop: 'S1', tenant: 'one' });
    await add('C2', '2026-04-15', { shop: 'S2', tenant: 'one' });
    await mall.dataSource.query(`UPDATE contracts SET contact_email = 'one@shop.example'`);
    expect(await send()).toEqual({ contracts: 2, notices: 8 });
    const messages = await mall.dataSource.query<{ address: string; numbers: string[] }[]>(
      `SELECT address, array(SELECT item ->> 'number' FROM jsonb_array_elements(items) AS item) AS numbers
       FROM messages ORDER BY address`,
    );
    expect(messages).toEqual([
      { address: 'manager@mall.example', numbers: ['C2', 'C1'] },
      { address: 'one@shop.example', numbers: ['C2', 'C1'] },
    ]);
  });

  it('says what is left when it goes out, and nothing of what was renewed meanwhile', async () => {
    await add('C1', '2026-04-30', { shop: 'S1' });
    await add('C2', '2026-04-30', { shop: 'S2' });
    await add('C3', '2026-04-30', { shop: 'S3' });
    await add('C4', '2027-04-30', { shop: 'S3', status: 'PENDING_REVIEW', predecessor: 'C3' });
    const kinds = mall.application.get(NoticeKinds);
    const items = ['C1', 'C2', 'C3'].map((number) => ({ number, endDate: '2026-04-30', daysLeft: 60 }));
    await mall.dataSource.query(`UPDATE contracts SET end_date = '2026-05-31' WHERE number = 'C2'`);
    for (const name of ['renewal-reminder', 'renewal-alert']) {
      const present = { today: '2026-03-04', manager: mall.dataSource.manager };
      expect(await kinds.find(name)!.stillTrue!(items, present)).toEqual([
        { number: 'C1', endDate: '2026-04-30', daysLeft: 57 },
        undefined,
        undefined,
      ]);
    }
  });

  it('looks as far ahead as it is asked to', async () => {
    await add('C1', '2026-03-01', { shop: 'S1' });
    await add('C2', '2026-03-02', { shop: 'S2' });
    expect(await send(0)).toEqual({ contracts: 1, notices: 4 });
    expect(await toldOf()).toEqual(['contract:C1:2026-03-01']);
    await expect(send(-1)).rejects.toThrow(/daysUntilExpiry/);
  });

  it('does not tell of a contract that has a successor', async () => {
    await add('C1', '2026-04-30');
    await add('C2', '2027-04-30', { status: 'PENDING_REVIEW', predecessor: 'C1' });
    expect(await send()).toEqual({ contracts: 0, notices: 0 });
    await mall.dataSource.query(`UPDATE contracts SET status = 'DRAFT' WHERE number = 'C2'`);
    expect(await send()).toMatchObject({ contracts: 1 });
  });

  it('does not ask a tenant to renew what was ended early, but tells the manager', async () => {
    await add('C1', '2026-04-30');
    await mall.dataSource.query(
      `UPDATE contracts
       SET original_end_date = '2027-04-30', terminated_at = now(), terminated_by = 'x', termination_reason = 'x'`,
    );
    await send();
    const told = await notices();
    expect([...new Set(told.map(({ recipient }) => recipient.split(':')[0]))]).toEqual(['manager']);
  });

  it('does not tell of a contract whose tenant has signed the next one for the same shop', async () => {
    const next = (tenant: string, shop: string, status = 'ACTIVE') =>
      add(`after ${tenant}`, '2028-12-31', { tenant, shop, status, startDate: '2026-05-01' });
    await add('signed', '2026-04-30', { shop: 'S1' });
    await next('signed', 'S1');
    await add('only a draft', '2026-04-30', { shop: 'S2' });
    await next('only a draft', 'S2', 'DRAFT');
    await add('elsewhere', '2026-04-30', { shop: 'S3' });
    await next('elsewhere', 'S4');
    await add('somebody else', '2026-04-30', { shop: 'S5' });
    await add('new tenant', '2028-12-31', { shop: 'S5', startDate: '2026-05-01' });
    await add('had one before', '2026-04-30', { shop: 'S6', startDate: '2026-01-01' });
    await add('earlier', '2025-12-31', { shop: 'S6', status: 'EXPIRED', tenant: 'had one before' });
    expect((await send()).contracts).toBe(4);
    expect(await toldOf()).toEqual(
      ['elsewhere', 'had one before', 'only a draft', 'somebody else'].map(
        (number) => `contract:${number}:2026-04-30`,
      ),
    );
  });

  it('tells the tenant alone where nobody manages the shop', async () => {
    await add('C1', '2026-04-30', { shop: 'S9' });
    expect(await send()).toEqual({ contracts: 1, notices: 2 });
  });

  it('tells once of one end date, however often and however concurrently it runs, and again when that moves', async () => {
    await add('C1', '2026-04-30');
    const results = await Promise.all([send(), send(), send()]);
    expect(results.reduce((count, result) => count + result.notices, 0)).toBe(4);
    mall.clock.moveTo(new Date('2026-04-01T09:00:00+08:00'));
    expect(await send()).toEqual({ contracts: 1, notices: 0 });
    await mall.dataSource.query(`UPDATE contracts SET end_date = '2026-05-15'`);
    expect(await send()).toEqual({ contracts: 1, notices: 4 });
    expect(await toldOf()).toEqual(['contract:C1:2026-04-30', 'contract:C1:2026-05-15']);
    mall.clock.moveTo(new Date('2026-03-01T12:00:00+08:00'));
  });

  it('tells of every one of many, chunk by chunk', async () => {
    await mall.dataSource.query(`
      WITH tenant AS (INSERT INTO tenants (name) VALUES ('a') RETURNING id), shop AS (
        INSERT INTO shops (code, name) SELECT 'M' || n, 'many' FROM generate_series(1, 1001) AS n RETURNING id, code
      )
      INSERT INTO contracts (
        number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status, billing_from
      )
      SELECT shop.code, shop.id, tenant.id, '2025-01-01', '2026-03-31', 1, 'monthly', 1, 'ACTIVE', '2025-01-01'
      FROM tenant, shop`);
    const run = await mall.application.get(TaskClient).delay(sendRenewalReminders, { daysUntilExpiry: 60 });
    expect(await run.get({ timeout: 25 })).toEqual({ contracts: 1001, notices: 1001 });
    const [progress] = await mall.dataSource.query<object[]>('SELECT progress FROM task_runs WHERE id = $1', [
      run.id,
    ]);
    expect(progress).toMatchObject({ progress: { current: 1001, total: 1001 } });
    expect(await send()).toEqual({ contracts: 1001, notices: 0 });
    expect(await toldOf()).toHaveLength(1001);
  });

  it('has the name that the old system had for it', async () => {
    await add('C1', '2026-04-30');
    const run = await mall.application
      .get(TaskClient)
      .submitByName('apps.store.tasks.send_renewal_reminders_task', {});
    expect(await run.get({ timeout: 20 })).toEqual({ contracts: 1, notices: 4 });
    await expect(
      mall.application.get(TaskClient).submitByName('store.send-renewal-reminders', { daysUntilExpiry: 'x' }),
    ).rejects.toThrow(/daysUntilExpiry/);
  });
});
