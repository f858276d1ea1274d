import { InvalidInputProblem } from '../http/index.js';

/** A parsed crontab: the wall-clock times and the days on which it comes. */
export interface Crontab {
  /** Minutes of an hour, ascending. */
  readonly minutes: readonly number[];
  /** Hours of a day, ascending. */
  readonly hours: readonly number[];
  /** Whether it comes on a day, counted from 1 January 1970. */
  matchesDay(day: number): boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly example: string;
  /** Names that stand for numbers, the first for the smallest. */
  readonly names?: readonly string[];
}

const FIELDS = [
  { name: 'minute', min: 0, max: 59, example: '0, 0,30 or */15' },
  { name: 'hour', min: 0, max: 23, example: '8, 9-17 or *' },
  { name: 'day of month', min: 1, max: 31, example: '1, 1,15 or *' },
  {
    name: 'month',
    min: 1,
    max: 12,
    example: '1, JAN-MAR or *',
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    name: 'day of week',
    min: 0,
    max: 7,
    example: '5, MON-FRI or *',
    names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  },
] as const satisfies readonly Field[];

/** A value, or a range, or *; then perhaps a step. */
const ITEM = /^(?:(\*)|([a-z]+|\d{1,2})(?:-([a-z]+|\d{1,2}))?)(?:\/(\d{1,2}))?$/i;

/** The calendar repeats its weekdays after 28 years: what does not come within so many days never does. */
const LONGEST_WAIT = 28 * 366;

const DAY = 86_400_000;

/**
 * Reads the five fields of a crontab (minute, hour, day of month, month, day of week: numbers or English names, lists,
 * ranges, steps), as Vixie cron does.
 * @throws InvalidInputProblem for the field `cron`, naming every part of it that is wrong.
 */
export function parseCrontab(text: string): Crontab {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    throw invalid(text, [
      'write five fields, minute, hour, day of month, month and day of week, such as 0 8 * * MON-FRI',
    ]);
  }
  const faults: string[] = [];
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = FIELDS.map((field, index) => {
    try {
      return parseField(field, parts[index] ?? '');
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push(`${field.name}: ${error.message}`);
      return new Set<number>();
    }
  }) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  if (faults.length > 0) throw invalid(text, faults);

  // Vixie cron: of a day of month and a day of week either will do, unless one of them begins with a star.
  const both = parts[2]?.startsWith('*') === true || parts[4]?.startsWith('*') === true;
  const crontab: Crontab = {
    minutes: ascending(minutes),
    hours: ascending(hours),
    matchesDay(day) {
      const date = new Date(day * DAY);
      if (!months.has(date.getUTCMonth() + 1)) return false;
      const ofMonth = daysOfMonth.has(date.getUTCDate());
      const ofWeek = daysOfWeek.has(date.getUTCDay());
      return both ? ofMonth && ofWeek : ofMonth || ofWeek;
    },
  };
  if (!comes(crontab)) throw invalid(text, ['there is no such day in any year']);
  return crontab;
}

/** @throws RangeError saying what would be right. */
function parseField(field: Field, text: string): Set<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [, star, first, last, step] = ITEM.exec(item) ?? [];
    if (star === undefined && first === undefined) throw unusable(field, item);
    const from = first === undefined ? field.min : parseValue(field, first, item);
    let to = last === undefined ? (star === undefined ? from : field.max) : parseValue(field, last, item);
    // Sunday is 0 and 7: FRI-SUN is 5-7.
    if (field.max === 7 && to === 0 && last !== undefined) to = 7;
    if (to < from) throw new RangeError(`"${item}" ends before it begins`);
    if (step !== undefined && star === undefined && last === undefined) {
      throw new RangeError(`"${item}" is a step without a range; write ${first}-${field.max}/${step}`);
    }
    const width = Number(step ?? 1);
    if (width < 1 || width > field.max) {
      throw new RangeError(`"${item}" has a step that cannot be used; write 1 to ${field.max}`);
    }
    for (let value = from; value <= to; value += width) values.add(field.max === 7 ? value % 7 : value);
  }
  return values;
}

function parseValue(field: Field, text: string, item: string): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.min : Number(text);
  if (!(value >= field.min && value <= field.max)) throw unusable(field, item);
  return value;
}

function unusable(field: Field, item: string): RangeError {
  return new RangeError(
    `"${item}" cannot be used; write ${field.min} to ${field.max}, a list, a range or a step, such as ${field.example}`,
  );
}

/** Whether there is any day on which it comes; 30 February is none. */
function comes(crontab: Crontab): boolean {
  for (let day = 0; day < LONGEST_WAIT; day++) if (crontab.matchesDay(day)) return true;
  return false;
}

function ascending(values: Set<number>): number[] {
  return [...values].sort((one, other) => one - other);
}

function invalid(text: string, messages: readonly string[]): InvalidInputProblem {
  return new InvalidInputProblem(messages.map((message) => ({ field: 'cron', value: text, message })));
}
