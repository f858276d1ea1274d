import { DateTime } from 'luxon';

/** The reports that are made by themselves, and kept. */
export const EDITIONS = ['daily', 'weekly', 'monthly'] as const;

export type Edition = (typeof EDITIONS)[number];

/** Days in the mall, `YYYY-MM-DD`, both included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** What a report is about: a day, a week from Monday, a calendar month, or any days that somebody asked for. */
export interface Period extends Span {
  readonly edition: Edition | 'range';
}

/** What the spans that a report is compared with are called. */
export const COMPARED = ['day-before', 'week-before', 'month-before', 'year-before', 'before'] as const;

export type Compared = (typeof COMPARED)[number];

/** The period of an edition that a day, `YYYY-MM-DD`, falls in. */
export function periodOf(edition: Edition, date: string): Period {
  const unit = UNITS[edition];
  const day = at(date);
  return { edition, from: text(day.startOf(unit)), to: text(day.endOf(unit)) };
}

/** The latest period of an edition that is over at the end of a day. */
export function lastPeriodOver(edition: Edition, date: string): Period {
  const period = periodOf(edition, date);
  return period.to === date ? period : periodOf(edition, daysFrom(period.from, -1));
}

/** The periods of an edition from the one that begins at `from` up to `last`, oldest first. */
export function periodsUpTo(last: Period & { readonly edition: Edition }, from: string): Period[] {
  const periods: Period[] = [];
  for (let next = from; next <= last.from;) {
    const period = periodOf(last.edition, next);
    periods.push(period);
    next = daysFrom(period.to, 1);
  }
  return periods;
}

/**
 * What a period is compared with. A month before the 31st is the last day of a shorter month; a year before a week are 52
 * weeks, so that its days are the same days of the week.
 */
export function comparedWith({ edition, from, to }: Period): (Span & { readonly name: Compared })[] {
  const [first, last] = [at(from), at(to)];
  const back = (
    name: Compared,
    duration: { days?: number; weeks?: number; months?: number; years?: number },
  ) => ({
    name,
    from: text(first.minus(duration)),
    to: text(last.minus(duration)),
  });
  switch (edition) {
    case 'daily':
      return [
        back('day-before', { days: 1 }),
        back('week-before', { weeks: 1 }),
        back('month-before', { months: 1 }),
      ];
    case 'weekly':
      return [back('week-before', { weeks: 1 }), back('year-before', { weeks: 52 })];
    case 'monthly':
      return [
        { name: 'month-before', ...monthOf(first.minus({ months: 1 })) },
        { name: 'year-before', ...monthOf(first.minus({ years: 1 })) },
      ];
    case 'range':
      return [back('before', { days: lengthOf({ from, to }) }), back('year-before', { years: 1 })];
  }
}

/** How many days a span has. */
export function lengthOf({ from, to }: Span): number {
  return daysBetween(from, to) + 1;
}

/** Days from one date to another, both `YYYY-MM-DD`. */
export function daysBetween(from: string, to: string): number {
  return at(to).diff(at(from), 'days').days;
}

/** The date some days after another, both `YYYY-MM-DD`. */
export function daysFrom(date: string, days: number): string {
  return text(at(date).plus({ days }));
}

/** The date some years before another, both `YYYY-MM-DD`. */
export function yearsBefore(date: string, years: number): string {
  return text(at(date).minus({ years }));
}

/** The last days of the months before a day's month, and that day itself: so many in all, oldest first. */
export function monthEndsUpTo(date: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    return back === 0 ? date : text(at(date).minus({ months: back }).endOf('month'));
  });
}

const UNITS = { daily: 'day', weekly: 'week', monthly: 'month' } as const;

function monthOf(day: DateTime): Span {
  return { from: text(day.startOf('month')), to: text(day.endOf('month')) };
}

function at(date: string): DateTime {
  return DateTime.fromISO(date, { zone: 'utc' });
}

function text(day: DateTime): string {
  return day.toFormat('yyyy-MM-dd');
}
