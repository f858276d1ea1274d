import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, someoneWaits, startMall } from '../../test/support/mall-application.js';
import { withOneConnection } from '../../test/support/one-connection.js';
import { addContracts } from '../../test/support/rent-roll.js';
import { FinanceModule } from '../finance/index.js';
import type { Page } from '../http/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { TaskClient, Worker } from '../tasks/index.js';
import type { Report, ReportSummary } from './dto/report.js';
import {
  generateDailyReport,
  generateMonthlyReport,
  generateWeeklyReport,
  ReportsModule,
  type ReportsResult,
} from './index.js';

/** Saturday. */
const TODAY = '2026-01-31';

describe('reports.generate-daily-report', () => {
  let mall: MallApplication;
  let address: string;
  let authorization: string;

  beforeAll(async () => {
    mall = await startMall({
      today: TODAY,
      modules: [SchedulesModule, NotificationsModule, FinanceModule, ReportsModule],
    });
    address = `${await mall.application.getUrl()}/api/v1/reports`;
    const { body } = await mall.request<{ accessToken: string }>('POST', '/auth/login', {
      username: 'admin',
      password: 'correct horse battery',
    });
    authorization = `Bearer ${body.accessToken}`;
    await mall.application.get(Worker).start({ queues: ['reports'] });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(async () => {
    mall.clock.moveTo(new Date(`${TODAY}T07:00:00+08:00`));
    await query(
      'TRUNCATE reports, notices, task_runs, task_logs, task_steps, bills, payments, contracts, shops, tenants CASCADE',
    );
  });

  const query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    mall.dataSource.query<Row[]>(sql, parameters);

  const submit = (date?: string) => mall.application.get(TaskClient).delay(generateDailyReport, { date });
  const make = async (date?: string) => (await submit(date)).get({ timeout: 20 });

  const reportOf = async (date: string): Promise<Report> =>
    (await mall.request<Report>('GET', `/reports/${date}`)).body;

  const dates = async (): Promise<string[]> =>
    (await query<{ date: string }>('SELECT date FROM reports ORDER BY date')).map(({ date }) => date);

  const addManagers = () =>
    query(`INSERT INTO shops (code, name, manager_name, manager_email)
           VALUES ('A', 'a', 'One', 'one@mall.example'), ('B', 'b', 'Two', 'two@mall.example')`);

  it('begins with yesterday, and from then on leaves out no day', async () => {
    expect(await make()).toEqual({ dates: ['2026-01-30'], notices: 0 });
    expect(await make()).toEqual({ dates: [], notices: 0 });
    // Monday to Thursday nobody was there; the weekend has no schedule of its own.
    mall.clock.moveTo(new Date('2026-02-06T07:00:00+08:00'));
    expect((await make()).dates).toEqual([
      '2026-01-31',
      '2026-02-01',
      '2026-02-02',
      '2026-02-03',
      '2026-02-04',
      '2026-02-05',
    ]);
  });

  it('made late, ends with the day before its slot', async () => {
    await make();
    // The run of Monday morning that starts on Wednesday: what came after is for Wednesday's own.
    mall.clock.moveTo(new Date('2026-02-04T09:00:00+08:00'));
    const slot = new Date('2026-02-02T07:00:00+08:00');
    const late = await mall.application.get(TaskClient).applyAsync(generateDailyReport, {}, { slot });
    expect((await late.get({ timeout: 20 })).dates).toEqual(['2026-01-31', '2026-02-01']);
    expect((await make()).dates).toEqual(['2026-02-02', '2026-02-03']);
  });

  it('goes by the date in the mall', async () => {
    mall.clock.moveTo(new Date('2026-01-30T16:30:00Z'));
    expect((await make()).dates).toEqual(['2026-01-30']);
    mall.clock.moveTo(new Date('2026-01-31T15:30:00Z'));
    expect((await make()).dates).toEqual([]);
  });

  it('makes one report a day and tells every manager once, however many run at once', async () => {
    await addManagers();
    const results = await Promise.all([make(), make(), make(), make(), make()]);
    expect(results.flatMap((each) => each.dates)).toEqual(['2026-01-30']);
    expect(results.reduce((sum, each) => sum + each.notices, 0)).toBe(2);
    expect(await query('SELECT subject, recipient, kind, title FROM notices ORDER BY recipient')).toEqual(
      ['one', 'two'].map((name) => ({
        subject: 'report:2026-01-30',
        recipient: `manager:${name}@mall.example`,
        kind: 'daily-report',
        title: '商场日报 2026-01-30：实收 0.00 元',
      })),
    );
  });

  it('tells every manager in the language that they read', async () => {
    await addManagers();
    await mall.request('PUT', '/notification-preferences/manager:two@mall.example', { language: 'en' });
    await make();
    const notices = await query<{ title: string }>('SELECT title FROM notices ORDER BY recipient');
    await query('TRUNCATE notification_preferences');
    expect(notices.map(({ title }) => title)).toEqual([
      '商场日报 2026-01-30：实收 0.00 元',
      'Daily report 2026-01-30: 0.00 collected',
    ]);
  });

  it('takes one connection at a time, so that many runs at once never wait for one another', async () => {
    await addManagers();
    expect(await withOneConnection(mall.application, () => make())).toMatchObject({ notices: 2 });
  });

  it('tells managers of the days of the last month only when it has more to make up for', async () => {
    await addManagers();
    await make('2025-12-20');
    const { dates: made, notices } = await make();
    expect(made).toHaveLength(41);
    expect(notices).toBe(2 * 31);
    const [first] = await query<{ subject: string }>('SELECT min(subject) AS subject FROM notices');
    expect(first!.subject).toBe('report:2025-12-31');
  });

  it('makes the report of a day that is asked for, and those on the way to it', async () => {
    await make('2026-01-20');
    expect((await make('2026-01-22')).dates).toEqual(['2026-01-21', '2026-01-22']);
    expect((await make('2020-01-10')).dates).toEqual(['2020-01-10']);
    expect(await dates()).toEqual(['2020-01-10', '2026-01-20', '2026-01-21', '2026-01-22']);
  });

  it('refuses a day that is not over, and what is no day', async () => {
    await expect(make(TODAY)).rejects.toThrow('TaskRejected: 2026-01-31 is not over yet');
    await expect(make('2024-01-30')).rejects.toThrow(
      'TaskRejected: 2024-01-30 is too long ago for the first daily report, as all after it would be made up for: ' +
        'begin with 2024-01-31 at the earliest.',
    );
    await expect(submit('2026-02-30')).rejects.toThrow('there is no such date');
    await expect(submit('30.1.2026')).rejects.toThrow('write a date as YYYY-MM-DD');
    expect(await dates()).toEqual([]);
  });

  it('goes on where it was when it is executed again', async () => {
    await addManagers();
    await make('2026-01-27');
    const run = await submit();
    const result = await run.get({ timeout: 20 });
    const before = await query('SELECT * FROM reports ORDER BY date');
    // As if its worker had died after the first two days.
    await query('DELETE FROM task_steps WHERE run_id = $1 AND step > 2', [run.id]);
    await query(`DELETE FROM reports WHERE date > '2026-01-29'`);
    await query(`DELETE FROM notices WHERE subject > 'report:2026-01-29'`);
    await query(`UPDATE task_runs SET status = 'PENDING', result = NULL, finished_at = NULL WHERE id = $1`, [
      run.id,
    ]);
    expect(await run.get({ timeout: 20 })).toEqual(result);
    expect(result).toEqual({ dates: ['2026-01-28', '2026-01-29', '2026-01-30'], notices: 6 });
    const after = await query('SELECT * FROM reports ORDER BY date');
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(await dates()).toEqual(['2026-01-27', ...result.dates]);
  });

  it('tells what was billed and collected on the day, and what was owed at its end', async () => {
    const ids = await addContracts(mall.dataSource, [
      { number: 'C-1', startDate: '2025-01-01', endDate: '2027-12-31', monthlyRent: '1000.00' },
    ]);
    await query(
      `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount, paid,
                          created_at)
       VALUES ('old', $1, 'RENT', '2025-10-01', '2025-10-01', '2025-10-31', '2025-10-05', 1000.10, 0,
               '2025-09-25T08:00:00+08:00'),
              ('new', $1, 'RENT', '2026-02-01', '2026-02-01', '2026-02-28', '2026-02-05', 2000.20, 0,
               '2026-01-30T23:59:59+08:00'),
              ('next day', $1, 'MANAGEMENT', '2026-02-01', '2026-02-01', '2026-02-28', '2026-02-05', 7, 0,
               '2026-01-31T00:00:00+08:00')`,
      [ids.get('C-1')],
    );
    const payment = { billNumber: 'new', amount: '500.05', paidAt: '2026-01-30T12:00:00+08:00' };
    await mall.request('POST', '/payments', { ...payment, method: 'cash', reference: 'R-1' });
    await make();
    const { money } = await reportOf('2026-01-30');
    expect(money).toMatchObject({ billed: '2000.20', collected: '500.05', outstanding: '2500.25' });
    expect(money.ageing).toMatchObject({ bills: 1, total: '1000.10' });
    expect(money.ageing.buckets.at(-1)).toEqual({ days: '90+', bills: 1, amount: '1000.10' });
  });

  it('tells once, in the next report, what was recorded too late for the report of its day', async () => {
    const ids = await addContracts(mall.dataSource, [
      { number: 'C-1', startDate: '2025-01-01', endDate: '2027-12-31', monthlyRent: '1000.00' },
    ]);
    await query(
      `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount, created_at)
       VALUES ('bill', $1, 'RENT', '2026-01-01', '2026-01-01', '2026-01-31', '2026-01-05', 1000, '2025-12-25+08')`,
      [ids.get('C-1')],
    );
    const pay = async (amount: string, paidAt: string): Promise<string> => {
      const payment = {
        billNumber: 'bill',
        amount,
        paidAt,
        method: 'cash',
        reference: `${amount} ${paidAt}`,
      };
      const { body } = await mall.request<{ id: string }>('POST', '/payments', payment);
      return body.id;
    };
    const told = async (date: string): Promise<(string | undefined)[]> => {
      const { money } = await reportOf(date);
      return [money.collected, money.recordedLater];
    };
    await pay('1.00', '2026-01-28T12:00:00+08:00');
    await make('2026-01-28');
    const tooMuch = await pay('20.00', '2026-01-28T23:59:59+08:00');
    await pay('300.00', '2026-01-27T12:00:00+08:00');
    const { status } = await mall.request('POST', `/payments/${tooMuch}/refund`, {
      amount: '5.00',
      reason: 'too much',
      reference: 'F-1',
      refundedAt: '2026-01-28T23:59:59+08:00',
    });
    expect(status).toBe(201);
    await pay('40.00', '2026-01-29T12:00:00+08:00');
    // One that is being recorded right then is waited for: it is recorded before that, and not to be seen yet.
    const runner = mall.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `WITH payment AS (
         INSERT INTO payments (contract_id, tenant_id, amount, paid_at, method, reference)
         SELECT id, tenant_id, 6, '2026-01-30T12:00:00+08:00', 'cash', 'on account' FROM contracts
         RETURNING *
       )
       INSERT INTO account_entries (tenant_id, kind, amount, at, payment_id)
       SELECT tenant_id, 'PAYMENT', -amount, paid_at, id FROM payment`,
    );
    const making = make('2026-01-30');
    await someoneWaits(mall.dataSource);
    await runner.commitTransaction();
    await runner.release();
    await making;
    await pay('50.00', '2026-01-30T12:00:00+08:00');
    mall.clock.moveTo(new Date('2026-02-01T07:00:00+08:00'));
    await make();
    expect(await told('2026-01-28')).toEqual(['1.00', '0.00']);
    expect(await told('2026-01-29')).toEqual(['40.00', '315.00']);
    expect(await told('2026-01-30')).toEqual(['6.00', '0.00']);
    expect(await told('2026-01-31')).toEqual(['0.00', '50.00']);
  });

  it('tells which contracts began, end soon and ended, and which shops are vacant', async () => {
    const contract = (number: string, startDate: string, endDate: string, status = 'ACTIVE') => ({
      number,
      escalationPercent: '10',
      startDate,
      endDate,
      status,
      monthlyRent: '1000.00',
    });
    const ids = await addContracts(mall.dataSource, [
      contract('began', '2026-01-30', '2027-01-29'),
      contract('began but is a draft', '2026-01-30', '2027-01-29', 'DRAFT'),
      contract('ends in 30 days', '2025-01-01', '2026-03-01'),
      contract('ends in 31 days', '2025-01-01', '2026-03-02'),
      contract('ends tomorrow and is renewed', '2025-01-01', '2026-01-31'),
      contract('ends tomorrow, and the next one is signed', '2025-01-01', '2026-01-31'),
      contract('ended', '2025-01-01', '2026-01-30', 'EXPIRED'),
      contract('ended long ago', '2024-01-01', '2025-06-30', 'TERMINATED'),
    ]);
    await query(
      `INSERT INTO contracts (number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day,
                              status, billing_from, predecessor_id)
       SELECT 'next to ' || number, shop_id, tenant_id, '2026-02-01', '2027-01-31', 1000, 'monthly', 1, 'ACTIVE',
              '2026-02-01'::date, CASE WHEN id = $1 THEN id END
       FROM contracts WHERE id IN ($1, $2)`,
      [ids.get('ends tomorrow and is renewed'), ids.get('ends tomorrow, and the next one is signed')],
    );
    await query(`INSERT INTO shops (code, name, closed_at)
                 VALUES ('closed before', 'closed', '2026-01-30T12:00:00+08:00'),
                        ('closed since', 'closed', '2026-01-31T12:00:00+08:00')`);
    await query(`UPDATE shops SET created_at = '2026-01-30T23:59:59+08:00'`);
    await query(
      `INSERT INTO shops (code, name, created_at) VALUES ('not yet', 'new', '2026-01-31T00:00:00+08:00')`,
    );
    await make();
    const { leasing, charts } = await reportOf('2026-01-30');
    const numbers = ({ items }: { items: readonly { number: string }[] }) =>
      items.map(({ number }) => number);
    expect(numbers(leasing.began)).toEqual(['began']);
    expect(numbers(leasing.expiring)).toEqual(['ends in 30 days']);
    // It has risen once, on the first of January.
    expect(leasing.expiring.items.map(({ monthlyRent }) => monthlyRent)).toEqual(['1100.00']);
    expect(charts?.expiries.slice(0, 3).map(({ monthlyRent }) => monthlyRent)).toEqual([
      '0.00',
      '0.00',
      '2200.00',
    ]);
    expect(numbers(leasing.ended)).toEqual(['ended']);
    expect(leasing.ended.items[0]).toEqual({
      number: 'ended',
      shopCode: 'S-ended',
      shopName: 'Shop of ended',
      tenantName: 'Tenant of ended',
      startDate: '2025-01-01',
      endDate: '2026-01-30',
      monthlyRent: '1100.00',
      renewed: false,
    });
    expect(leasing).toMatchObject({ shops: 9, let: 6, vacant: { total: 3 } });
    expect(leasing.vacant.items.map(({ code, since }) => [code, since])).toEqual([
      ['S-began but is a draft', null],
      ['S-ended long ago', '2025-07-01'],
      ['closed since', null],
    ]);
  });

  it('counts the shops that were open and let at the ends of months, each from when it was there until it was closed', async () => {
    await addContracts(mall.dataSource, [
      { number: 'stays', startDate: '2025-09-30', endDate: '2026-12-31', monthlyRent: '1.00' },
      { number: 'ends', startDate: '2025-01-01', endDate: '2025-10-31', monthlyRent: '1.00' },
      { number: 'closes', startDate: '2025-01-01', endDate: '2026-12-31', monthlyRent: '1.00' },
    ]);
    await query(`UPDATE shops SET closed_at = '2025-12-31T23:59:00+08:00' WHERE code = 'S-closes'`);
    // The shops of the contracts, too, were recorded long after these had begun.
    await query(`INSERT INTO shops (code, name, created_at) VALUES ('built', 'built', '2025-11-30T23:59:59+08:00'),
                                                                  ('built later', 'built', '2025-12-01T00:00+08')`);
    await make();
    const { charts } = await reportOf('2026-01-30');
    expect(charts?.occupancy.slice(-6)).toEqual([
      { date: '2025-08-31', shops: 2, let: 2 },
      { date: '2025-09-30', shops: 3, let: 3 },
      { date: '2025-10-31', shops: 3, let: 3 },
      { date: '2025-11-30', shops: 4, let: 2 },
      { date: '2025-12-31', shops: 4, let: 1 },
      { date: '2026-01-30', shops: 4, let: 1 },
    ]);
  });

  it('counts more contracts than it names', async () => {
    await addContracts(
      mall.dataSource,
      Array.from({ length: 130 }, (_, index) => ({
        number: `C-${index}`,
        startDate: '2025-01-01',
        endDate: '2026-02-10',
        monthlyRent: '1.00',
      })),
    );
    await make();
    const { expiring } = (await reportOf('2026-01-30')).leasing;
    expect([expiring.total, expiring.items.length, expiring.monthlyRent]).toEqual([130, 100, '130.00']);
  });

  it('tells what became of notices and tasks from midnight to midnight in the mall', async () => {
    await query(
      `INSERT INTO task_runs (id, task, queue, status, attempt, started_at, finished_at, error)
       SELECT gen_random_uuid(), task, 'q', status, attempt, at::timestamptz - interval '2 s', at::timestamptz,
              jsonb_build_object('message', error)
       FROM (VALUES ('a.task', 'SUCCESS', 1, '2026-01-30T00:00:00+08:00', NULL),
                    ('a.task', 'SUCCESS', 3, '2026-01-30T23:59:59+08:00', NULL),
                    ('a.task', 'FAILURE', 4, '2026-01-30T10:00:00+08:00', 'the first'),
                    ('a.task', 'FAILURE', 4, '2026-01-30T11:00:00+08:00', 'the last'),
                    ('b.task', 'REVOKED', 0, '2026-01-30T11:00:00+08:00', NULL),
                    ('b.task', 'SUCCESS', 1, '2026-01-29T23:59:59+08:00', NULL),
                    ('b.task', 'SUCCESS', 1, '2026-01-31T00:00:00+08:00', NULL))
         AS run (task, status, attempt, at, error)`,
    );
    await query(
      `INSERT INTO notices (id, subject, stage, recipient, channel, kind, title, status, sent_at, failed_at)
       SELECT gen_random_uuid(), at || status, '', '', 'in-app', '', '', status,
              CASE status WHEN 'SENT' THEN at::timestamptz END, CASE status WHEN 'FAILED' THEN at::timestamptz END
       FROM (VALUES ('SENT', '2026-01-30T00:00:00+08:00'), ('SENT', '2026-01-30T23:59:59+08:00'),
                    ('FAILED', '2026-01-30T12:00:00+08:00'), ('SENT', '2026-01-31T00:00:00+08:00'))
         AS notice (status, at)`,
    );
    await make();
    const { notices, tasks } = await reportOf('2026-01-30');
    expect(notices).toEqual({ sent: 2, failed: 1 });
    expect(tasks).toEqual([
      {
        task: 'a.task',
        succeeded: 2,
        failed: 2,
        revoked: 0,
        retried: 1,
        longestMs: 2000,
        lastError: 'the last',
      },
      { task: 'b.task', succeeded: 0, failed: 0, revoked: 1, retried: 0, longestMs: 2000, lastError: null },
    ]);
  });

  it('compares with the days before, and keeps what its charts show', async () => {
    const contract = { startDate: '2025-02-01', endDate: '2026-03-15', monthlyRent: '1000.00' };
    const ids = await addContracts(mall.dataSource, [
      { number: 'A', ...contract, escalationPercent: '10' },
      { number: 'B', ...contract, startDate: '2026-01-29', endDate: '2027-01-28' },
      { number: 'C', ...contract, startDate: '2025-01-01', endDate: '2025-12-30', status: 'EXPIRED' },
    ]);
    await query(`UPDATE shops SET created_at = '2025-01-01T08:00:00+08:00'`);
    await query(
      `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount, created_at)
       SELECT at, $1::bigint, 'RENT', at::date, at::date, at::date, due::date, amount,
              at::timestamp AT TIME ZONE 'Asia/Shanghai'
       FROM (VALUES ('2025-12-01', '2025-12-29', 100.00), ('2026-01-01', '2026-02-05', 40.00)) AS bill (at, due, amount)`,
      [ids.get('A')],
    );
    for (const [paidAt, amount] of [
      ['2025-12-30T23:00:00+08:00', '10.00'],
      ['2026-01-23T00:00:00+08:00', '20.00'],
      ['2026-01-30T23:59:59+08:00', '30.00'],
    ]) {
      const payment = { billNumber: '2025-12-01', amount, paidAt, method: 'cash', reference: paidAt };
      expect((await mall.request('POST', '/payments', payment)).status).toBe(201);
    }
    await make();
    const { comparison, charts } = await reportOf('2026-01-30');
    expect(
      comparison?.map(({ name, from, collected, outstanding, overdue, occupancy }) => [
        name,
        from,
        collected,
        outstanding.was,
        overdue.change,
        occupancy.was,
      ]),
    ).toEqual([
      [
        'day-before',
        '2026-01-29',
        { was: '0.00', change: '30.00', percent: null },
        '110.00',
        '-30.00',
        '66.7',
      ],
      [
        'week-before',
        '2026-01-23',
        { was: '20.00', change: '10.00', percent: '50.0' },
        '110.00',
        '-30.00',
        '33.3',
      ],
      [
        'month-before',
        '2025-12-30',
        { was: '10.00', change: '20.00', percent: '200.0' },
        '90.00',
        '-50.00',
        '66.7',
      ],
    ]);
    expect(charts?.collections).toHaveLength(30);
    expect(charts?.collections[0]).toEqual({ date: '2026-01-01', billed: '40.00', collected: '0.00' });
    expect(charts?.collections.at(-1)).toEqual({ date: '2026-01-30', billed: '0.00', collected: '30.00' });
    expect(charts?.occupancy.slice(-2)).toEqual([
      { date: '2025-12-31', shops: 3, let: 1 },
      { date: '2026-01-30', shops: 3, let: 2 },
    ]);
    // From January to December; a year after its start the rent had risen.
    expect(charts?.expiries).toHaveLength(12);
    expect(charts?.expiries.filter(({ contracts }) => contracts > 0)).toEqual([
      { month: '2026-03', contracts: 1, monthlyRent: '1100.00' },
    ]);
  });

  describe('of weeks and months', () => {
    const run = async (
      task: typeof generateWeeklyReport | typeof generateMonthlyReport,
      kwargs: object,
      slot?: Date,
    ) =>
      (await mall.application.get(TaskClient).applyAsync<object, ReportsResult>(task, kwargs, { slot })).get({
        timeout: 20,
      });

    it('are made of every week since the last, from Monday to Sunday, and told', async () => {
      await addManagers();
      // The run of Monday the 26th that starts on Saturday.
      const monday = new Date('2026-01-26T07:15:00+08:00');
      expect(await run(generateWeeklyReport, {}, monday)).toEqual({ dates: ['2026-01-19'], notices: 2 });
      expect((await run(generateWeeklyReport, {})).dates).toEqual([]);
      mall.clock.moveTo(new Date('2026-02-09T07:15:00+08:00'));
      expect((await run(generateWeeklyReport, {})).dates).toEqual(['2026-01-26', '2026-02-02']);
      await expect(run(generateWeeklyReport, { date: '2026-02-09' })).rejects.toThrow(
        '2026-02-09 to 2026-02-15 is not over yet; the last days that can be reported on are 2026-02-02 to 2026-02-08',
      );
      expect(
        await query('SELECT title, stage FROM notices WHERE recipient LIKE $1 ORDER BY id', ['%:one@%']),
      ).toContainEqual({
        title: '商场周报 2026-01-19 至 2026-01-25：实收 0.00 元',
        stage: 'weekly',
      });
      const { body } = await mall.request<Report>('GET', '/reports/weekly/2026-01-28');
      expect(body).toMatchObject({
        edition: 'weekly',
        date: '2026-01-26',
        from: '2026-01-26',
        to: '2026-02-01',
      });
      expect((await mall.request('GET', '/reports/2026-01-26')).status).toBe(404);
      expect((await mall.request<Page<ReportSummary>>('GET', '/reports')).body.items).toEqual([]);
      const list = await mall.request<Page<ReportSummary>>('GET', '/reports?edition=weekly');
      expect(list.body.items.map(({ from, to }) => `${from} ${to}`)).toEqual([
        '2026-02-02 2026-02-08',
        '2026-01-26 2026-02-01',
        '2026-01-19 2026-01-25',
      ]);
    });

    it('are made of every month since the last, with tasks whose runs are deleted by then', async () => {
      await query(
        `INSERT INTO task_runs (id, task, queue, status, attempt, started_at, finished_at, error)
         SELECT gen_random_uuid(), 'a.task', 'q', status, 1, at::timestamptz - interval '2 s', at::timestamptz,
                jsonb_build_object('message', 'broken')
         FROM (VALUES ('FAILURE', '2025-12-01T10:00:00+08:00'), ('SUCCESS', '2025-12-31T23:00:00+08:00'))
           AS run (status, at)`,
      );
      await make('2025-12-01');
      await query(`DELETE FROM task_runs WHERE finished_at < '2025-12-02'`);
      await expect(run(generateMonthlyReport, { month: '2023-12' })).rejects.toThrow('is too long ago');
      expect((await run(generateMonthlyReport, { month: '2025-11' })).dates).toEqual(['2025-11-01']);
      expect((await run(generateMonthlyReport, {})).dates).toEqual(['2025-12-01']);
      const { body } = await mall.request<Report>('GET', '/reports/monthly/2025-12');
      expect(body).toMatchObject({ edition: 'monthly', from: '2025-12-01', to: '2025-12-31' });
      expect(body.tasks).toMatchObject([
        { task: 'a.task', succeeded: 1, failed: 1, longestMs: 2000, lastError: 'broken' },
      ]);
      expect((await mall.request('GET', '/reports/monthly/2025-13')).status).toBe(400);
    });
  });

  describe('over REST', () => {
    beforeEach(async () => {
      await query(
        `INSERT INTO shops (code, name, created_at) VALUES ('X', '<script>alert("x")</script>', '2026-01-01+08')`,
      );
      await make('2026-01-28');
      await make();
    });

    const get = (path: string, accept: string): Promise<Response> =>
      fetch(`${address}${path}`, { headers: { Authorization: authorization, Accept: accept } });

    it('lists reports, newest first, page by page', async () => {
      const first = (await mall.request<Page<ReportSummary>>('GET', '/reports?limit=2')).body;
      expect(first.items.map(({ date }) => date)).toEqual(['2026-01-30', '2026-01-29']);
      expect(first.items[0]).toEqual({
        edition: 'daily',
        date: '2026-01-30',
        from: '2026-01-30',
        to: '2026-01-30',
        createdAt: expect.any(String),
        billed: '0.00',
        collected: '0.00',
        recordedLater: '0.00',
        outstanding: '0.00',
        overdue: '0.00',
      });
      const second = (
        await mall.request<Page<ReportSummary>>('GET', `/reports?limit=2&cursor=${first.nextCursor}`)
      ).body;
      expect(second).toMatchObject({ items: [{ date: '2026-01-28' }], nextCursor: null });
      expect((await mall.request('GET', '/reports?cursor=WzFd')).status).toBe(400);
    });

    it('answers in JSON unless a page is preferred or asked for', async () => {
      for (const [path, accept, type] of [
        ['/2026-01-30', '*/*', 'application/json'],
        ['/2026-01-30', 'application/json', 'application/json'],
        ['/2026-01-30', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
        ['/2026-01-30?format=html', 'application/json', 'text/html'],
        ['/2026-01-30?format=json', 'text/html', 'application/json'],
      ] as const) {
        const answer = await get(path, accept);
        expect([path, accept, answer.status]).toEqual([path, accept, 200]);
        expect(answer.headers.get('Content-Type')).toContain(`${type}; charset=utf-8`);
        expect(answer.headers.get('Vary')).toContain('Accept');
      }
    });

    it('shows a page in Chinese that loads and runs nothing and shows every value as text', async () => {
      const answer = await get('/2026-01-30', 'text/html');
      expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
      const page = await answer.text();
      expect(page).toMatch(/^<!doctype html>\s*<html lang="zh-CN">/);
      expect(page).toContain('2026年1月30日星期五');
      expect(page).toContain('&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;');
      expect(page).not.toMatch(/<script|<img|<link|src=|href=|url\(|@import| on\w+=/i);
    });

    it('answers with files where one is asked for', async () => {
      for (const [path, type, name] of [
        ['/2026-01-30.pdf', 'application/pdf', 'report-2026-01-30.pdf'],
        ['/2026-01-30.xlsx', 'spreadsheetml', 'report-2026-01-30.xlsx'],
        ['/range.pdf?from=2026-01-01&to=2026-01-31', 'application/pdf', 'report-2026-01-01-2026-01-31.pdf'],
      ] as const) {
        const answer = await get(path, '*/*');
        expect([path, answer.status]).toEqual([path, 200]);
        expect(answer.headers.get('Content-Type')).toContain(type);
        expect(answer.headers.get('Content-Disposition')).toContain(`filename="${name}"`);
        expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(5_000);
      }
      expect((await get('/2026-01-30.docx', '*/*')).status).toBe(400);
      expect((await get('/2026-01-29.5.pdf', '*/*')).status).toBe(400);
    });

    it('reports on any days up to a year, and keeps nothing', async () => {
      const range = (from: string, to: string) =>
        mall.request<Report>('GET', `/reports/range?from=${from}&to=${to}`);
      const { status, body } = await range('2025-02-01', '2026-01-31');
      expect(status).toBe(200);
      expect(body).toMatchObject({ edition: 'range', from: '2025-02-01', to: '2026-01-31' });
      expect(body.charts?.collections).toHaveLength(365);
      expect(body.comparison?.map(({ from, to }) => [from, to])).toEqual([
        ['2024-02-02', '2025-01-31'],
        ['2024-02-01', '2025-01-31'],
      ]);
      for (const [from, to] of [
        ['2025-01-30', '2026-01-31'],
        ['2026-01-02', '2026-01-01'],
        ['2026-01-31', '2026-02-01'],
      ] as const) {
        expect([from, to, (await range(from, to)).status]).toEqual([from, to, 400]);
      }
      expect(await dates()).toEqual(['2026-01-28', '2026-01-29', '2026-01-30']);
    });

    it('says so where there is no report, or no such date', async () => {
      expect(await mall.request('GET', '/reports/2026-01-27')).toMatchObject({
        status: 404,
        body: { detail: 'There is no report of 2026-01-27.' },
      });
      expect((await mall.request('GET', '/reports/2026-02-30')).status).toBe(400);
      expect((await mall.request('GET', '/reports/yesterday')).status).toBe(400);
      expect((await mall.request('GET', '/reports/2026-01-30?format=docx')).status).toBe(400);
      expect((await fetch(`${address}/2026-01-30`)).status).toBe(401);
    });
  });
});
