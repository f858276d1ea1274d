const DECIMAL = /^(-?)(\d{1,12})\.(\d{2})$/;

/**
 * An amount with two decimals as documents show it: `1234567.80` -> `1,234,567.80`, `-12.50` -> `-12.50`. Its digits are
 * never turned into a number.
 */
export function formatAmount(amount: string): string {
  const [whole = '0', cents = '00'] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/**
 * The cents of an amount, which can be added up without loss.
 * @param amount with two decimals, at most 999999999999.99, as `numeric(14,2)` gives it.
 * @throws RangeError when it is anything else.
 */
export function centsOf(amount: string): bigint {
  const match = DECIMAL.exec(amount);
  if (match === null)
    throw new RangeError(`"${amount}" is no amount with two decimals up to 999999999999.99.`);
  const [, sign = '', whole = '', cents = ''] = match;
  return BigInt(`${sign}${whole}${cents}`);
}

/** The amount of so many cents, with two decimals. */
export function amountOf(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
