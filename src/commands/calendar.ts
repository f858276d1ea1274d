import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Calendars } from '../schedules/index.js';
import { withApplication, withApplicationToChange } from './application.js';
import { type CalendarDates, parseCalendarFile } from './calendar-file.js';
import { UsageError } from './exit-status.js';
import { list } from './options.js';
import { note, print, printJson, printTable } from './output.js';

/** Who did it, for the audit log. */
const BY = 'command line';

/** As they are numbered: 0 is Sunday. */
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

type CalendarView = Awaited<ReturnType<Calendars['get']>>;

/** `mallkeeper calendar list | show | set | delete` */
export function registerCalendar(program: Command): void {
  const calendar = program.command('calendar').description('Days on which schedules may come');
  calendar
    .command('list')
    .description('All calendars')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => listCalendars(json));
  calendar
    .command('show <name>')
    .description('A calendar, and the days that belong to it')
    .option('--from <date>', "the first day; default: today, in the mall's time zone")
    .option('--to <date>', 'the last day, at most three years later; default: 30 days later')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n  mallkeeper calendar show cn-workdays --from 2026-09-20 --to 2026-10-12',
    )
    .action(showCalendar);
  calendar
    .command('set <name>')
    .description('Make a calendar or change it; what is left out stays as it is')
    .option('--description <text>', 'what it is for')
    .option('--weekdays <numbers>', 'days of the week that belong to it: 0 (Sunday) to 6', weekdays)
    .option('--including <dates>', 'all days that belong to it beside them', list)
    .option('--excluding <dates>', 'all days of these weekdays that do not belong to it', list)
    .option('--file <file>', 'the days of both kinds, one a line: 2026-02-14, or -2026-02-16 to exclude it')
    .addHelpText(
      'after',
      '\nSchedules that keep to the calendar heed a change at once. Lines of a file may have a comment after #.' +
        '\n\nExamples:\n  mallkeeper calendar set mall-open --description "Mondays off" --weekdays 0,2,3,4,5,6' +
        '\n  mallkeeper calendar set mall-open --excluding 2026-12-25,2027-01-01' +
        '\n  mallkeeper calendar set stocktaking --including 2026-03-31,2026-09-30' +
        '\n  mallkeeper calendar set our-workdays --weekdays 1,2,3,4,5 --file holidays-2027.txt',
    )
    .action(setCalendar);
  calendar
    .command('delete <name>')
    .description('Delete a calendar that no schedule keeps to')
    .action((name: string) =>
      withApplicationToChange(async (application, program) => {
        await application.get(program.Calendars).delete(name, BY);
        print(`${name} is deleted.`);
      }),
    );
}

function listCalendars(json: boolean): Promise<void> {
  return withApplication(async (application, { Calendars }) => {
    const { items } = await application.get(Calendars).list({ limit: 500 });
    if (json) {
      printJson(items);
      return;
    }
    printTable(
      ['calendar', 'weekdays', 'including', 'excluding', 'schedules', 'description'],
      items.map((each) => [
        each.name,
        namesOf(each.weekdays),
        each.including.length,
        each.excluding.length,
        each.scheduleCount,
        each.description,
      ]),
    );
  });
}

interface ShowOptions {
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

function showCalendar(name: string, { from, to, json }: ShowOptions): Promise<void> {
  return withApplication(async (application, { Calendars }) => {
    const calendars = application.get(Calendars);
    const calendar = await calendars.get(name);
    const shown = await calendars.days(name, { from, to });
    if (json) {
      printJson(Object.assign({}, calendar, shown));
      return;
    }
    print(definitionOf(calendar));
    print(`\nDays from ${shown.from} to ${shown.to}:`);
    for (const date of shown.days) print(`  ${date} ${WEEKDAYS[new Date(date).getUTCDay()] ?? ''}`);
    for (const { en } of shown.warnings) note(en);
  });
}

function definitionOf(calendar: CalendarView): string {
  const { name, description, builtIn, including, excluding, scheduleCount, changedBy } = calendar;
  return [
    description === '' ? name : `${name}: ${description}`,
    `  weekdays:  ${namesOf(calendar.weekdays)}`,
    ...(including.length > 0 ? [`  including: ${including.join(', ')}`] : []),
    ...(excluding.length > 0 ? [`  excluding: ${excluding.join(', ')}`] : []),
    `  schedules: ${scheduleCount}`,
    builtIn ? '  comes with the program' : `  changed by ${changedBy ?? 'SQL'}`,
  ].join('\n');
}

interface SetOptions {
  readonly description?: string;
  readonly weekdays?: number[];
  readonly including?: string[];
  readonly excluding?: string[];
  readonly file?: string;
}

async function setCalendar(name: string, { file, ...given }: SetOptions): Promise<void> {
  if (file === undefined && Object.keys(given).length === 0) {
    throw new UsageError('Say what belongs to it: --weekdays, --including, --excluding or --file.');
  }
  if (file !== undefined && (given.including ?? given.excluding)) {
    throw new UsageError('A file has all days of both kinds: leave --including and --excluding out.');
  }
  const changes: SetOptions = { ...given, ...(file === undefined ? {} : await readDates(file)) };
  await withApplicationToChange(async (application, { Calendars, NotFoundProblem }) => {
    const calendars = application.get(Calendars);
    const before = await calendars.get(name).catch((error: unknown) => {
      if (!(error instanceof NotFoundProblem)) throw error;
      return { description: '', weekdays: [], including: [], excluding: [] };
    });
    const after = {
      description: changes.description ?? before.description,
      weekdays: changes.weekdays ?? before.weekdays,
      including: changes.including ?? before.including,
      excluding: changes.excluding ?? before.excluding,
    };
    await calendars.put(name, after, BY);
    print(`${name} is set; mallkeeper calendar show ${name} shows its days.`);
  });
}

async function readDates(file: string): Promise<CalendarDates> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  }
  return parseCalendarFile(text, file);
}

function weekdays(text: string): number[] {
  const numbers = list(text);
  if (numbers.every((number) => /^[0-6]$/.test(number))) return numbers.map(Number);
  throw new InvalidArgumentError('Write numbers from 0 (Sunday) to 6, such as 1,2,3,4,5.');
}

function namesOf(numbers: readonly number[]): string {
  return numbers.length === 0 ? '-' : numbers.map((number) => WEEKDAYS[number]).join(', ');
}
