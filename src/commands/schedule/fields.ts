import { type Command, Option } from 'commander';
import type { Program } from '../application.js';
import { jsonObject } from '../options.js';

/** What add, set and preview take of a timing, as the person wrote it. */
export interface TimingOptions {
  readonly cron?: string[];
  readonly every?: string[];
  readonly at?: string[];
  readonly timezone?: string;
  readonly calendar?: string;
  readonly calendarRule?: string;
  readonly start?: string;
  readonly end?: string;
}

/** What add and set take beside that. */
export interface FieldOptions extends TimingOptions {
  readonly description?: string;
  readonly kwargs?: Record<string, unknown>;
  readonly queue?: string;
  readonly priority?: string;
  readonly maxRuns?: string;
  readonly overlap?: string;
  readonly catchUp?: string;
  readonly catchUpWindow?: string;
  readonly expires?: string;
  readonly jitter?: string;
  readonly pauseAfterFailures?: string;
  readonly note?: string;
}

/** Adds the options that say when a schedule comes. */
export function takeTiming(command: Command): Command {
  return command
    .addOption(
      repeatable('--cron <crontab>', "minute, hour, day of month, month, day of week: '0 8 * * MON-FRI'"),
    )
    .addOption(repeatable('--every <interval>', 'an interval, such as 15m, 1h30m or 1d'))
    .addOption(repeatable('--at <time>', 'a single time, ISO 8601; without an offset, in the time zone'))
    .option('--timezone <zone>', 'IANA name, such as Asia/Shanghai')
    .option(
      '--calendar <name>',
      'days on which it may come, such as cn-workdays or weekdays; none: every day',
    )
    .option('--calendar-rule <rule>', 'what becomes of a time on another day: only (nothing), next, previous')
    .option('--start <time>', 'the first moment at which it may come; none: no limit')
    .option('--end <time>', 'the last one; none: no limit');
}

/** Adds the other options with what people settle about a schedule. */
export function takeFields(command: Command): Command {
  return takeTiming(command)
    .option('--kwargs <json>', "the task's input", jsonObject)
    .option('--description <text>', 'what it is for')
    .option('--queue <name>', "a queue other than the task's own; none: the task's own")
    .option('--priority <n>', '0 to 9, higher first')
    .option(
      '--overlap <policy>',
      'while its last run goes on: skip, buffer_one, buffer_all, cancel_other, terminate_other, allow_all',
    )
    .option('--catch-up <policy>', 'which missed times run late: none, latest, all')
    .option('--catch-up-window <time>', 'how long one may be missed and still run: seconds, or 12h, 7d')
    .option('--max-runs <n>', 'it comes so often and no more; none: for ever')
    .option('--expires <time>', 'a run that has not started in that time is given up; none: never')
    .option('--jitter <time>', 'each run is put off by up to that, at random; none: not')
    .option('--pause-after-failures <n>', 'disable it after so many failures in a row; none: never')
    .option('--note <text>', 'for those who look after it');
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`).argParser(
    (text: string, earlier: string[] | undefined) => [...(earlier ?? []), text],
  );
}

/** Fields that `none` clears. */
const CLEARED = new Set([
  'calendar',
  'start',
  'end',
  'queue',
  'maxRuns',
  'expires',
  'jitter',
  'pauseAfterFailures',
]);
const NUMBERS = new Set(['priority', 'maxRuns', 'pauseAfterFailures', 'limit', 'count']);
const DURATIONS = new Set(['catchUpWindow', 'expires', 'jitter']);

/** What reads intervals. */
type Reading = Pick<Program, 'InvalidInputProblem' | 'parseInterval'>;

/**
 * The body of a request that says what the options say. What is no number stays as it is, for the validation to refuse.
 * @param options of the names of the body's fields.
 */
export function bodyOf(options: object, program: Reading): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([field, value]: [string, unknown]) => {
      if (typeof value !== 'string') return [field, value];
      if (CLEARED.has(field) && value === 'none') return [field, null];
      if (NUMBERS.has(field)) return [field, numberIn(value)];
      return [field, DURATIONS.has(field) ? secondsIn(value, program) : value];
    }),
  );
}

function numberIn(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Seconds, written as such or as an interval, `7d`. */
function secondsIn(text: string, { InvalidInputProblem, parseInterval }: Reading): number | string {
  try {
    return parseInterval(text) / 1000;
  } catch (error) {
    if (!(error instanceof InvalidInputProblem)) throw error;
    return numberIn(text);
  }
}
