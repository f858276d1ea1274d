import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { expectBalanced, expectLateFeesByHand } from '../../test/support/mall-year-checks.js';
import { MallYear } from '../../test/support/mall-year.js';
import { FinanceModule } from './index.js';

// test/full/mall-year.e2e-spec.ts has 300 tenants, and lives through the year again.
describe('a year of twelve tenants', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-01-01',
      modules: [FinanceModule],
      environment: { LATE_FEE_PERCENT: '0.05', LATE_FEE_GRACE_DAYS: '5' },
    });
  });

  afterAll(() => mall.close());

  it('leaves every account in balance, to the cent, whatever happened', async () => {
    const end = await new MallYear(mall, { seed: 2026, tenants: 12, disturbed: true }).live();
    expect(end.bills.length).toBeGreaterThan(100);
    await expectBalanced(mall, end);
    expect(await expectLateFeesByHand(mall, { percent: '0.05', graceDays: 5 })).toBeGreaterThan(10);
  }, 60_000);
});
