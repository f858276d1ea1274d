import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, billUpTo } from '../../test/support/rent-roll.js';
import { type DayFigures, FinanceFigures, FinanceModule } from './index.js';

/** What happened in one mall, day by day; each spec looks back at it from 20 February. */
describe('the figures of a day', () => {
  let mall: MallApplication;

  const at = (moment: string): void => mall.clock.moveTo(new Date(`${moment}+08:00`));
  const figures = (date: string): Promise<DayFigures> => mall.application.get(FinanceFigures).forDay(date);

  const pay = async (bill: string, amount: string, paidAt: string): Promise<void> => {
    const { status } = await mall.request('POST', '/payments', {
      billNumber: bill,
      amount,
      paidAt,
      method: 'bank',
      reference: `${bill} ${paidAt}`,
    });
    expect(status).toBe(201);
  };

  beforeAll(async () => {
    mall = await startMall({ today: '2025-12-28', modules: [FinanceModule] });
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', dueDay: 5 };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, monthlyRent: '1000.00' },
      { number: 'B', ...term, monthlyRent: '300.00' },
    ]);
    at('2025-12-28T08:00:00');
    await billUpTo(mall.application, '2026-01');
    at('2026-01-20T12:00:00');
    await pay('B202601-A-R', '400.00', '2026-01-10T23:59:59');
    await pay('B202601-A-R', '100.00', '2026-01-11T00:00:00');
    at('2026-01-25T08:00:00');
    await billUpTo(mall.application, '2026-02');
    const { body } = await mall.request<{ items: { id: string }[] }>(
      'GET',
      '/bills?contract=B&period=2026-02',
    );
    at('2026-02-08T12:00:00');
    await mall.request('POST', `/bills/${body.items[0]!.id}/void`, { reason: 'spec' });
    await pay('B202601-A-R', '500.00', '2026-02-07');
    at('2026-02-20T12:00:00');
  });

  afterAll(() => mall.close());

  const nothing = [
    { days: '1-30', bills: 0, amount: '0.00' },
    { days: '31-60', bills: 0, amount: '0.00' },
    { days: '61-90', bills: 0, amount: '0.00' },
    { days: '90+', bills: 0, amount: '0.00' },
  ];

  it('hold what was billed on it', async () => {
    expect(await figures('2025-12-27')).toEqual({
      billed: '0.00',
      collected: '0.00',
      outstanding: '0.00',
      ageing: { buckets: nothing, bills: 0, total: '0.00' },
    });
    expect(await figures('2025-12-28')).toMatchObject({ billed: '1300.00', outstanding: '1300.00' });
    expect(await figures('2025-12-29')).toMatchObject({ billed: '0.00', outstanding: '1300.00' });
    expect(await figures('2026-01-25')).toMatchObject({ billed: '1300.00' });
  });

  it('hold what was paid on it, from midnight to midnight in the mall, whenever it was recorded', async () => {
    expect(await figures('2026-01-09')).toMatchObject({ collected: '0.00', outstanding: '1300.00' });
    expect(await figures('2026-01-10')).toMatchObject({ collected: '400.00', outstanding: '900.00' });
    expect(await figures('2026-01-11')).toMatchObject({ collected: '100.00', outstanding: '800.00' });
    expect(await figures('2026-01-20')).toMatchObject({ collected: '0.00', outstanding: '800.00' });
  });

  it('hold what was overdue at its end, by how long', async () => {
    expect((await figures('2026-01-05')).ageing).toEqual({ buckets: nothing, bills: 0, total: '0.00' });
    expect((await figures('2026-01-06')).ageing).toMatchObject({ bills: 2, total: '1300.00' });
    expect((await figures('2026-02-04')).ageing.buckets.slice(0, 2)).toEqual([
      { days: '1-30', bills: 2, amount: '800.00' },
      { days: '31-60', bills: 0, amount: '0.00' },
    ]);
    expect((await figures('2026-02-06')).ageing.buckets.slice(0, 2)).toEqual([
      { days: '1-30', bills: 2, amount: '1300.00' },
      { days: '31-60', bills: 2, amount: '800.00' },
    ]);
  });

  it('count a void bill up to the day before, and what was paid later as owed until then', async () => {
    expect(await figures('2026-02-06')).toMatchObject({ collected: '0.00', outstanding: '2100.00' });
    expect(await figures('2026-02-07')).toMatchObject({ collected: '500.00', outstanding: '1600.00' });
    expect(await figures('2026-02-08')).toMatchObject({ outstanding: '1300.00' });
    expect(await figures('2026-02-20')).toMatchObject({
      outstanding: '1300.00',
      ageing: { bills: 2, total: '1300.00' },
    });
  });
});
