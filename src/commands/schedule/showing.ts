import { Option } from 'commander';
import type { Words } from '../../schedules/index.js';

export type Language = keyof Words;

/** `--lang`: the language in which times are said; by default that of the terminal. */
export function languageOption(): Option {
  return new Option('--lang <language>', 'the language of what is said in words')
    .choices(['zh', 'en'])
    .default(languageOf(process.env), 'by LC_ALL, LC_MESSAGES and LANG');
}

/** The language that the environment asks for, by POSIX's order of variables. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((each) => each !== undefined && each !== '') ?? '';
  return /^zh/i.test(locale) ? 'zh' : 'en';
}

/** An ISO 8601 time with its offset, for people: `2026-01-09 20:00:00 +08:00`. */
export function showMoment(moment: string): string {
  return moment.replace(/^(.{10})T(\d\d:\d\d:\d\d)(?:\.\d+)?/, '$1 $2 ').replace(/Z$/, '+00:00');
}

/** A time in a wide table: its seconds only where there are any. */
export function showBriefly(moment: string): string {
  return showMoment(moment).replace(/:00 (?=[+-])/, ' ');
}

/** And its offset only where the schedule's zone is not the mall's. */
export function showMomentIn(moment: string, timezone: string, own: string): string {
  const shown = showBriefly(moment);
  return timezone === own ? shown.replace(/ [+-]\d\d:\d\d$/, '') : shown;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** How long it is until a moment, in its two greatest units: `2 h 5 min`; of one that has come `now`. */
export function showWait(moment: string, now: Date): string {
  const seconds = Math.round((Date.parse(moment) - now.getTime()) / 1000);
  if (seconds <= 0) return 'now';
  return showDuration(seconds < 60 ? seconds : seconds - (seconds % 60), 2);
}

/** Seconds as `7 d` or `1 h 30 min`, in at most so many units. */
export function showDuration(seconds: number, units: number = UNITS.length): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  let left = seconds;
  const parts = UNITS.slice(first, first + units).map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? `${count} ${unit}` : '';
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** A value of a field, for people. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join('; ') || '-';
  return JSON.stringify(value);
}
