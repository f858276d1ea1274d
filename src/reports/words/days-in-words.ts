import type { Period, Span } from '../period.js';

/**
 * The days of a report in full: a day with its day of the week, a month, or from when to when.
 * @param between stands between the first and the last day.
 */
export function inFull(
  locale: string,
  edition: Period['edition'],
  { from, to }: Span,
  between: string,
): string {
  const written = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const first = at(from);
  if (edition === 'monthly') return written({ year: 'numeric', month: 'long' }).format(first);
  if (from === to) return written({ dateStyle: 'full' }).format(first);
  const long = written({ dateStyle: 'long' });
  return `${long.format(first)}${between}${long.format(at(to))}`;
}

/** The days of a report in figures. */
export function briefly({ edition, from, to }: Period, between: string): string {
  if (edition === 'monthly') return from.slice(0, 7);
  return from === to ? from : `${from}${between}${to}`;
}

/** A number with at most one decimal. */
export function tidy(number: number): string {
  return number.toFixed(1).replace(/\.0$/, '');
}

function at(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
