import { type Fault, InvalidInputProblem, isDate } from '../../http/index.js';
import type { CalendarDefinition } from './calendar.js';
import { MOST_DATES } from './dto/calendar.js';

/** What is told of a long list of wrong days. */
const MOST_FAULTS = 20;
const LONGEST_DESCRIPTION = 500;

/**
 * A calendar as it may be kept: its days sorted, each once.
 * @throws InvalidInputProblem when a name, a weekday or a date cannot be one, when a date is to belong to it and not to
 * belong to it, or when no day ever does.
 */
export function checkCalendar<Definition extends CalendarDefinition & { readonly description: string }>(
  definition: Definition,
): Definition {
  const faults = faultsIn(definition);
  if (faults.length > 0) throw new InvalidInputProblem(faults);
  const { weekdays, including, excluding } = definition;
  return {
    ...definition,
    weekdays: [...new Set(weekdays)].sort((one, other) => one - other),
    including: [...new Set(including)].sort(),
    excluding: [...new Set(excluding)].sort(),
  };
}

/** Whether a text is a day, `YYYY-MM-DD`, from 1900 to 2199. */
export function isCalendarDate(text: string): boolean {
  return /^(19|2[01])\d\d-\d\d-\d\d$/.test(text) && isDate(text);
}

/** What to write instead of what {@link isCalendarDate} refuses. */
export const WRITE_A_DATE = 'write a day that exists, from 1900 to 2199, as YYYY-MM-DD';

function faultsIn(calendar: CalendarDefinition & { readonly description: string }): Fault[] {
  const { name, description, weekdays, including, excluding } = calendar;
  const faults: Fault[] = [];
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) {
    const message = 'write up to 100 lower-case letters, digits, dots, hyphens and underscores';
    faults.push({ field: 'name', value: name, message });
  }
  if (description.length > LONGEST_DESCRIPTION) {
    faults.push({ field: 'description', message: `write at most ${LONGEST_DESCRIPTION} characters` });
  }
  for (const weekday of weekdays) {
    if (Number.isInteger(weekday) && weekday >= 0 && weekday <= 6) continue;
    faults.push({
      field: 'weekdays',
      value: weekday,
      message: 'write numbers from 0 (Sunday) to 6 (Saturday)',
    });
  }
  faults.push(...faultsInDates('including', including), ...faultsInDates('excluding', excluding));
  const both = new Set(excluding);
  for (const date of new Set(including)) {
    if (!both.has(date)) continue;
    faults.push({
      field: 'excluding',
      value: date,
      message: 'is to be included too: write it in one of both',
    });
  }
  if (weekdays.length + including.length === 0) {
    const message = 'no day would ever belong to it: write weekdays, or days that it includes';
    faults.push({ field: 'weekdays', value: [], message });
  }
  return faults.slice(0, MOST_FAULTS);
}

function faultsInDates(field: string, dates: readonly string[]): Fault[] {
  if (dates.length > MOST_DATES) return [{ field, message: `write at most ${MOST_DATES} days` }];
  return dates
    .filter((date) => !isCalendarDate(date))
    .map((value) => ({ field, value, message: WRITE_A_DATE }));
}
