import type { Command } from 'commander';
import type { ScheduleChange, Slot } from '../../schedules/index.js';
import { wholeNumber } from '../options.js';
import { note, print, printJson, printTable } from '../output.js';
import { kebabCase, withSchedules } from './schedules.js';
import { showMoment, showMomentIn, showValue } from './showing.js';

interface Options {
  readonly count: number;
  readonly json: boolean;
}

/** `mallkeeper schedule slots | history` */
export function registerPast(schedule: Command): void {
  schedule
    .command('slots <name>')
    .description('What became of every slot that was owed, the latest first')
    .option('-n, --count <n>', 'how many', wholeNumber(1, 500), 20)
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule slots backup-database -n 5')
    .action((name: string, { count, json }: Options) =>
      withSchedules(async ({ clock, queries }) => {
        const { timezone } = await queries.get(name);
        const { items, nextCursor } = await queries.slots(name, { limit: count });
        if (json) printJson(items);
        else {
          printSlots(items, timezone, clock.timeZone);
          if (nextCursor !== null) noteMore(count);
        }
      }),
    );
  schedule
    .command('history <name>')
    .description('Who changed a schedule, when, and what; the latest first')
    .option('-n, --count <n>', 'how many', wholeNumber(1, 500), 20)
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule history send-payment-reminders')
    .action((name: string, { count, json }: Options) =>
      withSchedules(async ({ queries }) => {
        const { items, nextCursor } = await queries.history(name, { limit: count });
        if (json) printJson(items);
        else {
          printHistory(items);
          if (nextCursor !== null) noteMore(count);
        }
      }),
    );
}

function noteMore(count: number): void {
  note(`There are more than these ${count}: -n shows up to 500.`);
}

/** Writes slots of a schedule as a table for people. */
export function printSlots(slots: readonly Slot[], timezone: string, ownZone: string): void {
  if (slots.length === 0) {
    print('No slot of it was owed yet.');
    return;
  }
  printTable(
    ['slot', 'outcome', 'run', 'reason'],
    slots.map(({ slot, outcome, runId, reason }) => [
      showMomentIn(slot, timezone, ownZone),
      outcome,
      runId,
      reason,
    ]),
  );
}

function printHistory(changes: readonly ScheduleChange[]): void {
  if (changes.length === 0) {
    print('Nobody has changed it.');
    return;
  }
  printTable(
    ['when', 'who', 'what', 'before → after'],
    changes.map(({ at, by, action, details }) => [
      showMoment(at),
      by,
      action.replace(/^schedule\./, ''),
      detailsOf(details),
    ]),
  );
}

/** A line for each field: of a change what it was and is, of anything else what it says. */
function detailsOf(details: Readonly<Record<string, unknown>>): string {
  const { before, after } = details;
  if (!isFields(before) && !isFields(after)) return linesOf(details);
  if (!isFields(before)) return isFields(after) ? linesOf(after) : '';
  if (!isFields(after)) return linesOf(before);
  return Object.keys({ ...before, ...after })
    .map((field) => `${kebabCase(field)}: ${showValue(before[field])} → ${showValue(after[field])}`)
    .join('\n');
}

function linesOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([field, value]) => [kebabCase(field), showValue(value)])
    .filter(([, value]) => value !== '-')
    .map((line) => line.join(': '))
    .join('\n');
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
