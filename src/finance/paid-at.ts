import { DateTime } from 'luxon';
import type { Clock } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import { BadCell } from '../imports/index.js';

const FORMAT =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** How far ahead a payment may be dated, in years; what lies further ahead is a slip of the pen. */
const YEARS_AHEAD = 1;

/**
 * The moment at which a payment was made: ISO 8601, or a date and perhaps a time as spreadsheets and banks write them.
 * Without an offset it is the mall's time; without a time the day's beginning.
 * @throws BadCell saying what would be right.
 */
export function parsePaidAt(text: string, clock: Clock): Date {
  const parts = FORMAT.exec(text);
  if (!parts)
    throw new BadCell('is not a time such as 2026-01-05, 2026-01-05 14:30 or 2026-01-05T14:30:00+08:00');
  const [
    ,
    year = '',
    ,
    month = '',
    day = '',
    hour = '0',
    minute = '00',
    second = '00',
    fraction = '',
    offset = '',
  ] = parts;
  const iso =
    `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${fraction.slice(0, 4)}` +
    offset.toUpperCase();
  const moment = DateTime.fromISO(iso, { zone: clock.timeZone });
  if (!moment.isValid || moment.year < 2000)
    throw new BadCell('is not a time that exists, from the year 2000 on');
  if (moment > DateTime.fromJSDate(clock.now()).plus({ years: YEARS_AHEAD })) {
    throw new BadCell(`is more than a year after today, ${clock.today()}`);
  }
  return moment.toJSDate();
}

/**
 * The same, of a request.
 * @throws InvalidInputProblem naming the field.
 */
export function paidAtOf({ field, text }: { field: string; text: string }, clock: Clock): Date {
  try {
    return parsePaidAt(text, clock);
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    throw new InvalidInputProblem([{ field, value: text, message: error.message }]);
  }
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}
