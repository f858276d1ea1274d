import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, billUpTo } from '../../test/support/rent-roll.js';
import type { AgeingReport } from './dto/ageing.js';
import { Arrears, FinanceModule } from './index.js';

describe('the ageing', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2025-12-28', modules: [FinanceModule] });
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', dueDay: 5 };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, monthlyRent: '1000.00' },
      { number: 'B', ...term, monthlyRent: '300.00' },
      // Nothing of it is overdue on 6 March.
      { number: 'C', ...term, startDate: '2026-03-01', dueDay: 20, monthlyRent: '77.70' },
    ]);
  });

  afterAll(() => mall.close());

  const ageing = async (): Promise<AgeingReport> => {
    const { status, body } = await mall.request<AgeingReport>('GET', '/ageing');
    expect(status).toBe(200);
    return body;
  };

  const spans = (...owed: [amount: string, bills: number][]) =>
    [
      { from: null, to: 0 },
      { from: 1, to: 30 },
      { from: 31, to: 60 },
      { from: 61, to: 90 },
      { from: 91, to: null },
    ].map((days, index) => ({ ...days, amount: owed[index]![0], bills: owed[index]![1] }));

  it('is empty where nobody owes anything', async () => {
    const none = { amount: '0.00', bills: 0, tenants: 0 };
    expect(await ageing()).toEqual({
      asOf: '2025-12-28',
      total: none,
      overdue: none,
      buckets: spans(['0.00', 0], ['0.00', 0], ['0.00', 0], ['0.00', 0], ['0.00', 0]),
      tenants: [],
    });
  });

  it('tells what is owed by how long it has been due, who owes most, and what is left of what was paid in part', async () => {
    mall.clock.moveTo(new Date('2026-02-20T12:00:00+08:00'));
    await billUpTo(mall.application, '2026-03');
    const { status } = await mall.request('POST', '/payments', {
      billNumber: 'B202601-A-R',
      amount: '900.01',
      paidAt: '2026-02-20',
      method: 'bank',
      reference: 'spec',
    });
    expect(status).toBe(201);
    // 5 January was 60 days before 6 March, 5 February 29 days, 5 March one.
    mall.clock.moveTo(new Date('2026-03-06T12:00:00+08:00'));
    const shown = await ageing();
    expect(shown).toMatchObject({
      asOf: '2026-03-06',
      total: { amount: '3077.69', bills: 7, tenants: 3 },
      overdue: { amount: '2999.99', bills: 6, tenants: 2 },
      buckets: spans(['77.70', 1], ['2600.00', 4], ['399.99', 2], ['0.00', 0], ['0.00', 0]),
    });
    expect(shown.tenants.map(({ overdue, bills, oldestDays }) => ({ overdue, bills, oldestDays }))).toEqual([
      { overdue: '2099.99', bills: 3, oldestDays: 60 },
      { overdue: '900.00', bills: 3, oldestDays: 60 },
    ]);
    expect(shown.tenants[1]!.buckets).toEqual(
      spans(['0.00', 0], ['600.00', 2], ['300.00', 1], ['0.00', 0], ['0.00', 0]),
    );
  });

  it.each(['2026-03-06', '2026-04-05', '2026-04-06', '2026-05-06', '2026-06-30'])(
    'counts on %s what the digest counts',
    async (date) => {
      mall.clock.moveTo(new Date(`${date}T12:00:00+08:00`));
      const { buckets, overdue, total } = await ageing();
      const owed = await mall.application.get(Arrears).now();
      expect(buckets.slice(1).map(({ amount, bills }) => ({ amount, bills }))).toEqual(
        owed.ageing.buckets.map(({ amount, bills }) => ({ amount, bills })),
      );
      expect(overdue).toMatchObject({ amount: owed.ageing.total, bills: owed.ageing.bills });
      expect(total.amount).toBe(owed.outstanding);
    },
  );
});
