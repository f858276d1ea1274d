import type { Contract } from './tags';

type Rates = Pick<Contract, 'startDate' | 'monthlyRent' | 'escalationPercent'>;

/**
 * The monthly rent of a contract on a day, as the server has it: it rises by `escalationPercent` on each anniversary of
 * `startDate`, each rate being rounded half up to the cent. In whole numbers, which lose no digit.
 */
export function rentOn({ startDate, monthlyRent, escalationPercent }: Rates, date: string): string {
  const rises = BigInt(Math.max(0, anniversaries(startDate, date)));
  const dividend = scaled(monthlyRent, 2) * (100_000n + scaled(escalationPercent, 3)) ** rises;
  const divisor = 100_000n ** rises;
  const cents = ((2n * dividend + divisor) / (2n * divisor)).toString().padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

/** Amounts together, exactly. */
export function sumOf(amounts: readonly string[]): string {
  const cents = amounts.reduce((sum, amount) => sum + scaled(amount, 2), 0n);
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A decimal text as a whole number of its last places: `"3.5"`, 3 -> 3500. */
function scaled(decimal: string, places: number): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
}

function anniversaries(startDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(startDate.slice(0, 4));
  return date.slice(5) >= startDate.slice(5) ? years : years - 1;
}
