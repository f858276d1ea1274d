import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestMailServer } from '../../test/support/mail-server.js';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { withOneConnection } from '../../test/support/one-connection.js';
import { addContracts, billUpTo, trialContext } from '../../test/support/rent-roll.js';
import { NoticeKinds } from '../notifications/index.js';
import { Worker } from '../tasks/index.js';
import { FinanceModule, type PaymentRemindersResult, sendPaymentReminders } from './index.js';
import { PaymentReminders } from './payment-reminders.js';

/** Days of 2026 on which nobody works in China although they are no weekend, and weekends on which they do. */
const CN_HOLIDAYS = [
  ...[
    '01-01',
    '01-02',
    '02-16',
    '02-17',
    '02-18',
    '02-19',
    '02-20',
    '02-23',
    '04-06',
    '05-01',
    '05-04',
    '05-05',
  ],
  ...['06-19', '09-25', '10-01', '10-02', '10-05', '10-06', '10-07'],
];
const CN_MAKE_UP_DAYS = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'];

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

const daysOf2026 = Array.from({ length: 365 }, (_, index) => dayAfter('2026-01-01', index));

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(day).getUTCDay());

describe('send-payment-reminders', () => {
  let mall: MallApplication;
  const mailServer = new TestMailServer();

  beforeAll(async () => {
    await mailServer.start();
    mall = await startMall({
      today: '2026-04-29',
      modules: [FinanceModule],
      environment: { SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` },
    });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
    await mailServer.stop();
  });

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

  const schedule = (cron: string, calendar: string | null = null): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO schedules (name, task, cron, timezone, calendar, source, owed_from)
       VALUES ('reminders', $1, $2, 'Asia/Shanghai', $3, 'person', '2026-01-01')`,
      [sendPaymentReminders.name, cron, calendar],
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
        'Tenant of D2：\n商铺 S-D2 Shop of D2（合同 D2）2026年5月1日至2026年5月31日的租金账单 B202605-D2-R，' +
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

  it('says it all in one e-mail to a tenant, however many bills there are', async () => {
    await mall.dataSource.query(`
      UPDATE contracts SET tenant_id = (SELECT min(tenant_id) FROM contracts), contact_email = 'one@shop.example';
      UPDATE bills SET paid = 0.5 WHERE number = 'B202605-D2-R'`);
    await mall.application.get(Worker).start({ queues: ['notifications'] });
    expect(await send(3)).toMatchObject({ bills: 2, notices: 4 });
    await mailServer.received(1);
    const [mail] = mailServer.mails;
    expect(mail!.to).toEqual(['one@shop.example']);
    expect(mail!.headers.get('subject')).toBe('2 笔账单即将到期，合计 ¥1,999.50');
    expect(mail!.body).toBe(
      [
        'Tenant of D1：',
        '',
        '以下 2 笔账单即将到期，合计待付 ¥1,999.50：',
        '',
        '- 商铺 S-D1 Shop of D1（合同 D1）2026年5月1日至2026年5月31日的租金账单 B202605-D1-R：¥1,000.00，2026年5月1日到期',
        '- 商铺 S-D2 Shop of D2（合同 D2）2026年5月1日至2026年5月31日的租金账单 B202605-D2-R：¥999.50，2026年5月2日到期',
        '',
        '请按时付款。如已付款，请忽略本通知。',
      ].join('\n'),
    );
  });

  it('does not ask by e-mail for what was paid while the e-mail waited', async () => {
    await mall.dataSource.query(`
      UPDATE contracts SET tenant_id = (SELECT min(tenant_id) FROM contracts), contact_email = 'one@shop.example';
      UPDATE contracts SET contact_email = 'two@shop.example' WHERE number = 'D2'`);
    mailServer.mails.length = 0;
    await mall.application.get(Worker).stop(0);
    expect(await send(4)).toMatchObject({ bills: 3, notices: 6 });
    await mall.dataSource.query(`
      UPDATE bills SET paid = amount WHERE number IN ('B202605-D1-R', 'B202605-D2-R');
      UPDATE bills SET paid = 400 WHERE number = 'B202605-D3-R'`);
    await mall.application.get(Worker).start({ queues: ['notifications'] });
    await mailServer.received(1);
    expect(mailServer.mails[0]!.to).toEqual(['one@shop.example']);
    expect(mailServer.mails[0]!.body).toContain('以下 1 笔账单即将到期，合计待付 ¥600.00');
    const dropped = (): Promise<object[]> =>
      mall.dataSource.query(`SELECT subject FROM notices WHERE status = 'DROPPED' ORDER BY subject`);
    while ((await dropped()).length < 2) await sleep(10);
    // Of the first message one bill, and the second one with all that it told of.
    expect(await dropped()).toEqual([{ subject: 'bill:B202605-D1-R' }, { subject: 'bill:B202605-D2-R' }]);
    expect(mailServer.mails).toHaveLength(1);
  });

  it('says how late a bill is when the e-mail goes out, and reminds of nothing that was due before', async () => {
    const bills = ['B202605-D2-R', 'B202605-D3-R'].map((number) => ({
      number,
      daysOverdue: 1,
      outstanding: '9',
    }));
    const present = { today: '2026-05-03', manager: mall.dataSource.manager };
    const asOfNow = (kind: string): Promise<unknown> =>
      mall.application.get(NoticeKinds).find(kind)!.stillTrue!(bills, present);
    expect(await asOfNow('payment-reminder')).toEqual([undefined, { ...bills[1], outstanding: '1000.00' }]);
    expect(await asOfNow('overdue-alert')).toMatchObject([{ daysOverdue: 1 }, { daysOverdue: 0 }]);
    present.today = '2026-05-13';
    expect(await asOfNow('overdue-alert')).toMatchObject([{ daysOverdue: 11 }, { daysOverdue: 10 }]);
  });

  it('asks after all, once, for what was paid while the e-mail waited when the payment turns out to be none', async () => {
    mall.clock.moveTo(new Date('2026-04-29T10:00:00+08:00'));
    mailServer.mails.length = 0;
    const worker = mall.application.get(Worker);
    await worker.stop(0);
    expect(await send(3)).toMatchObject({ bills: 2, notices: 3 });
    const paid = await mall.request<{ id: string }>('POST', '/payments', {
      billNumber: 'B202605-D2-R',
      amount: '1000.00',
      paidAt: '2026-04-29T09:00:00+08:00',
      method: 'cash',
      reference: 'bounces',
    });
    expect(paid.status).toBe(201);
    await worker.start({ queues: ['notifications'] });
    const statuses = (): Promise<object[]> =>
      mall.dataSource.query(`SELECT status FROM notices WHERE channel = 'email'`);
    while (!(await statuses()).every((row) => 'status' in row && row.status === 'DROPPED')) await sleep(10);
    expect(
      await mall.request('POST', `/payments/${paid.body.id}/reverse`, { reason: 'bounced' }),
    ).toMatchObject({ status: 200 });
    mall.clock.moveTo(new Date('2026-04-30T10:00:00+08:00'));
    expect(await send(1)).toMatchObject({ bills: 0 });
    expect(await send(2)).toMatchObject({ bills: 1, notices: 1 });
    await mailServer.received(1);
    while (!(await statuses()).every((row) => 'status' in row && row.status === 'SENT')) await sleep(10);
    await mall.dataSource.query('UPDATE bills SET reminded_at = NULL');
    expect(await send(2)).toMatchObject({ notices: 0 });
  });

  it('has texts for every kind, channel and language that say something', async () => {
    const { body } = await mall.request<{
      items: { kind: string; channel: string; language: string; title: string; body: string }[];
    }>('GET', '/notification-templates');
    expect(new Set(body.items.map(({ kind }) => kind))).toEqual(
      new Set(['arrears-digest', 'overdue-alert', 'payment-reminder', 'renewal-alert', 'renewal-reminder']),
    );
    for (const { kind, channel, language, title, body: text } of body.items) {
      const path = `/notification-templates/${kind}/${channel}/${language}/preview`;
      const preview = await mall.request<{ title: string; body: string }>('POST', path, {
        title,
        body: text,
      });
      expect(preview).toMatchObject({ status: 200, body: { body: expect.stringMatching(/(2026|¥|CNY)/) } });
      if (channel === 'sms') expect(preview.body.body.length).toBeLessThan(160);
    }
  });

  describe.each([
    ['workdays', '0 10 * * 1-5', null, daysOf2026.filter((day) => !isWeekend(day))],
    [
      'the workdays of China',
      '0 10 * * *',
      'cn-workdays',
      daysOf2026.filter((day) =>
        isWeekend(day) ? CN_MAKE_UP_DAYS.includes(day.slice(5)) : !CN_HOLIDAYS.includes(day.slice(5)),
      ),
    ],
  ])('over a year of %s', (_name, cron, calendar, runDays) => {
    const DAYS_AHEAD = 3;

    /** For each day of the year one bill that is never paid, and one that is, before or after it is told of. */
    const bills = daysOf2026.slice(4, -3).flatMap((dueDate, index) => [
      { number: `U-${dueDate}`, dueDate, paidOn: null },
      { number: `P-${dueDate}`, dueDate, paidOn: dayAfter(dueDate, -((index * 7) % 13)) },
    ]);

    /** By the rule's words: the first run that finds it unpaid and near, or that is the last before it is due. */
    const remindedOn = ({ dueDate, paidOn }: (typeof bills)[number]): string | undefined =>
      runDays.find((day, index) => {
        if (day > dueDate || (paidOn !== null && paidOn <= day)) return false;
        const lastChance = (runDays[index + 1] ?? '2027-01-01') > dueDate;
        return lastChance || dueDate <= dayAfter(day, DAYS_AHEAD);
      });

    it('tells once of every bill that is not paid by then, in time, and of no other', async () => {
      await schedule(cron, calendar);
      await mall.dataSource.query('TRUNCATE bills CASCADE');
      await mall.dataSource.query(
        `INSERT INTO bills (number, contract_id, charge, block, issue, period_start, period_end, due_date, amount)
         SELECT bill.number, contracts.id, 'RENT', '2026-05-01', row_number() OVER (), '2026-05-01', '2026-05-31', bill.due,
                100
         FROM contracts
         CROSS JOIN unnest($1::text[], $2::date[]) AS bill (number, due)
         WHERE contracts.number = 'D1'`,
        [bills.map(({ number }) => number), bills.map(({ dueDate }) => dueDate)],
      );
      let paidUntil = '';
      for (const [index, day] of runDays.entries()) {
        const paid = bills.filter(({ paidOn }) => paidOn !== null && paidOn > paidUntil && paidOn <= day);
        paidUntil = day;
        await mall.dataSource.query('UPDATE bills SET paid = amount WHERE number = ANY ($1)', [
          paid.map(({ number }) => number),
        ]);
        // Some start late, and one in ten starts twice.
        mall.clock.moveTo(new Date(`${day}T1${index % 4}:00:00+08:00`));
        await send(DAYS_AHEAD);
        if (index % 10 === 0) await send(DAYS_AHEAD);
      }
      const told = await mall.dataSource.query<{ subject: string; day: string; notices: number }[]>(
        `SELECT subject, min((reminded_at AT TIME ZONE 'Asia/Shanghai')::date) AS day, count(*)::integer AS notices
         FROM notices
         LEFT JOIN bills ON 'bill:' || bills.number = subject
         GROUP BY subject`,
      );
      const expected = bills.flatMap((bill) => {
        const day = remindedOn(bill);
        return day === undefined ? [] : [{ subject: `bill:${bill.number}`, day, notices: 1 }];
      });
      const bySubject = (one: { subject: string }, other: { subject: string }): number =>
        one.subject < other.subject ? -1 : 1;
      expect(told.sort(bySubject)).toEqual(expected.sort(bySubject));
      // What the rule is for: whatever is not paid was told of, on its day at the latest, whether anybody works then or not.
      const subjects = new Set(told.map(({ subject }) => subject));
      expect(
        bills.filter(({ number, paidOn }) => paidOn === null && !subjects.has(`bill:${number}`)),
      ).toEqual([]);
      expect(told.filter(({ subject, day }) => day > subject.slice(-10))).toEqual([]);
    });
  });
});
