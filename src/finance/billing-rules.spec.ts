import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { billsByHand, laterMonth, type TermsByHand } from '../../test/support/billing-by-hand.js';
import { addContracts } from '../../test/support/rent-roll.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { BILLING_RULES, CHARGE_RATES, TERMS_TO_BILL } from './billing-rules.js';

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

const cents = (max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: max * 100 }).map((amount) => (amount / 100).toFixed(2));

/** Contracts with more than their share of what is awkward. */
const contracts: fc.Arbitrary<Omit<TermsByHand, 'number'>> = fc
  .record({
    startDate: fc.oneof(
      fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2018-01-01', days)),
      fc.constantFrom(
        '2020-02-29',
        '2024-02-29',
        '2023-02-28',
        '2024-03-01',
        '2023-03-01',
        '2024-12-31',
        '2025-01-31',
      ),
    ),
    days: fc.oneof(fc.constantFrom(0, 364, 365), fc.nat(40), { arbitrary: fc.nat(3000), weight: 3 }),
    monthlyRent: fc.oneof(fc.constantFrom('0.00', '0.05', '999999999.99'), {
      arbitrary: cents(30_000),
      weight: 2,
    }),
    managementFee: fc.oneof(fc.constantFrom('0.00', '0.07'), cents(1_000)),
    billingCycle: fc.constantFrom('monthly' as const, 'quarterly' as const, 'yearly' as const),
    dueDay: fc.integer({ min: 1, max: 31 }),
    /** Days from the start; beyond the end: up to the end. Null: none. */
    rentFree: fc.option(fc.nat(130)),
    escalationPercent: fc.oneof(
      fc.constantFrom('0', '50', '100', '0.001', '33.333'),
      fc.nat(10_000).map((thousandths) => (thousandths / 1000).toFixed(3)),
    ),
    billedAfter: fc.oneof(fc.constantFrom(0, -3), fc.nat(60)),
  })
  .map(({ days, rentFree, billedAfter, ...terms }) => ({
    ...terms,
    endDate: addDays(terms.startDate, days),
    rentFreeUntil: rentFree === null ? null : addDays(terms.startDate, Math.min(rentFree, days)),
    billingFrom: `${laterMonth(terms.startDate.slice(0, 7), billedAfter)}-01`,
  }));

describe('the rules of billing', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  /** The bills that the rules give for whatever contracts there are. */
  const computed = async (month: string): Promise<string[]> => {
    const rows = await database.dataSource.query<{ bill: string }[]>(
      `WITH terms AS MATERIALIZED (${TERMS_TO_BILL}), blocks AS (
         SELECT terms.*, charge.name AS charge,
                (date_trunc('month', start_date) + make_interval(months => n * block_months))::date AS block
         FROM terms
         CROSS JOIN LATERAL ${CHARGE_RATES}
         CROSS JOIN LATERAL generate_series(first_block, last_block) AS n
       ), ${BILLING_RULES}
       SELECT concat_ws(' ', number, period_start, period_end, due_date, amount::numeric(14,2)) AS bill
       FROM due_bills`,
      [`${month}-01`],
    );
    return rows.map(({ bill }) => bill).sort();
  };

  it('give what following them by hand gives, for any contracts and every block up to 2031', async () => {
    let bills = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(contracts, { minLength: 1, maxLength: 25 }), async (terms) => {
        await database.dataSource.query('TRUNCATE contracts, tenants, shops CASCADE');
        const numbered = terms.map((each, index) => ({ ...each, number: `R${index}` }));
        await addContracts(database.dataSource, numbered);
        const byHand = numbered.flatMap((contract) => billsByHand(contract, '2031-12'));
        bills += byHand.length;
        expect(await computed('2031-12')).toEqual(
          byHand
            .map(({ number, periodStart, periodEnd, dueDate, amount }) =>
              [number, periodStart, periodEnd, dueDate, amount].join(' '),
            )
            .sort(),
        );
      }),
      // Fixed, so that whoever sees it fail sees it fail again; 20 x 12 contracts on average.
      {
        seed: 20_260_115,
        numRuns: 20,
        plugins: [fc.interruptAfterTimeLimit(20_000, { failOnInterrupt: true })],
      },
    );
    expect(bills).toBeGreaterThan(1_000);
  });
});
