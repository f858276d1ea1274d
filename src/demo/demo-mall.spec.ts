import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { expectEventually } from '../../test/support/eventually.js';
import { type MallApplication, someoneWaits, startMall } from '../../test/support/mall-application.js';
import { AuditLog } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { FinanceModule, generateMonthlyAccounts } from '../finance/index.js';
import { ImportsService } from '../imports/index.js';
import { TaskClient, Worker } from '../tasks/index.js';
import { DemoMall, DemoModule } from './index.js';

describe('the demo mall', () => {
  let mall: MallApplication;
  let demo: DemoMall;
  beforeAll(async () => {
    mall = await startMall({
      today: '2026-03-15',
      modules: [FinanceModule, DemoModule],
      environment: { MALLKEEPER_DEMO: '1', SMTP_URL: 'smtp://127.0.0.1:9' },
    });
    demo = mall.application.get(DemoMall);
    await mall.application.get(Worker).start({ queues: ['finance'] });
  });
  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(async () => {
    await mall.dataSource.query(
      'TRUNCATE shops, tenants, contracts, bills, payments, notices, task_runs, audit_log CASCADE',
    );
    await mall.dataSource.query('UPDATE installation SET demo_added_at = NULL');
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    // What still bills would be in the way of the next one's TRUNCATE, and that in its.
    await expectEventually(async () => {
      const unfinished = await rows(`SELECT FROM task_runs WHERE finished_at IS NULL`);
      return unfinished.length;
    }, 0);
  });

  const rows = <Row = Record<string, unknown>>(statement: string): Promise<Row[]> =>
    mall.dataSource.query<Row[]>(statement);

  const counts = async (): Promise<Record<string, unknown>> => {
    const [row] = await rows(`
      SELECT (SELECT count(*)::int FROM shops) AS shops, (SELECT count(*)::int FROM contracts) AS contracts,
             (SELECT count(*)::int FROM bills) AS bills, (SELECT count(*)::int FROM payments) AS payments,
             (SELECT count(*)::int FROM tenants) AS tenants, (SELECT count(*)::int FROM notices) AS notices`);
    return row ?? {};
  };
  const nothing = { shops: 0, contracts: 0, bills: 0, payments: 0, tenants: 0, notices: 0 };

  /** Bills everything there is up to the mall's month. */
  const bill = async (): Promise<void> => {
    const run = await mall.application.get(TaskClient).delay(generateMonthlyAccounts, { dryRun: false });
    await run.get({ timeout: 20 });
  };

  const billsThere = async (): Promise<void> => {
    for (;;) {
      const [run] = await rows<{ id: string; status: string }>('SELECT status FROM task_runs');
      if (run?.status === 'SUCCESS') return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  describe('on the first start', () => {
    it('has twenty shops, contracts of every cycle, and bills of the last three months, all marked', async () => {
      expect(await demo.addOnce()).toBe(true);
      await billsThere();
      expect(await counts()).toMatchObject({ shops: 20, contracts: 18, tenants: 18, payments: 0 });
      expect(
        await rows(`SELECT number FROM contracts WHERE number NOT LIKE 'DEMO-%'
                    UNION ALL SELECT code FROM shops WHERE code NOT LIKE 'DEMO-%'`),
      ).toEqual([]);
      expect(await rows('SELECT DISTINCT billing_cycle FROM contracts ORDER BY 1')).toHaveLength(3);
      expect(await rows('SELECT min(block) AS first, max(block) AS last FROM bills')).toEqual([
        { first: '2025-12-01', last: '2026-03-01' },
      ]);
      const { body } = await mall.request<{ items: { status: string }[] }>('GET', '/contracts');
      expect(new Set(body.items.map(({ status }) => status))).toEqual(new Set(['ACTIVE', 'EXPIRED']));
    });

    it('has nobody whom a message could reach', async () => {
      await demo.addOnce();
      expect(
        await rows(`SELECT FROM contracts WHERE contact_email IS NOT NULL OR contact_phone IS NOT NULL`),
      ).toEqual([]);
      expect(await rows(`SELECT FROM shops WHERE manager_email IS NOT NULL`)).toEqual([]);
    });

    it.each(['2026-01-01', '2026-01-31', '2028-02-29', '2026-12-31'])('is whole on %s too', async (today) => {
      mall.clock.moveTo(new Date(`${today}T12:00:00+08:00`));
      expect(await demo.addOnce()).toBe(true);
      expect(await counts()).toMatchObject({ shops: 20, contracts: 18 });
      mall.clock.moveTo(new Date('2026-03-15T12:00:00+08:00'));
    });

    it('is added once by several processes that start together', async () => {
      const added = await Promise.all([demo.addOnce(), demo.addOnce(), demo.addOnce()]);
      expect(added.sort()).toEqual([false, false, true]);
      expect(await counts()).toMatchObject({ shops: 20, contracts: 18 });
      expect(await rows(`SELECT task, submitted_by FROM task_runs`)).toEqual([
        { task: 'finance.generate-monthly-accounts', submitted_by: 'demo' },
      ]);
    });

    it('is added whole or not at all', async () => {
      jest
        .spyOn(mall.application.get(TaskClient), 'submitByName')
        .mockRejectedValueOnce(new Error('no luck'));
      await expect(demo.addOnce()).rejects.toThrow('no luck');
      expect(await counts()).toEqual(nothing);
      expect(await demo.addOnce()).toBe(true);
    });

    it('stays away when the settings say so', async () => {
      const get = mall.application.get.bind(mall.application);
      const settings = { ...get<Settings>(SETTINGS), MALLKEEPER_DEMO: false };
      const off = new DemoMall(
        mall.dataSource,
        settings,
        mall.clock,
        get(ImportsService),
        get(TaskClient),
        get(AuditLog),
      );
      expect(await off.addOnce()).toBe(false);
      expect(await counts()).toEqual(nothing);
    });

    it('stays away from a mall that has shops', async () => {
      await mall.request('POST', '/shops', { code: 'S1', name: 'one' });
      expect(await demo.addOnce()).toBe(false);
      expect(await counts()).toEqual({ ...nothing, shops: 1 });
    });
  });

  describe('when it is removed', () => {
    /** A payment of a bill of each contract, and a notice about each, to its tenant. */
    const payAndNotify = async (): Promise<void> => {
      const bills = await rows<{ number: string }>(
        'SELECT DISTINCT ON (contract_id) number FROM bills WHERE outstanding > 0',
      );
      for (const { number } of bills) {
        const payment = {
          billNumber: number,
          amount: '1.00',
          paidAt: '2026-01-05',
          method: 'cash',
          reference: number,
        };
        expect((await mall.request('POST', '/payments', payment)).status).toBe(201);
      }
      await rows(`
        INSERT INTO notices (id, subject, stage, recipient, channel, kind, title, status, sent_at)
        SELECT gen_random_uuid(), subject, 'reminder', recipient, 'in-app', 'reminder', 'a', 'SENT', now()
        FROM (
          SELECT 'bill:' || bills.number AS subject, 'tenant:' || contracts.tenant_id AS recipient
          FROM bills
          JOIN contracts ON contracts.id = bills.contract_id
          UNION ALL
          SELECT 'contract:' || number || ':' || end_date, 'manager:m@mall.example' FROM contracts
        ) AS told`);
    };

    /** A contract of a tenant of the demo in a shop of the real mall, which succeeds one of the demo. */
    const addReal = async (): Promise<void> => {
      await mall.request('POST', '/shops', { code: 'S1', name: 'one' });
      await rows(`
        INSERT INTO contracts (
          number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status, billing_from,
          predecessor_id
        )
        SELECT 'C1', shops.id, (SELECT min(tenant_id) FROM contracts JOIN bills ON bills.contract_id = contracts.id), '2026-01-01', '2026-12-31', 100, 'monthly', 1, 'ACTIVE',
               '2026-01-01', (SELECT min(id) FROM contracts)
        FROM shops
        WHERE code = 'S1'`);
    };

    it('takes all of its own with it, and nothing else', async () => {
      await demo.addOnce();
      await billsThere();
      await addReal();
      await bill();
      await payAndNotify();
      const before = await counts();
      const removed = await demo.remove('spec');
      // One tenant of the demo has a contract of the real mall by now, with bills for three months.
      const left = { shops: 1, contracts: 1, bills: 3, payments: 1, tenants: 1, notices: 4 };
      expect(await counts()).toEqual(left);
      expect(removed).toEqual(
        Object.fromEntries(Object.entries(left).map(([what, count]) => [what, Number(before[what]) - count])),
      );
      expect(removed).toMatchObject({ shops: 20, contracts: 18, tenants: 17 });
      expect(await rows('SELECT number FROM contracts')).toEqual([{ number: 'C1' }]);
      expect(await rows(`SELECT actor, action, details FROM audit_log WHERE action LIKE 'demo%'`)).toEqual([
        { actor: 'spec', action: 'demo.remove', details: removed },
      ]);
    });

    it('does not come back, and cannot be removed twice', async () => {
      await demo.addOnce();
      await demo.remove('spec');
      expect(await counts()).toEqual(nothing);
      expect(await demo.addOnce()).toBe(false);
      expect(await demo.remove('spec')).toEqual(nothing);
      expect(await rows(`SELECT FROM audit_log WHERE action = 'demo.remove'`)).toHaveLength(1);
    });

    it('stays as it is while real contracts stand on it, and names them', async () => {
      await demo.addOnce();
      await billsThere();
      await addReal();
      await rows(
        `UPDATE contracts SET shop_id = (SELECT id FROM shops WHERE code = 'DEMO-B1-05') WHERE number = 'C1'`,
      );
      const before = await counts();
      await expect(demo.remove('spec')).rejects.toThrow(
        'Nothing was removed: contracts that are no demo stand on the demo mall: C1 (shop DEMO-B1-05). ' +
          'Give these shops other codes, which do not begin with DEMO-, and they stay.',
      );
      expect(await counts()).toEqual(before);
      const [shop] = await rows<{ id: string }>(`SELECT id FROM shops WHERE code = 'DEMO-B1-05'`);
      await mall.request('PATCH', `/shops/${shop!.id}`, { code: 'B1-05' });
      expect(await demo.remove('spec')).toMatchObject({ shops: 19, contracts: 18 });
      expect(await rows('SELECT code FROM shops ORDER BY code')).toEqual([{ code: 'B1-05' }, { code: 'S1' }]);
    });

    it('stays as it is while its money has settled bills of the real mall', async () => {
      await demo.addOnce();
      await billsThere();
      await addReal();
      await bill();
      await billsThere();
      const [owed] = await rows<{ number: string }>(`
        SELECT bills.number
        FROM bills
        JOIN contracts ON contracts.id = contract_id
        WHERE tenant_id = (SELECT tenant_id FROM contracts WHERE number = 'C1') AND contracts.number <> 'C1'
        ORDER BY due_date, bills.id`);
      const payment = { billNumber: owed!.number, amount: '9999999', paidAt: '2026-01-05', method: 'cash' };
      await mall.request('POST', '/payments', { ...payment, reference: 'too much', keepRest: true });
      await bill();
      await billsThere();
      expect(
        await rows(`SELECT FROM bills JOIN contracts ON contracts.id = contract_id
                    WHERE contracts.number = 'C1' AND paid > 0`),
      ).not.toEqual([]);
      const before = await counts();
      await expect(demo.remove('spec')).rejects.toThrow(
        'money of the demo mall has settled bills that are no demo',
      );
      expect(await counts()).toEqual(before);
    });

    it('is gone also when its bills are being made at that moment', async () => {
      await demo.addOnce();
      await billsThere();
      const billing = mall.dataSource.createQueryRunner();
      await billing.startTransaction();
      await billing.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
      await billing.query(`
        INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
        SELECT 'B203001-' || number || '-R', id, 'RENT', '2030-01-01', '2030-01-01', '2030-01-31', '2030-01-05', 100
        FROM contracts`);
      const removal = demo.remove('spec');
      await someoneWaits(mall.dataSource);
      const next = bill();
      await billing.commitTransaction();
      await billing.release();
      expect(await removal).toMatchObject({ shops: 20, contracts: 18 });
      await next;
      expect(await counts()).toEqual(nothing);
      expect(
        await rows(`SELECT status, error FROM task_runs WHERE attempt > 1 OR error IS NOT NULL`),
      ).toEqual([]);
    });
  });
});
