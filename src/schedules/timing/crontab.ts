import { InvalidInputProblem } from '../../http/index.js';
import { parseDayOfMonth, parseDayOfWeek } from './crontab-days.js';
import { type CrontabField, parseField } from './crontab-field.js';

/** A parsed crontab: the wall-clock times and the days on which it comes. */
export interface Crontab {
  /** Minutes of an hour, ascending. */
  readonly minutes: readonly number[];
  /** Hours of a day, ascending. */
  readonly hours: readonly number[];
  /** Whether it comes on a day, counted from 1 January 1970. */
  matchesDay(day: number): boolean;
}

const MINUTE: CrontabField = { min: 0, max: 59, example: '0, 0,30 or */15' };
const HOUR: CrontabField = { min: 0, max: 23, example: '8, 9-17 or *' };
const MONTH: CrontabField = {
  min: 1,
  max: 12,
  example: '1, JAN-MAR or *',
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};

const MACROS = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

/**
 * Weekdays and leap days fall together again after 28 years, or after 40 across a year such as 2100, which has no leap day:
 * days that do not come within so many never do.
 */
export const LONGEST_WAIT = 40 * 366;

const DAY = 86_400_000;

/**
 * Reads a macro such as `@daily`, or the five fields of a crontab (minute, hour, day of month, month, day of week: numbers
 * or English names, lists, ranges, steps, `L`, `#`), as Vixie cron does.
 * @throws InvalidInputProblem for the field `cron`, naming every part of it that is wrong.
 */
export function parseCrontab(text: string): Crontab {
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fieldsOf(text);
  const faults: string[] = [];
  const read = <Parsed>(name: string, parse: () => Parsed): Parsed | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push(`${name}: ${error.message}`);
      return undefined;
    }
  };
  const minutes = read('minute', () => parseField(MINUTE, minute));
  const hours = read('hour', () => parseField(HOUR, hour));
  const isDayOfMonth = read('day of month', () => parseDayOfMonth(dayOfMonth));
  const months = read('month', () => parseField(MONTH, month));
  const isDayOfWeek = read('day of week', () => parseDayOfWeek(dayOfWeek));
  if (!minutes || !hours || !isDayOfMonth || !months || !isDayOfWeek) throw invalid(text, faults);

  // Vixie cron: of a day of month and a day of week either will do, unless one of them begins with a star.
  const both = dayOfMonth.startsWith('*') || dayOfWeek.startsWith('*');
  const crontab: Crontab = {
    minutes: ascending(minutes),
    hours: ascending(hours),
    matchesDay(day) {
      const date = new Date(day * DAY);
      if (!months.has(date.getUTCMonth() + 1)) return false;
      const dayOfItsMonth = {
        date: date.getUTCDate(),
        toLast: daysInMonth(date) - date.getUTCDate(),
        weekday: date.getUTCDay(),
      };
      const ofMonth = isDayOfMonth(dayOfItsMonth);
      const ofWeek = isDayOfWeek(dayOfItsMonth);
      return both ? ofMonth && ofWeek : ofMonth || ofWeek;
    },
  };
  if (!comes(crontab)) throw invalid(text, ['there is no such day in any year']);
  return crontab;
}

/**
 * The five fields of a crontab, also of one that is a macro.
 * @throws InvalidInputProblem when it is neither a macro nor five fields.
 */
export function fieldsOf(text: string): [string, string, string, string, string] {
  const trimmed = text.trim();
  const [macro] = /^@\S*$/.exec(trimmed) ?? [];
  const spelledOut = macro === undefined ? trimmed : spellOut(macro, text);
  const [minute, hour, dayOfMonth, month, dayOfWeek, ...others] = spelledOut.split(/\s+/);
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || others.length > 0) {
    throw invalid(text, [
      'write five fields, minute, hour, day of month, month and day of week, such as 0 8 * * MON-FRI',
    ]);
  }
  return [minute, hour, dayOfMonth, month, dayOfWeek];
}

function spellOut(macro: string, text: string): string {
  const [, spelledOut] = Object.entries(MACROS).find(([name]) => name === macro.toLowerCase()) ?? [];
  if (spelledOut !== undefined) return spelledOut;
  const why =
    macro.toLowerCase() === '@reboot' ? 'names no time, and nothing here is tied to a start' : 'is not known';
  throw invalid(text, [
    `"${macro}" ${why}; write ${Object.keys(MACROS).join(', ')} or five fields such as 0 8 * * MON-FRI`,
  ]);
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
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
