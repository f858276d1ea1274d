/**
 * An amount as people read it: `1234567.80` -> `1,234,567.80`. Its digits are never turned into a number.
 * @param decimals how many it has, for a whole number to be shown with.
 */
export function formatAmount(amount: string, decimals = 2): string {
  const [whole = '0', cents = '0'.repeat(decimals)] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** How large a part of the whole is, in percent, for bars and shares; 0 of nothing. */
export function percentOf(part: string | number, whole: string | number): number {
  const size = Number(whole);
  return size === 0 ? 0 : (Number(part) / size) * 100;
}

/** @param percent of something: `93.3%`. */
export function formatPercent(percent: number): string {
  return `${percent.toFixed(1)}%`;
}

/** A span of time as people read it. @param ms milliseconds */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
