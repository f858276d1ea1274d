import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import type { ChangeSchedule, Schedule } from '../../schedules/index.js';
import { UsageError } from '../exit-status.js';
import { note, print, printJson } from '../output.js';
import { bodyOf, type FieldOptions, takeFields } from './fields.js';
import { BY, kebabCase, type Schedules, withSchedulesToChange } from './schedules.js';
import { languageOf, showMoment, showValue } from './showing.js';

interface Json {
  readonly json: boolean;
}

/** `mallkeeper schedule add | set | enable | disable | reset` */
export function registerChange(schedule: Command): void {
  takeFields(schedule.command('add <name>').requiredOption('--task <task>', 'the task that it runs'))
    .description('Add a schedule')
    .option('--disabled', 'it comes only once it is enabled')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  mallkeeper schedule add debug-often --task core.debug --every 15m --expires 10m
  mallkeeper schedule add month-end --task reports.generate-daily-report --cron '0 18 L * *' \\
      --calendar cn-workdays --calendar-rule previous
  mallkeeper schedule add once --task core.debug --at 2026-12-24T08:00`,
    )
    .action(add);
  takeFields(schedule.command('set <name>'))
    .description('Change a schedule; what the code declares is yours from then on, until reset')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
--cron, --every and --at belong together: those that you write replace all that there were.

Examples:
  mallkeeper schedule set backup-database --cron '30 21 * * FRI' --catch-up-window 2d
  mallkeeper schedule set send-payment-reminders --calendar none`,
    )
    .action(set);
  const addSwitch = (verb: 'enable' | 'disable', description: string): void => {
    schedule
      .command(`${verb} <name>`)
      .description(description)
      .option('--json', 'as JSON', false)
      .addHelpText('after', `\nExample:\n  mallkeeper schedule ${verb} cleanup-old-data`)
      .action((name: string, { json }: Json) =>
        withSchedulesToChange((schedules) => change(schedules, name, { enabled: verb === 'enable' }, json)),
      );
  };
  addSwitch('enable', 'Let a schedule come again, from now on');
  addSwitch('disable', 'Keep a schedule from coming until it is enabled');
  schedule
    .command('reset <name>')
    .description('Give a default back to the code that declares it')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule reset backup-database')
    .action((name: string, { json }: Json) =>
      withSchedulesToChange(async ({ queries, service }) => {
        const before = await queries.get(name);
        printChange(before, await service.reset(name, BY), json);
      }),
    );
}

function add(
  name: string,
  { json, disabled, ...options }: FieldOptions & Json & { readonly disabled?: true },
): Promise<void> {
  return withSchedulesToChange(async ({ check, program, service }) => {
    const body = { name, ...bodyOf(options, program), ...(disabled && { enabled: false }) };
    const created = await service.create(await check(program.CreateSchedule, body), BY);
    if (json) printJson(created);
    else {
      print(`${name} is added.`);
      sayWhen(created);
    }
  });
}

function set(name: string, { json, ...options }: FieldOptions & Json): Promise<void> {
  if (Object.keys(options).length === 0) {
    throw new UsageError(
      `Say what is to change, such as mallkeeper schedule set ${name} --cron '0 8 * * *' (--help lists all).`,
    );
  }
  return withSchedulesToChange(async (schedules) => {
    const { check, program } = schedules;
    const changes = await check(program.ChangeSchedule, bodyOf(options, program));
    await change(schedules, name, changes, json);
  });
}

async function change(
  { queries, service }: Schedules,
  name: string,
  changes: ChangeSchedule,
  json: boolean,
): Promise<void> {
  const before = await queries.get(name);
  printChange(before, await service.update(name, changes, BY), json);
}

/** What people settle, in the order in which they are told of it. */
const SETTLED = [
  'cron',
  'every',
  'at',
  'timezone',
  'calendar',
  'calendarRule',
  'start',
  'end',
  'maxRuns',
  'task',
  'kwargs',
  'queue',
  'priority',
  'enabled',
  'overlap',
  'catchUp',
  'catchUpWindow',
  'expires',
  'jitter',
  'pauseAfterFailures',
  'description',
  'note',
] as const satisfies readonly (keyof Schedule)[];

function printChange(before: Schedule, after: Schedule, json: boolean): void {
  if (json) {
    printJson(after);
    return;
  }
  const different = SETTLED.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (different.length === 0) {
    print(`${after.name} is so already: nothing has changed.`);
    return;
  }
  for (const field of different) {
    print(`${kebabCase(field)}: ${showValue(before[field])} → ${showValue(after[field])}`);
  }
  sayWhen(after);
}

/** What a changed schedule means. */
function sayWhen({ name, enabled, next, words, warnings }: Schedule): void {
  const language = languageOf(process.env);
  print(`When: ${words[language]}`);
  if (!enabled) print(`It is disabled: mallkeeper schedule enable ${name} lets it come.`);
  else print(next === null ? 'It does not come again.' : `Next: ${showMoment(next)}`);
  for (const warning of warnings) note(`Warning: ${warning[language]}`);
}
