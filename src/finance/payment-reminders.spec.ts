import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { withOneConnection } from '../../test/support/one-connection.js';
import { addContracts, billUpTo, trialContext } from '../../test/support/rent-roll.js';
import { FinanceModule, type PaymentRemindersResult, sendPaymentReminders } from './index.js';
import { PaymentReminders } from './payment-reminders.js';

describe('send-payment-reminders', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-04-29',
      modules: [FinanceModule],
      environment: { SMTP_URL: 'smtp://127.0.0.1:9' },
    });
  });

  afterAll(() => mall.close());

  /** Contracts D1 to D12 whose May bills are due on the 1st to the 12th. */
  beforeEach(async () => {
    mall.clock.moveTo(new Date('2026-04-29T10:00:00+08:00'));
    await mall.dataSource.query(
      'TRUNCATE bills, payments, contracts, tenants, shops, notices, messages, task_runs, schedules CASCADE',
    );
    await addContracts(
      mall.dataSource,
      Array.from({ length: 12 }, (_, index) => ({
        number: `D${index + 1}`,
        startDate: '2026-05-01',
        endDate: '2027-04-30',
        monthlyRent: '1000.00',
        dueDay: index + 1,
        contactEmail: index === 0 ? null : `tenant${index + 1}@shop.example`,
      })),
    );
    await billUpTo(mall.application, '2026-05');
  });

  const send = (daysAhead: number): Promise<PaymentRemindersResult> =>
    mall.application.get(PaymentReminders).send(daysAhead, trialContext(mall.application));

  /** The contracts whose bills were told of, one entry a notice. */
  const told = async (channel = 'in-app'): Promise<string[]> => {
    const rows = await mall.dataSource.query<{ contract: string }[]>(
      `SELECT split_part(subject, '-', 2) AS contract
       FROM notices
       WHERE channel = $1 AND kind = 'payment-reminder'
       ORDER BY length(subject), subject`,
      [channel],
    );
    return rows.map(({ contract }) => contract);
  };

  const schedule = (cron: string, enabled = true): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO schedules (name, task, cron, timezone, enabled, source, owed_from)
       VALUES ('reminders', $1, $2, 'Asia/Shanghai', $3, 'person', '2026-01-01')`,
      [sendPaymentReminders.name, cron, enabled],
    );

  it('tells of bills that fall due from today up to daysAhead days ahead', async () => {
    mall.clock.moveTo(new Date('2026-05-03T10:00:00+08:00'));
    expect(await send(3)).toEqual({ dueUntil: '2026-05-06', bills: 4, notices: 8 });
    expect(await told()).toEqual(['D3', 'D4', 'D5', 'D6']);
  });

  it('tells up to the day before the next reminders go out, if that is later', async () => {
    // Over the May holiday: the next run is on Wednesday 6 May.
    await schedule('0 10 6 5 *');
    expect(await send(3)).toEqual({ dueUntil: '2026-05-05', bills: 5, notices: 9 });
    expect(await told()).toEqual(['D1', 'D2', 'D3', 'D4', 'D5']);
  });

  it('heeds daysAhead where the next reminders go out sooner, and no schedule that is off', async () => {
    await schedule('0 10 * * *');
    expect(await send(2)).toMatchObject({ dueUntil: '2026-05-01', bills: 1 });
    await mall.dataSource.query('UPDATE schedules SET enabled = false, cron = $1', ['0 10 20 5 *']);
    expect(await send(3)).toMatchObject({ dueUntil: '2026-05-02', bills: 1 });
  });

  it('tells of a bill once, however often and concurrently it runs', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => send(5)));
    expect(results.reduce((bills, result) => bills + result.bills, 0)).toBe(4);
    mall.clock.moveTo(new Date('2026-04-30T10:00:00+08:00'));
    expect(await send(5)).toMatchObject({ bills: 1 });
    expect(await told()).toEqual(['D1', 'D2', 'D3', 'D4', 'D5']);
    expect(await told('email')).toEqual(['D2', 'D3', 'D4', 'D5']);
  });

  it('takes one connection at a time, so that many runs at once never wait for one another', async () => {
    expect(await withOneConnection(mall.application, () => send(2))).toMatchObject({ bills: 1 });
  });

  it('says nothing of what is paid or void, and asks for what is left of a bill paid in part', async () => {
    await mall.dataSource.query(`UPDATE bills SET paid = 1000 WHERE number = 'B202605-D1-R'`);
    await mall.dataSource.query(`UPDATE bills SET paid = 999.9 WHERE number = 'B202605-D2-R'`);
    await mall.dataSource.query(
      `UPDATE bills SET voided_at = now(), void_reason = 'x', credited = amount WHERE number = 'B202605-D3-R'`,
    );
    await send(4);
    expect(await told()).toEqual(['D2']);
    const [notice] = await mall.dataSource.query<object[]>(
      `SELECT subject, stage, kind, recipient, address, title, body FROM notices WHERE channel = 'in-app'`,
    );
    const [tenant] = await mall.dataSource.query<{ id: string }[]>(
      `SELECT id FROM tenants WHERE name = 'Tenant of D2'`,
    );
    expect(notice).toEqual({
      subject: 'bill:B202605-D2-R',
      stage: 'reminder',
      kind: 'payment-reminder',
      recipient: `tenant:${tenant!.id}`,
      address: null,
      title: '账单 B202605-D2-R 将于 2026年5月2日到期',
      body:
        'Tenant of D2：\n店铺 S-D2 Shop of D2（合同 D2）2026年5月1日至2026年5月31日的租金账单 B202605-D2-R，' +
        '待付 ¥0.10，付款截止日为 2026年5月2日。请按时付款。如已付款，请忽略本通知。',
    });
  });

  it('goes through more bills than fit one transaction', async () => {
    await mall.dataSource.query(`
      INSERT INTO bills (number, contract_id, charge, block, issue, period_start, period_end, due_date, amount)
      SELECT number || '-' || n, contract_id, charge, block, n, period_start, period_end, due_date, amount
      FROM bills
      CROSS JOIN generate_series(2, 1100) AS n
      WHERE number = 'B202605-D1-R'`);
    expect(await send(2)).toEqual({ dueUntil: '2026-05-01', bills: 1100, notices: 1100 });
    expect(await send(2)).toMatchObject({ bills: 0, notices: 0 });
  });
});
