import { type CrontabField, parseField, parseValue } from './crontab-field.js';

/** A day as the two day fields of a crontab see it. */
export interface DayOfMonth {
  /** 1 to 31. */
  readonly date: number;
  /** Days from it to the last one of its month. */
  readonly toLast: number;
  /** 0 (Sunday) to 6. */
  readonly weekday: number;
}

/** Whether a day field has a day. */
export type DayFieldTest = (day: DayOfMonth) => boolean;

const DAY_OF_MONTH: CrontabField = {
  min: 1,
  max: 31,
  example: '1, 1,15, *, L (the last day) or L-3 (the third before it)',
};

const DAY_OF_WEEK: CrontabField = {
  min: 0,
  max: 7,
  example: '5, MON-FRI, *, 5L (the last Friday of the month) or 5#2 (its second Friday)',
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

const BEFORE_LAST = /^L(?:-(\d{1,2}))?$/i;
const NTH_OR_LAST = /^([a-z]*|\d{1,2})(?:(L)|#(\d*))$/i;

/**
 * Reads a day of month: besides values also `L`, the last day, and `L-3`, the third before it.
 * @throws RangeError saying what would be right.
 */
export function parseDayOfMonth(text: string): DayFieldTest {
  const toLast = new Set<number>();
  const dates = parseField(DAY_OF_MONTH, text, (item) => {
    const [last, before] = BEFORE_LAST.exec(item) ?? [];
    if (last === undefined) return false;
    if (before !== undefined && !isWithin(Number(before), 1, 30)) {
      throw new RangeError(
        `"${item}" is in no month; write L, the last day, or L-1 to L-30, so many days before it`,
      );
    }
    toLast.add(Number(before ?? 0));
    return true;
  });
  return (day) => dates.has(day.date) || toLast.has(day.toLast);
}

/**
 * Reads a day of week: besides values also `5L` or `FRIL`, the last Friday of the month, and `5#2` or `FRI#2`, the second.
 * @throws RangeError saying what would be right.
 */
export function parseDayOfWeek(text: string): DayFieldTest {
  const last = new Set<number>();
  const nth = new Set<string>();
  const weekdays = parseField(DAY_OF_WEEK, text, (item) => {
    const [special, weekday = '', isLast, place] = NTH_OR_LAST.exec(item) ?? [];
    if (special === undefined) return false;
    if (weekday === '') {
      throw new RangeError(
        `"${item}" lacks the weekday; write 5L or FRIL for the last Friday of the month, 5#2 for its second`,
      );
    }
    const value = parseValue(DAY_OF_WEEK, weekday, item) % 7;
    if (isLast !== undefined) last.add(value);
    else if (isWithin(Number(place), 1, 5)) nth.add(placeOf(value, Number(place)));
    else
      throw new RangeError(`"${item}" has a place that cannot be used; write 1 to 5, such as ${weekday}#2`);
    return true;
  });
  return ({ date, toLast, weekday }) =>
    weekdays.has(weekday) ||
    (toLast < 7 && last.has(weekday)) ||
    (nth.size > 0 && nth.has(placeOf(weekday, Math.ceil(date / 7))));
}

function placeOf(weekday: number, place: number): string {
  return `${weekday}#${place}`;
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
