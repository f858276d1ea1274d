import { Decimal } from 'decimal.js';
import type { TrialContract } from './rent-roll.js';

/** Everything that the rules look at. */
export type TermsByHand = Required<
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

export function daysOfMonth(month: string): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
}

/** The month some months after another, both YYYY-MM. */
export function laterMonth(month: string, months: number): string {
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
function rents(contract: TermsByHand): { from: string; rent: Decimal }[] {
  const rise = new UNROUNDED(contract.escalationPercent).dividedBy(100).plus(1);
  return Array.from({ length: 25 }, (_, years) => ({
    from: years === 0 ? contract.startDate : anniversary(contract.startDate, years),
    rent: rise.pow(years).times(contract.monthlyRent).toDecimalPlaces(2, Decimal.ROUND_HALF_UP),
  })).reverse();
}

/** The monthly rent of a contract on a day, as it has risen by then. */
export function rentByHand(contract: TermsByHand, day: string): string {
  return (rents(contract).find(({ from }) => from <= day)?.rent ?? new Decimal(0)).toFixed(2);
}

function amountOfMonth(
  contract: TermsByHand,
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

/** A bill as the rules give it. */
export interface BillByHand {
  readonly number: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly dueDate: string;
  readonly amount: string;
}

/** Every bill of a contract up to a month, `YYYY-MM`. */
export function billsByHand(contract: TermsByHand, period: string): BillByHand[] {
  const length = { monthly: 1, quarterly: 3, yearly: 12 }[contract.billingCycle];
  const bills: BillByHand[] = [];
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
      bills.push({
        number: `B${block.replace('-', '')}-${contract.number}-${charge.charAt(0)}`,
        periodStart: covered[0] ?? '',
        periodEnd: covered.at(-1) ?? '',
        dueDate: due < contract.startDate ? contract.startDate : due,
        amount: amount.toFixed(2),
      });
    }
  }
  return bills;
}
