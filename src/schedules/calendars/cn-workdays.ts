import { createRequire } from 'node:module';

/** What the package knows, by date (YYYY-MM-DD). */
interface Notices {
  /** Days off: public holidays, and the days that join them to a weekend. */
  readonly holidays: Readonly<Record<string, string>>;
  /** Days of a weekend that people work on in return. */
  readonly workdays: Readonly<Record<string, string>>;
}

// Only the package's data: what its functions say of a day depends on the time zone of the process.
const require = createRequire(import.meta.url);
const { holidays, workdays } = require('chinese-days/dist/chinese-days.json') as Notices;

const DAY = 86_400_000;

/** The notice of every year names its National Day. What a notice says of days in another year does not make that known. */
const NATIONAL_DAY = '-10-01';

const knownYears = new Set(
  Object.keys(holidays)
    .filter((date) => date.endsWith(NATIONAL_DAY))
    .map((date) => Number(date.slice(0, 4))),
);

/** The first and the last year whose holidays and make-up workdays are known. */
export const firstCnYear = Math.min(...knownYears);
export const lastCnYear = Math.max(...knownYears);

const firstDay = Date.UTC(firstCnYear, 0, 1) / DAY;
const firstDayAfter = Date.UTC(lastCnYear + 1, 0, 1) / DAY;

/** 1 for each day that people work on. Slots are searched through millions of days, so that each must be one look. */
const known = Uint8Array.from({ length: firstDayAfter - firstDay }, (_, index) => {
  const date = new Date((firstDay + index) * DAY).toISOString().slice(0, 10);
  return date in workdays || (isMondayToFriday(firstDay + index) && !(date in holidays)) ? 1 : 0;
});

/** Whether the holidays and make-up workdays of a year are known: the State Council tells them in the autumn before. */
export function isKnownCnYear(year: number): boolean {
  return knownYears.has(year);
}

/**
 * Whether people work in China on a day, counted from 1 January 1970. In a year whose holidays are not known they work from
 * Monday to Friday.
 */
export function isCnWorkday(day: number): boolean {
  const listed = known[day - firstDay];
  return listed === undefined ? isMondayToFriday(day) : listed === 1;
}

/** 1 January 1970 was a Thursday. */
function isMondayToFriday(day: number): boolean {
  return (((day + 3) % 7) + 7) % 7 < 5;
}
