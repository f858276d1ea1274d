import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FinanceModule } from '../../src/finance/index.js';
import { type MallApplication, startMall } from '../support/mall-application.js';
import { expectBalanced, expectLateFeesByHand } from '../support/mall-year-checks.js';
import { MallYear, type YearsEnd } from '../support/mall-year.js';

/** Long enough for one year. */
const YEAR = 600_000;

/** Another year: `YEAR_SEED=1 npm run test:full`. */
const SEED = Number(process.env.YEAR_SEED ?? 20_260_101);

const LATE_FEES = { percent: '0.05', graceDays: 5 };

const living = async (disturbed: boolean): Promise<{ mall: MallApplication; end: YearsEnd }> => {
  const mall = await startMall({
    today: '2026-01-01',
    modules: [FinanceModule],
    environment: { LATE_FEE_PERCENT: LATE_FEES.percent, LATE_FEE_GRACE_DAYS: String(LATE_FEES.graceDays) },
  });
  try {
    return { mall, end: await new MallYear(mall, { seed: SEED, tenants: 300, disturbed }).live() };
  } catch (error) {
    await mall.close();
    throw error;
  }
};

describe('a year of 300 tenants', () => {
  let disturbed: { mall: MallApplication; end: YearsEnd } | undefined;

  beforeAll(async () => {
    disturbed = await living(true);
  }, YEAR);

  afterAll(() => disturbed?.mall.close());

  it('leaves every account in balance to the cent, though tasks were run twice and killed in the middle', async () => {
    const { mall, end } = disturbed!;
    expect(end.bills.length).toBeGreaterThan(3_000);
    expect(end.done).toMatchObject({
      'billing killed': expect.any(Number),
      'end early': expect.any(Number),
      renew: expect.any(Number),
      sign: expect.any(Number),
      'get it back': expect.any(Number),
      'the cheque bounces': expect.any(Number),
      void: expect.any(Number),
    });
    process.stderr.write(`seed ${SEED}, ${end.bills.length} bills: ${JSON.stringify(end.done)}\n`);
    await expectBalanced(mall, end);
    expect(await expectLateFeesByHand(mall, LATE_FEES)).toBeGreaterThan(100);
  });

  it(
    'gives the same bills when it is lived again, undisturbed',
    async () => {
      const { mall, end } = await living(false);
      try {
        expect(end.bills).toEqual(disturbed!.end.bills);
        await expectBalanced(mall, end);
      } finally {
        await mall.close();
      }
    },
    YEAR,
  );
});
