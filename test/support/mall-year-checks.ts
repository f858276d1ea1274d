import { expect } from '@jest/globals';
import { Decimal } from 'decimal.js';
import { Reconciliation } from '../../src/finance/index.js';
import type { MallApplication } from './mall-application.js';
import type { YearsEnd } from './mall-year.js';

/** Everything agrees with everything, and each tenant owes what was agreed, less what was paid. */
export async function expectBalanced(mall: MallApplication, { owed }: YearsEnd): Promise<void> {
  const { differences, found } = await mall.application.get(Reconciliation).compare();
  expect({ differences, found }).toEqual({ differences: 0, found: [] });
  const accounts = await mall.dataSource.query<{ name: string; balance: string }[]>(
    `SELECT tenants.name, coalesce(sum(amount), 0)::numeric(14,2) AS balance
     FROM tenants
     LEFT JOIN account_entries ON account_entries.tenant_id = tenants.id
     GROUP BY tenants.id
     ORDER BY tenants.id`,
  );
  expect(Object.fromEntries(accounts.map(({ name, balance }) => [name, balance]))).toEqual(
    Object.fromEntries(accounts.map(({ name }) => [name, owed.get(name) ?? '0.00'])),
  );
}

/** Late fees once more, day by day: percent a day of what of a bill is outstanding at the end of the day. */
export async function expectLateFeesByHand(
  mall: MallApplication,
  { percent, graceDays }: { percent: string; graceDays: number },
): Promise<number> {
  const fees = await mall.dataSource.query<
    { number: string; amount: string; month: string; days: string[]; billed: string; settled: Settled[] }[]
  >(
    `SELECT fee.number, fee.amount, to_char(fee.block, 'YYYY-MM') AS month, late.amount AS billed,
            array(
              SELECT day::date::text
              FROM generate_series(fee.block, fee.block + interval '1 month' - interval '1 day', interval '1 day') AS day
              WHERE day::date > late.due_date + $1::integer
                AND day::date > (late.created_at AT TIME ZONE 'Asia/Shanghai')::date + $1::integer
            ) AS days,
            (SELECT coalesce(json_agg(json_build_object('day', (at AT TIME ZONE 'Asia/Shanghai')::date,
                                                        'amount', allocations.amount::text)), '[]')
             FROM allocations
             LEFT JOIN payments ON payments.id = payment_id
             WHERE allocations.bill_id = late.id AND at < fee.created_at
               AND (payments.reversed_at IS NULL OR payments.reversed_at > fee.created_at)) AS settled
     FROM bills AS fee
     JOIN bills AS late ON late.id = fee.line
     WHERE fee.charge = 'LATE_FEE'`,
    [graceDays],
  );
  for (const { number, amount, days, billed, settled } of fees) {
    let sum = new Decimal(0);
    for (const day of days) {
      const outstanding = settled
        .filter((each) => each.day <= day)
        .reduce((left, each) => left.minus(each.amount), new Decimal(billed));
      sum = sum.plus(outstanding.times(percent).dividedBy(100));
    }
    expect(`${number} ${amount}`).toBe(
      `${number} ${sum.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(2)}`,
    );
  }
  return fees.length;
}

interface Settled {
  readonly day: string;
  readonly amount: string;
}
