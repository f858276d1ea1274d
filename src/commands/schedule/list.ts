import type { Command } from 'commander';
import type { Schedule } from '../../schedules/index.js';
import { note, print, printJson, printTable } from '../output.js';
import { type Language, languageOption, showMomentIn } from './showing.js';
import { type Schedules, withSchedules } from './schedules.js';

/** `mallkeeper schedule list` */
export function registerList(schedule: Command): void {
  schedule
    .command('list')
    .description('All schedules: when they come, next and last, and how the last run ended')
    .addOption(languageOption())
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper schedule list --lang zh\n  mallkeeper schedule list --json',
    )
    .action(({ lang, json }: { lang: Language; json: boolean }) =>
      withSchedules(async (schedules) => {
        const all = await readAll(schedules);
        if (json) printJson(all);
        else printSchedules(all, lang, schedules.clock.timeZone);
      }),
    );
}

async function readAll({ queries }: Schedules): Promise<Schedule[]> {
  const all: Schedule[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await queries.list({ limit: 500, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

function printSchedules(schedules: readonly Schedule[], lang: Language, ownZone: string): void {
  if (schedules.length === 0) {
    print('There are no schedules yet: mallkeeper start (or beat) writes the defaults.');
    return;
  }
  printTable(
    ['schedule', 'next', 'last', 'last run', 'when'],
    schedules.map((each) => [
      each.name,
      nextOf(each, ownZone),
      each.lastSlot && showMomentIn(each.lastSlot, each.timezone, ownZone),
      each.lastRun?.status,
      each.words[lang],
    ]),
  );
  for (const { name, warnings } of schedules) {
    for (const warning of warnings) note(`${name}: ${warning[lang]}`);
  }
}

/** A schedule that is enabled and never comes again has run out. */
function nextOf({ enabled, pausedBecause, next, timezone }: Schedule, ownZone: string): string {
  if (!enabled) return pausedBecause === null ? 'disabled' : 'paused';
  return next === null ? 'never' : showMomentIn(next, timezone, ownZone);
}
