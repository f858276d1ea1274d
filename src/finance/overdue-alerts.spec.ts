import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { withOneConnection } from '../../test/support/one-connection.js';
import { addContracts, billUpTo, trialContext } from '../../test/support/rent-roll.js';
import { FinanceModule, type OverdueAlertsResult } from './index.js';
import type { ArrearsDigest } from './arrears-digest.js';
import { OverdueAlerts } from './overdue-alerts.js';

describe('send-overdue-alerts', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-01-06',
      modules: [FinanceModule],
      environment: {
        MALLKEEPER_LANGUAGE: 'en',
        NOTIFY_WEBHOOKS: 'managers=wecom+http://127.0.0.1:9/?key=hidden',
      },
    });
  });

  afterAll(() => mall.close());

  /** One contract, whose January bill over 1000.00 was due on the 5th, and two managers. */
  beforeEach(async () => {
    await mall.dataSource.query(
      'TRUNCATE bills, payments, contracts, tenants, shops, notices, messages, task_runs CASCADE',
    );
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', monthlyRent: '1000.00' };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, managerEmail: 'one@mall.example' },
      { number: 'IDLE', ...term, status: 'DRAFT', managerEmail: 'two@mall.example' },
    ]);
    await billUpTo(mall.application, '2026-01');
  });

  const sendOn = (day: string, daysOverdue = 0): Promise<OverdueAlertsResult> => {
    mall.clock.moveTo(new Date(`${day}T14:00:00+08:00`));
    return mall.application.get(OverdueAlerts).send(daysOverdue, trialContext(mall.application));
  };

  const stages = async (): Promise<string[]> => {
    const rows = await mall.dataSource.query<{ stage: string }[]>(
      `SELECT concat_ws(' ', subject, stage) AS stage FROM notices WHERE kind = 'overdue-alert' ORDER BY id`,
    );
    return rows.map(({ stage }) => stage);
  };

  it('tells the tenant on the 1st, 7th, 15th and 30th day, once each, and not on the due date', async () => {
    expect(await sendOn('2026-01-05')).toEqual({ overdue: 0, outstanding: '0.00', alerted: 0, notices: 0 });
    const days: string[] = [];
    for (let day = 6; day <= 28; day += 1) {
      const { alerted } = await sendOn(`2026-01-${String(day).padStart(2, '0')}`);
      if (alerted > 0) days.push(`01-${day}`);
    }
    for (const day of ['02-03', '02-04', '02-05', '03-10']) {
      if ((await sendOn(`2026-${day}`)).alerted > 0) days.push(day);
    }
    expect(days).toEqual(['01-6', '01-12', '01-20', '02-04']);
    expect(await stages()).toEqual([
      'bill:B202601-A-R overdue-1',
      'bill:B202601-A-R overdue-7',
      'bill:B202601-A-R overdue-15',
      'bill:B202601-A-R overdue-30',
    ]);
  });

  it('tells of the highest stage only, where several were skipped, and goes on from there', async () => {
    await sendOn('2026-01-21');
    await sendOn('2026-01-22');
    await sendOn('2026-02-10');
    expect(await stages()).toEqual(['bill:B202601-A-R overdue-15', 'bill:B202601-A-R overdue-30']);
  });

  it('tells of a stage once, run eight times at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => sendOn('2026-01-06')));
    expect(results.reduce((count, { alerted }) => count + alerted, 0)).toBe(1);
    expect(await stages()).toEqual(['bill:B202601-A-R overdue-1']);
    const [row] = await mall.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM notices WHERE kind = 'arrears-digest'`,
    );
    // Two managers and a robot.
    expect(row!.count).toBe(3);
  });

  it('takes one connection at a time, so that many runs at once never wait for one another', async () => {
    expect(await withOneConnection(mall.application, () => sendOn('2026-01-06'))).toMatchObject({
      notices: 4,
    });
  });

  it('heeds daysOverdue: bills overdue by more days than that', async () => {
    expect(await sendOn('2026-01-15', 10)).toMatchObject({ overdue: 0, alerted: 0, notices: 0 });
    expect(await sendOn('2026-01-16', 10)).toMatchObject({ overdue: 1, alerted: 1 });
    expect(await stages()).toEqual(['bill:B202601-A-R overdue-7']);
  });

  it('says nothing of what is paid in full', async () => {
    await mall.dataSource.query('UPDATE bills SET paid = amount');
    expect(await sendOn('2026-01-06')).toEqual({ overdue: 0, outstanding: '0.00', alerted: 0, notices: 0 });
  });

  it('asks for what is left', async () => {
    await mall.dataSource.query('UPDATE bills SET paid = 250.5');
    await sendOn('2026-01-12');
    const [notice] = await mall.dataSource.query<object[]>(
      `SELECT title, body FROM notices WHERE kind = 'overdue-alert'`,
    );
    expect(notice).toEqual({
      title: 'Bill B202601-A-R is 7 days overdue',
      body:
        'Dear Tenant of A,\nBill B202601-A-R for the rent of shop S-A Shop of A from 1 Jan 2026 to 31 Jan 2026 (contract A): ' +
        'it was due on 5 Jan 2026, 7 days ago, and CNY 749.50 is outstanding. ' +
        'Please pay as soon as possible, or get in touch with the mall.',
    });
  });

  it('sends each manager one digest a day, with the ageing and its total', async () => {
    await mall.dataSource.query(`
      INSERT INTO bills (
        number, contract_id, charge, block, period_start, period_end, due_date, amount, paid, created_at
      )
      SELECT 'X' || days, contract_id, charge, date '2020-01-01' + days * interval '1 month', period_start, period_end,
             date '2026-04-30' - days, 100, days / 100.0, created_at
      FROM bills
      CROSS JOIN unnest('{0,1,30,31,60,61,90,91}'::integer[]) AS days
      WHERE number = 'B202601-A-R'`);
    // The bill of January is 115 days overdue by then.
    const result = await sendOn('2026-04-30');
    expect(result).toMatchObject({ overdue: 8, outstanding: '1696.36', alerted: 8 });
    await sendOn('2026-04-30');
    const digests = await mall.dataSource.query<object[]>(
      `SELECT subject, stage, recipient, title, body FROM notices WHERE kind = 'arrears-digest' ORDER BY recipient`,
    );
    const digest = {
      subject: 'arrears:2026-04-30',
      stage: 'digest',
      title: 'Arrears on 30 Apr 2026: 8 bills, CNY 1,696.36',
      body: [
        'On 30 Apr 2026, 8 bills are overdue, CNY 1,696.36 in all.',
        '',
        '- 1-30 days: 2 bills, CNY 199.69',
        '- 31-60 days: 2 bills, CNY 199.09',
        '- 61-90 days: 2 bills, CNY 198.49',
        '- 90+ days: 2 bills, CNY 1,099.09',
        '',
        'The largest debtors:',
        '',
        '- Tenant of A: 8 bills, CNY 1,696.36, oldest 115 days',
      ].join('\n'),
    };
    expect(digests).toEqual([
      { ...digest, recipient: 'manager:one@mall.example' },
      { ...digest, recipient: 'manager:two@mall.example' },
      { ...digest, recipient: 'robot:managers', body: null },
    ]);
    const [message] = await mall.dataSource.query<{ address: string; items: ArrearsDigest[] }[]>(
      'SELECT address, items FROM messages',
    );
    expect(message).toMatchObject({ address: 'managers', items: [{ bills: 8, total: '1696.36' }] });
    await sendOn('2026-05-01');
    const days = await mall.dataSource.query<object[]>(
      `SELECT DISTINCT subject FROM notices WHERE kind = 'arrears-digest'`,
    );
    expect(days).toHaveLength(2);
  });

  it('names the ten tenants who owe most, all shops of one together', async () => {
    const term = { startDate: '2026-01-01', endDate: '2026-12-31' };
    await addContracts(
      mall.dataSource,
      Array.from({ length: 12 }, (_, index) => ({
        number: `L${index}`,
        ...term,
        monthlyRent: `${2_000 + index}.00`,
        tenantName: index < 2 ? 'Chain' : `T${index}`,
      })),
    );
    await billUpTo(mall.application, '2026-01');
    await sendOn('2026-01-12');
    const [message] = await mall.dataSource.query<{ items: ArrearsDigest[] }[]>('SELECT items FROM messages');
    expect(message!.items[0]!.debtors).toEqual([
      { tenantName: 'Chain', bills: 2, amount: '4001.00', oldestDays: 7 },
      ...[11, 10, 9, 8, 7, 6, 5, 4, 3].map((index) => ({
        tenantName: `T${index}`,
        bills: 1,
        amount: `${2_000 + index}.00`,
        oldestDays: 7,
      })),
    ]);
  });
});
