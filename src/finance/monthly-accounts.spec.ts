import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, type TrialContract } from '../../test/support/rent-roll.js';
import { ImportsService } from '../imports/index.js';
import { RunFailedError, TaskClient, Worker } from '../tasks/index.js';
import { FinanceModule, generateMonthlyAccounts, type MonthlyAccountsResult } from './index.js';

interface BillRow {
  readonly number: string;
  readonly contract_number: string;
  readonly charge: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly due_date: string;
  readonly amount: string;
}

describe('generate-monthly-accounts', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-06-15',
      modules: [FinanceModule],
      environment: { WORKER_CONCURRENCY: '20', DATABASE_POOL_SIZE: '25' },
    });
    await mall.application.get(Worker).start();
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE bills, payments, contracts, tenants, shops, audit_log CASCADE');
    mall.clock.moveTo(new Date('2026-06-15T12:00:00+08:00'));
  });

  const generate = async (
    input: { period?: string; contractIds?: string[]; dryRun?: boolean } = {},
  ): Promise<MonthlyAccountsResult> => {
    const run = await mall.application
      .get(TaskClient)
      .delay(generateMonthlyAccounts, { dryRun: false, ...input });
    return run.get({ timeout: 25 });
  };

  const bills = (): Promise<BillRow[]> =>
    mall.dataSource.query<BillRow[]>(`
      SELECT bills.number, contracts.number AS contract_number, charge, period_start, period_end, due_date, amount
      FROM bills
      JOIN contracts ON contracts.id = bills.contract_id
      ORDER BY bills.number COLLATE "C"`);

  /** `period_start period_end due_date amount` of every bill of a contract and charge. */
  const billed = async (contract: string, charge = 'RENT'): Promise<string[]> =>
    (await bills())
      .filter((bill) => bill.contract_number === contract && bill.charge === charge)
      .map((bill) => `${bill.period_start} ${bill.period_end} ${bill.due_date} ${bill.amount}`);

  const importSamples = async (): Promise<void> => {
    const imports = mall.application.get(ImportsService);
    const options = { update: false, skipInvalid: false, billingFrom: '2026-01-01', actor: 'spec' };
    for (const kind of ['shops', 'contracts']) {
      await imports.importFile(kind, new URL(`../../samples/${kind}.csv`, import.meta.url).pathname, options);
    }
  };

  const expectedBills = (): BillRow[] => {
    const file = readFileSync(new URL('../../samples/expected-bills-2026.csv', import.meta.url), 'utf8');
    const [headings = [], ...rows] = file
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    return rows.map(
      (cells) =>
        Object.fromEntries(headings.map((name, index) => [name, cells[index]])) as unknown as BillRow,
    );
  };

  it('makes the bills of samples/expected-bills-2026.csv, row for row', async () => {
    await importSamples();
    const result = await generate({ period: '2026-12' });
    const expected = expectedBills();
    expect(await bills()).toEqual(expected);
    expect(result).toEqual({
      period: '2026-12',
      creditApplied: '0.00',
      contracts: new Set(expected.map((bill) => bill.contract_number)).size,
      bills: expected.length,
      amount: expected.reduce((sum, bill) => sum.plus(bill.amount), new Decimal(0)).toFixed(2),
      dryRun: false,
    });
  });

  it('makes one bill for one contract, charge and block, run 20 times at once, and nothing more after that', async () => {
    await importSamples();
    const results = await Promise.all(Array.from({ length: 20 }, () => generate({ period: '2026-12' })));
    expect(await bills()).toEqual(expectedBills());
    expect(results.reduce((count, result) => count + result.bills, 0)).toBe(expectedBills().length);

    const again = await Promise.all(Array.from({ length: 5 }, () => generate({ period: '2026-12' })));
    expect(again.map((result) => result.bills)).toEqual([0, 0, 0, 0, 0]);
    expect(await bills()).toEqual(expectedBills());
  });

  it('catches up month by month to the same bills', async () => {
    await importSamples();
    for (const period of ['2026-02', '2026-03', '2026-08', '2026-07', '2026-12']) await generate({ period });
    expect(await bills()).toEqual(expectedBills());
  });

  it("bills up to the month in which today plus BILLING_LEAD_DAYS falls, by the mall's date", async () => {
    const contract = { startDate: '2026-05-01', endDate: '2027-04-30', monthlyRent: '100.00' };
    await addContracts(mall.dataSource, [{ number: 'LEAD', ...contract }]);
    mall.clock.moveTo(new Date('2026-06-23T23:59:59+08:00'));
    expect(await generate()).toMatchObject({ period: '2026-06', bills: 2 });
    // In the mall it is the 24th now, in UTC still the 23rd.
    mall.clock.moveTo(new Date('2026-06-24T00:00:00+08:00'));
    expect(await generate()).toMatchObject({ period: '2026-07', bills: 1 });
  });

  it('bills contracts that are or were ACTIVE, and only those', async () => {
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', monthlyRent: '100.00' };
    const statuses = ['DRAFT', 'PENDING_REVIEW', 'ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED'];
    await addContracts(
      mall.dataSource,
      statuses.map((status) => ({ number: status, status, ...term })),
    );
    await generate({ period: '2026-01' });
    expect((await bills()).map((bill) => bill.contract_number)).toEqual([
      'ACTIVE',
      'EXPIRED',
      'RENEWED',
      'TERMINATED',
    ]);
  });

  it('bills only the contracts asked for, and refuses those that there are not', async () => {
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', monthlyRent: '100.00' };
    const ids = await addContracts(
      mall.dataSource,
      ['A', 'B', 'C'].map((number) => ({ number, ...term })),
    );
    const some = [ids.get('A')!, ids.get('C')!];
    expect(await generate({ period: '2026-02', contractIds: some })).toMatchObject({
      contracts: 2,
      bills: 4,
    });

    const refused = generate({ period: '2026-02', contractIds: [ids.get('B')!, '987654321'] });
    await expect(refused).rejects.toThrow(RunFailedError);
    await expect(refused).rejects.toThrow('contractIds: there is no contract with id 987654321');
    expect(await billed('B')).toEqual([]);
  });

  it.each([
    [{ period: '2026-13' }, 'kwargs.period: write a month as YYYY-MM'],
    [{ period: '2026-1' }, 'kwargs.period: write a month as YYYY-MM'],
    [{ period: null }, 'kwargs.period: write a month as YYYY-MM'],
    [{ contractIds: null }, 'kwargs.contractIds: '],
    [{ contractIds: ['x'] }, 'kwargs.contractIds: write ids of contracts, each a whole number'],
    [{ contractIds: [] }, 'kwargs.contractIds: contractIds must contain at least 1 elements'],
    [{ month: '2026-01' }, 'kwargs.month: is not known here'],
  ])('refuses %j', async (kwargs, message) => {
    const call = mall.application.get(TaskClient).submitByName('finance.generate-monthly-accounts', kwargs);
    await expect(call).rejects.toThrow(message);
  });

  it('takes a month that is ten years ahead for a slip of the pen', async () => {
    await expect(generate({ period: '2062-06' })).rejects.toThrow(
      'period: is more than 10 years after today, 2026-06-15',
    );
  });

  it('only says what it would do, given dryRun', async () => {
    await importSamples();
    const said = await generate({ period: '2026-12', dryRun: true });
    expect(await bills()).toEqual([]);
    expect(await generate({ period: '2026-12' })).toEqual({ ...said, dryRun: false });
  });

  it('does not make a void bill again', async () => {
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', monthlyRent: '100.00' };
    await addContracts(mall.dataSource, [{ number: 'VOID', ...term }]);
    await generate({ period: '2026-02' });
    await mall.dataSource.query(
      `UPDATE bills SET voided_at = now(), void_reason = 'spec', credited = amount WHERE block = '2026-01-01'`,
    );
    expect(await generate({ period: '2026-02' })).toMatchObject({ bills: 0 });
  });

  it('closes a gap that billingFrom opens when it moves back', async () => {
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', monthlyRent: '100.00' };
    await addContracts(mall.dataSource, [{ number: 'GAP', ...term, billingFrom: '2026-04-01' }]);
    await generate({ period: '2026-05' });
    await mall.dataSource.query(`UPDATE contracts SET billing_from = '2026-02-01'`);
    expect(await generate({ period: '2026-05' })).toMatchObject({ bills: 2 });
  });

  describe('by the rules', () => {
    const cases: [string, Omit<TrialContract, 'number'> & { charge?: string }, string, string[]][] = [
      [
        'charges a month in part for the days inside the term, and is due no earlier than its first day',
        { startDate: '2026-01-16', endDate: '2026-03-10', monthlyRent: '1000.00' },
        '2026-12',
        [
          '2026-01-16 2026-01-31 2026-01-16 516.13',
          '2026-02-01 2026-02-28 2026-02-05 1000.00',
          '2026-03-01 2026-03-10 2026-03-05 322.58',
        ],
      ],
      [
        'is due on the last day of a month that has no such day',
        { startDate: '2026-01-01', endDate: '2026-04-30', monthlyRent: '1.00', dueDay: 31 },
        '2026-12',
        [
          '2026-01-01 2026-01-31 2026-01-31 1.00',
          '2026-02-01 2026-02-28 2026-02-28 1.00',
          '2026-03-01 2026-03-31 2026-03-31 1.00',
          '2026-04-01 2026-04-30 2026-04-30 1.00',
        ],
      ],
      [
        'charges no rent up to and including the last rent-free day; the period is still the whole block',
        {
          startDate: '2026-01-01',
          endDate: '2026-03-31',
          monthlyRent: '3100.00',
          rentFreeUntil: '2026-02-14',
        },
        '2026-12',
        ['2026-02-01 2026-02-28 2026-02-05 1550.00', '2026-03-01 2026-03-31 2026-03-05 3100.00'],
      ],
      [
        'charges the management fee on rent-free days, and it does not rise',
        {
          startDate: '2025-12-01',
          endDate: '2026-12-31',
          monthlyRent: '3100.00',
          managementFee: '500.00',
          rentFreeUntil: '2026-01-31',
          escalationPercent: '10',
          billingFrom: '2026-12-01',
          charge: 'MANAGEMENT',
        },
        '2026-12',
        ['2026-12-01 2026-12-31 2026-12-05 500.00'],
      ],
      [
        // 14 days at 1000.00, 17 at 1055.00: (14000 + 17935) / 31 = 1030.1612...
        'sums the days at both rates of a month with an anniversary, divides once and rounds once',
        {
          startDate: '2025-01-15',
          endDate: '2026-12-31',
          monthlyRent: '1000.00',
          escalationPercent: '5.5',
          billingFrom: '2026-01-01',
        },
        '2026-02',
        ['2026-01-01 2026-01-31 2026-01-05 1030.16', '2026-02-01 2026-02-28 2026-02-05 1055.00'],
      ],
      [
        // 10.01 x 1.5 = 15.015; 10.01 x 1.5^2 = 22.5225, and not 15.02 x 1.5 = 22.53
        'rounds the rate after n anniversaries once, half up',
        {
          startDate: '2024-01-01',
          endDate: '2026-12-31',
          monthlyRent: '10.01',
          escalationPercent: '50',
          billingFrom: '2025-12-01',
        },
        '2026-01',
        ['2025-12-01 2025-12-31 2025-12-05 15.02', '2026-01-01 2026-01-31 2026-01-05 22.52'],
      ],
      [
        // 15 of 30 days at 0.05 are 0.025, 3 of 30 are 0.005
        'rounds half a cent up',
        { startDate: '2026-04-16', endDate: '2026-06-03', monthlyRent: '0.05' },
        '2026-12',
        [
          '2026-04-16 2026-04-30 2026-04-16 0.03',
          '2026-05-01 2026-05-31 2026-05-05 0.05',
          '2026-06-01 2026-06-03 2026-06-05 0.01',
        ],
      ],
      [
        'raises the rent of a contract that began on 29 February on 1 March in common years',
        {
          startDate: '2024-02-29',
          endDate: '2028-12-31',
          monthlyRent: '100.00',
          escalationPercent: '10',
          billingFrom: '2027-02-01',
        },
        '2027-03',
        ['2027-02-01 2027-02-28 2027-02-05 121.00', '2027-03-01 2027-03-31 2027-03-05 133.10'],
      ],
      [
        '... and on 29 February in leap years',
        {
          startDate: '2024-02-29',
          endDate: '2028-12-31',
          monthlyRent: '100.00',
          escalationPercent: '10',
          billingFrom: '2028-02-01',
        },
        '2028-03',
        // 28 days at 133.10, one at 146.41
        ['2028-02-01 2028-02-29 2028-02-05 133.56', '2028-03-01 2028-03-31 2028-03-05 146.41'],
      ],
      [
        'counts quarters from the month of the start, not of the calendar',
        {
          startDate: '2026-02-10',
          endDate: '2026-09-09',
          monthlyRent: '300.00',
          billingCycle: 'quarterly',
          dueDay: 1,
        },
        '2026-12',
        [
          // 19 of 28 days in February, then two whole months
          '2026-02-10 2026-04-30 2026-02-10 803.57',
          '2026-05-01 2026-07-31 2026-05-01 900.00',
          // August, and 9 of 30 days in September
          '2026-08-01 2026-09-09 2026-08-01 390.00',
        ],
      ],
      [
        'bills a year in one block, with the anniversary inside it',
        {
          startDate: '2025-03-16',
          endDate: '2027-03-15',
          monthlyRent: '1000.00',
          escalationPercent: '10',
          billingCycle: 'yearly',
          billingFrom: '2026-01-01',
        },
        '2027-12',
        [
          // March 2026: 15 days at 1000, 16 at 1100 = 1051.61; eleven months at 1100
          '2026-03-01 2027-02-28 2026-03-05 13151.61',
          // 15 of 31 days at 1100
          '2027-03-01 2027-03-15 2027-03-05 532.26',
        ],
      ],
      [
        'never bills blocks that begin before billingFrom, even if they reach past it',
        {
          startDate: '2026-01-01',
          endDate: '2026-12-31',
          monthlyRent: '100.00',
          billingCycle: 'quarterly',
          billingFrom: '2026-02-01',
        },
        '2026-06',
        ['2026-04-01 2026-06-30 2026-04-05 300.00'],
      ],
      [
        'bills nothing after the end of a contract that was terminated early',
        { startDate: '2026-01-01', endDate: '2026-01-31', monthlyRent: '100.00', status: 'TERMINATED' },
        '2026-06',
        ['2026-01-01 2026-01-31 2026-01-05 100.00'],
      ],
      [
        'makes no bill of 0.00',
        {
          startDate: '2026-01-01',
          endDate: '2026-03-31',
          monthlyRent: '0.01',
          rentFreeUntil: '2026-01-30',
        },
        '2026-02',
        ['2026-02-01 2026-02-28 2026-02-05 0.01'],
      ],
      [
        'bills nothing where there is no rent',
        { startDate: '2026-01-01', endDate: '2026-03-31', monthlyRent: '0.00' },
        '2026-12',
        [],
      ],
    ];

    it.each(cases)('%s', async (_rule, { charge, ...contract }, period, expected) => {
      await addContracts(mall.dataSource, [{ number: 'RULE', ...contract }]);
      await generate({ period });
      expect(await billed('RULE', charge)).toEqual(expected);
    });
  });
});
