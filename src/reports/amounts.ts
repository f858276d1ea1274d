/**
 * An amount with two decimals as people read it: `1234567.80` -> `1,234,567.80`. Its digits are never turned into a
 * number.
 */
export function formatAmount(amount: string): string {
  const [whole = '0', cents = '00'] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** How large a part of the whole is, in percent, for bars and shares; 0 of nothing. */
export function percentOf(part: string | number, whole: string | number): number {
  const size = Number(whole);
  return size === 0 ? 0 : (Number(part) / size) * 100;
}
