import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { addContracts, type TrialContract } from '../../test/support/rent-roll.js';
import { BILLING_RULES, CHARGE_RATES, TERMS } from './billing-rules.js';

/** Everything that the rules look at. */
type Contract = Required<
  Pick<
    TrialContract,
    | 'number'
    | 'startDate'
    | 'endDate'
    | 'monthlyRent'
    | 'managementFee'
    | 'billingCycle'
    | 'dueDay'
    | 'rentFreeUntil'
    | 'escalationPercent'
    | 'billingFrom'
  >
>;

/*
 * The rules once more, as a person with a calendar and a lot of time would follow them: day by day. Dates are texts, YYYY-MM-DD, which compare as dates do.
 */

const UNROUNDED = Decimal.clone({ precision: 400 });

function daysOfMonth(month: string): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
}

/** The month some months after another, both YYYY-MM. */
function laterMonth(month: string, months: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const total = year * 12 + number - 1 + months;
  return `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`;
}

function anniversary(startDate: string, years: number): string {
  const year = String(Number(startDate.slice(0, 4)) + years);
  const day = `${year}${startDate.slice(4)}`;
  return daysOfMonth(day.slice(0, 7)).includes(day) ? day : `${year}-03-01`;
}

/** The rent of a contract from its start and from each anniversary on, the latest first. */
function rents(contract: Contract): { from: string; rent: Decimal }[] {
  const rise = new UNROUNDED(contract.escalationPercent).dividedBy(100).plus(1);
  return Array.from({ length: 25 }, (_, years) => ({
    from: years === 0 ? contract.startDate : anniversary(contract.startDate, years),
    rent: rise.pow(years).times(contract.monthlyRent).toDecimalPlaces(2, Decimal.ROUND_HALF_UP),
  })).reverse();
}

function amountOfMonth(
  contract: Contract,
  steps: { from: string; rent: Decimal }[],
  charge: string,
  month: string,
): Decimal {
  const days = daysOfMonth(month);
  let sum = new UNROUNDED(0);
  for (const day of days) {
    if (day < contract.startDate || day > contract.endDate) continue;
    if (charge === 'MANAGEMENT') sum = sum.plus(contract.managementFee);
    else if (contract.rentFreeUntil === null || day > contract.rentFreeUntil)
      sum = sum.plus(steps.find(({ from }) => from <= day)!.rent);
  }
  return sum.dividedBy(days.length).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/** `number periodStart periodEnd dueDate amount` of every bill of a contract up to a month. */
function billsByHand(contract: Contract, period: string): string[] {
  const length = { monthly: 1, quarterly: 3, yearly: 12 }[contract.billingCycle];
  const bills: string[] = [];
  const steps = rents(contract);
  const firstBlock = contract.startDate.slice(0, 7);
  for (let block = firstBlock; block <= period; block = laterMonth(block, length)) {
    if (`${block}-01` < contract.billingFrom || `${block}-01` > contract.endDate) continue;
    const months = Array.from({ length }, (_, index) => laterMonth(block, index));
    const covered = months
      .flatMap(daysOfMonth)
      .filter((day) => day >= contract.startDate && day <= contract.endDate);
    const due = daysOfMonth(block)[contract.dueDay - 1] ?? daysOfMonth(block).at(-1) ?? '';
    for (const charge of ['MANAGEMENT', 'RENT']) {
      const amount = months.reduce(
        (sum, month) => sum.plus(amountOfMonth(contract, steps, charge, month)),
        new UNROUNDED(0),
      );
      if (amount.isZero()) continue;
      bills.push(
        [
          `B${block.replace('-', '')}-${contract.number}-${charge.charAt(0)}`,
          covered[0],
          covered.at(-1),
          due < contract.startDate ? contract.startDate : due,
          amount.toFixed(2),
        ].join(' '),
      );
    }
  }
  return bills;
}

/** Numbers from 0 up to, not including, 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A contract with more than its share of what is awkward. */
function randomContract(number: string, random: () => number): Contract {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <Choice>(...choices: Choice[]): Choice => choices[below(choices.length)]!;
  const addDays = (date: string, days: number): string =>
    new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

  const startDate = pick(
    addDays('2018-01-01', below(3000)),
    pick('2020-02-29', '2024-02-29', '2023-02-28', '2024-03-01', '2023-03-01', '2024-12-31', '2025-01-31'),
  );
  const endDate = addDays(
    startDate,
    pick(0, below(40), 364, 365, below(3000), below(3000), below(3000), below(3000)),
  );
  const length = (Date.parse(endDate) - Date.parse(startDate)) / 86_400_000;
  const ordinaryRent = (random() * 30_000).toFixed(2);
  const earlyDay = addDays(startDate, below(Math.min(length, 120) + 1));
  return {
    number,
    startDate,
    endDate,
    monthlyRent: pick('0.00', '0.05', '999999999.99', ordinaryRent, ordinaryRent, ordinaryRent),
    managementFee: pick('0.00', '0.07', (random() * 1_000).toFixed(2)),
    billingCycle: pick('monthly', 'quarterly', 'yearly'),
    dueDay: 1 + below(31),
    rentFreeUntil: pick(null, null, null, earlyDay, earlyDay, endDate),
    escalationPercent: pick('0', '50', '100', '0.001', '33.333', (random() * 10).toFixed(3)),
    billingFrom: `${laterMonth(startDate.slice(0, 7), pick(0, 0, below(60), -3))}-01`,
  };
}

describe('the rules of billing', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('give what following them by hand gives, for 200 random contracts and every block up to 2031', async () => {
    const seed = 20_260_115;
    const random = randomNumbers(seed);
    const contracts = Array.from({ length: 200 }, (_, index) => randomContract(`R${index}`, random));
    await addContracts(database.dataSource, contracts);

    const computed = await database.dataSource.query<{ bill: string }[]>(
      `WITH terms AS MATERIALIZED (${TERMS}), blocks AS (
         SELECT terms.*, charge.name AS charge,
                (date_trunc('month', start_date) + make_interval(months => n * block_months))::date AS block
         FROM terms
         CROSS JOIN LATERAL ${CHARGE_RATES}
         CROSS JOIN LATERAL generate_series(first_block, last_block) AS n
       ), ${BILLING_RULES}
       SELECT concat_ws(' ', number, period_start, period_end, due_date, amount::numeric(14,2)) AS bill
       FROM due_bills`,
      ['2031-12-01'],
    );
    const byHand = contracts.flatMap((contract) => billsByHand(contract, '2031-12'));
    expect(byHand.length).toBeGreaterThan(1_000);
    expect(computed.map(({ bill }) => bill).sort()).toEqual(byHand.sort());
  });
});
