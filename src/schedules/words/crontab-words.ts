import cronstrue from 'cronstrue';
import { parseCrontab } from '../timing/crontab.js';
import { type CrontabShape, type DayItem, shapeOf } from './crontab-shape.js';
import { chineseOf } from './crontab-words.zh.js';
import type { Words } from '../dto/schedule.js';
import { clockTimes, isContiguous, stepOf } from './times-of-day.js';

/**
 * A crontab as people say it.
 * @throws InvalidInputProblem when it cannot be read.
 */
export function crontabWords(text: string): Words {
  const shape = shapeOf(text, parseCrontab(text));
  return { en: englishOf(shape), zh: chineseOf(shape) };
}

/**
 * cronstrue says each field; what belongs together is put together here, as it says "and" where crontabs mean "or", and
 * steps that do not fill an hour, a day or a week as though they went on for ever.
 */
function englishOf(shape: CrontabShape): string {
  const { daysOfMonth, months, daysOfWeek, both } = shape;
  const parts = [englishTimes(shape)];
  if (daysOfMonth.length > 0) parts.push(eachSaid(daysOfMonth, (field) => `0 0 ${field} * *`));
  if (daysOfWeek.length > 0) {
    const said = eachSaid(daysOfWeek, (field) => `0 0 * * ${field}`);
    if (daysOfMonth.length === 0) parts.push(said);
    else parts.push(both ? `if that is ${oneOf(said)}` : `or ${said.replace(/^only /, '')}`);
  }
  if (months.length > 0) parts.push(saidOf(`0 0 * ${fieldOf(months)} *`));
  if (parts.length === 1 && shape.hours.length < 24) parts.push('every day');
  return parts.join(', ');
}

/** Days of a field; one by one where cronstrue would drop some: of `L-2,15` it says the first only. */
function eachSaid(items: readonly DayItem[], crontabOf: (field: string) => string): string {
  const counted = items.filter(({ kind }) => kind === 'value' || kind === 'range');
  const others = items.filter((item) => !counted.includes(item));
  const fields = [...(counted.length > 0 ? [counted] : []), ...others.map((item) => [item])];
  return fields.map((field) => saidOf(crontabOf(fieldOf(field)))).join(' and ');
}

/** `only on Monday and Friday` as `Monday or Friday` */
function oneOf(said: string): string {
  return said.replaceAll(/(only )?\bon /g, '').replaceAll(' and ', ' or ');
}

/** Longer lists of minutes or hours that are the same distance apart are said as steps. */
const MOST_LISTED = 6;

function englishTimes({ minutes, hours }: CrontabShape): string {
  const times = clockTimes(minutes, hours);
  if (times && times.length > 1) return `at ${[times.slice(0, -1).join(', '), times.at(-1)].join(' and ')}`;
  const severalInSomeHours = minutes.length > 1 && hours.length < 24 && !isContiguous(hours);
  const hourField = severalInSomeHours ? hours.join(',') : timeField(hours, 24);
  const said = cronstrue.toString(`${timeField(minutes, 60)} ${hourField} * * *`, OPTIONS);
  // "Every 20 minutes, at 08:00 and 10:00" means within these hours.
  return uncapitalised(
    severalInSomeHours ? said.replace(/, at (?=\d\d:)/, ', in the hours that begin at ') : said,
  );
}

const OPTIONS = { use24HourTimeFormat: true, throwExceptionOnParseError: true };
const MIDNIGHT = 'At 00:00, ';

/** What cronstrue says of the days of a crontab whose time is midnight. */
function saidOf(crontab: string): string {
  const said = cronstrue.toString(crontab, OPTIONS);
  return said.startsWith(MIDNIGHT) ? said.slice(MIDNIGHT.length) : uncapitalised(said);
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function fieldOf(items: readonly DayItem[]): string {
  return items
    .map((item) => {
      switch (item.kind) {
        case 'value':
          return String(item.value);
        case 'range':
          return `${item.from}-${item.to}${item.step === 1 ? '' : `/${item.step}`}`;
        case 'beforeLast':
          return item.days === 0 ? 'L' : `L-${item.days}`;
        case 'place':
          return `${item.value}${item.place === 'last' ? 'L' : `#${item.place}`}`;
      }
    })
    .join(',');
}

/** Minutes or hours as a field: a step without a range only where it goes round, so that "every" is true. */
function timeField(values: readonly number[], round: number): string {
  const [first = 0] = values;
  const last = values.at(-1) ?? first;
  const step = stepOf(values);
  if (values.length === round) return '*';
  if (step === undefined) return values.join(',');
  if (step === 1) return `${first}-${last}`;
  if (first === 0 && values.length * step === round) return `*/${step}`;
  return values.length > MOST_LISTED ? `${first}-${last}/${step}` : values.join(',');
}
