import { fieldsOf } from '../timing/crontab.js';

/** One item of a crontab's day field, as it is put into words. */
export type DayItem =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly step: number }
  /** `L-3`: so many days before the last one. */
  | { readonly kind: 'beforeLast'; readonly days: number }
  /** `5#2`, or `5L` with the place `last`. */
  | { readonly kind: 'place'; readonly value: number; readonly place: number | 'last' };

/** The fields of a crontab in the shape in which people say them; an empty list: every one. */
export interface CrontabShape {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly DayItem[];
  readonly months: readonly DayItem[];
  readonly daysOfWeek: readonly DayItem[];
  /** Whether a day must match both day fields; else either will do, as with Vixie cron. */
  readonly both: boolean;
}

const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Steps with more values than these are said as steps: "every 2 days". */
const MOST_SPELLED_OUT = 4;

/**
 * The shape of a crontab that `parseCrontab` takes.
 * @param times its minutes and hours, as that has read them.
 */
export function shapeOf(
  text: string,
  { minutes, hours }: { readonly minutes: readonly number[]; readonly hours: readonly number[] },
): CrontabShape {
  const [, , dayOfMonth, month, dayOfWeek] = fieldsOf(text.toUpperCase());
  return {
    minutes,
    hours,
    daysOfMonth: itemsOf(dayOfMonth, { min: 1, max: 31, names: [], spelledOut: MOST_SPELLED_OUT }),
    months: itemsOf(month, { min: 1, max: 12, names: MONTHS, spelledOut: Infinity }),
    daysOfWeek: itemsOf(dayOfWeek, { min: 0, max: 6, names: WEEKDAYS, spelledOut: Infinity }),
    both: dayOfMonth.startsWith('*') || dayOfWeek.startsWith('*'),
  };
}

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
  readonly spelledOut: number;
}

function itemsOf(field: string, { min, max, names, spelledOut }: Field): DayItem[] {
  const items = [...new Set(field.split(','))];
  if (items.some((item) => item === '*' || item === '*/1')) return [];
  const valueOf = (text: string): number => {
    const named = names.indexOf(text);
    return named >= 0 ? named : Number(text);
  };
  const shapes = items.flatMap((item): DayItem[] => {
    const [, before] = /^L(?:-(\d+))?$/.exec(item) ?? [item];
    if (item.startsWith('L')) return [{ kind: 'beforeLast', days: Number(before ?? 0) }];
    const [, weekday, place] = /^([A-Z]{3}|\d+)(L|#\d)$/.exec(item) ?? [];
    if (weekday !== undefined && place !== undefined) {
      return [
        {
          kind: 'place',
          value: valueOf(weekday) % 7,
          place: place === 'L' ? 'last' : Number(place.slice(1)),
        },
      ];
    }
    const [range = '', width = '1'] = item.split('/');
    const [first = '', last = first] = range.split('-');
    const from = range === '*' ? min : valueOf(first);
    const named = range === '*' ? max : valueOf(last);
    // Sunday is 0 and 7.
    const to = named < from ? 7 : named;
    const step = Number(width);
    const values = Array.from(
      { length: Math.floor((to - from) / step) + 1 },
      (_, index) => from + index * step,
    );
    const listed = from === to || (step > 1 && values.length <= (items.length > 1 ? Infinity : spelledOut));
    if (!listed) return [{ kind: 'range', from, to, step }];
    return values.map((value) => ({ kind: 'value', value: max === 6 ? value % 7 : value }));
  });
  return shapes.filter(
    (one, index) =>
      one.kind !== 'value' ||
      index === shapes.findIndex((other) => other.kind === 'value' && other.value === one.value),
  );
}
