import { Decimal } from 'decimal.js';
import type { Contract } from './dto/contract.js';

/** Enough digits for any power below: the rent has 14, each of 200 years' raises adds 6. */
const Exact = Decimal.clone({ precision: 2000, rounding: Decimal.ROUND_HALF_UP });

/**
 * The monthly rent of a contract on a day, with two decimals: it rises by `escalationPercent` on each anniversary of
 * `startDate` (29 February: 1 March in common years), rate n being monthlyRent x (1 + p/100)^n rounded half up to 0.01.
 * Beyond the term it goes on rising, which is where a renewal begins.
 * @param date `YYYY-MM-DD`, not before the start.
 */
export function rentOn(
  {
    startDate,
    monthlyRent,
    escalationPercent,
  }: Pick<Contract, 'startDate' | 'monthlyRent' | 'escalationPercent'>,
  date: string,
): string {
  const rise = new Exact(escalationPercent).dividedBy(100).plus(1);
  return rise.pow(anniversaries(startDate, date)).times(monthlyRent).toFixed(2);
}

/**
 * SQL: the monthly rent on the last day of the row of `contracts`, as {@link rentOn} gives it. In whole numbers, of which
 * PostgreSQL loses no digit.
 */
export const LAST_RENT = (() => {
  const raises = 'extract(year FROM age(contracts.end_date, contracts.start_date))';
  const dividend = `contracts.monthly_rent * (100000 + 1000 * contracts.escalation_percent) ^ ${raises}`;
  const divisor = `100000::numeric ^ ${raises}`;
  return `(div(200 * ${dividend} + ${divisor}, 2 * ${divisor}) * 0.01)::numeric(20,2)`;
})();

/** Days of the year compare like their texts, and no day of a common year lies between `02-29` and 1 March. */
function anniversaries(startDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(startDate.slice(0, 4));
  return date.slice(5) >= startDate.slice(5) ? years : years - 1;
}
