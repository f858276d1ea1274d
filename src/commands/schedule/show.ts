import type { Command } from 'commander';
import type { Schedule, Slot } from '../../schedules/index.js';
import { print, printJson, printTable } from '../output.js';
import { type Language, languageOption, showDuration, showMoment, showValue, showWait } from './showing.js';
import { printSlots } from './past.js';
import { withSchedules } from './schedules.js';

const NEXT = 5;
const LAST = 10;

/** `mallkeeper schedule show` */
export function registerShow(schedule: Command): void {
  schedule
    .command('show <name>')
    .description('Everything about a schedule, when it comes next, and what became of its last slots')
    .addOption(languageOption())
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule show backup-database')
    .action((name: string, { lang, json }: { lang: Language; json: boolean }) =>
      withSchedules(async ({ clock, queries }) => {
        const found = await queries.get(name);
        const nextSlots = await queries.next(name, NEXT);
        const { items: slots } = await queries.slots(name, { limit: LAST });
        if (json) printJson(Object.assign({}, found, { nextSlots, slots }));
        else printSchedule(found, { nextSlots, slots, lang, now: clock.now(), ownZone: clock.timeZone });
      }),
    );
}

interface Surroundings {
  readonly nextSlots: readonly string[];
  readonly slots: readonly Slot[];
  readonly lang: Language;
  readonly now: Date;
  readonly ownZone: string;
}

function printSchedule(schedule: Schedule, { nextSlots, slots, lang, now, ownZone }: Surroundings): void {
  printTable(['schedule', schedule.name], fieldsOf(schedule, lang));
  for (const warning of schedule.warnings) print(`\nWarning: ${warning[lang]}`);
  print('');
  if (nextSlots.length === 0) print('It does not come again.');
  else
    printTable(
      ['next', 'in'],
      nextSlots.map((slot) => [showMoment(slot), showWait(slot, now)]),
    );
  print('');
  printSlots(slots, schedule.timezone, ownZone);
}

function fieldsOf(schedule: Schedule, lang: Language): [string, string][] {
  const { expires, jitter, lastRun, pauseAfterFailures, pausedBecause } = schedule;
  const seconds = (value: number | null): string | null => (value === null ? null : showDuration(value));
  const moment = (value: string | null): string | null => value && showMoment(value);
  const fields: [string, unknown][] = [
    ['description', schedule.description],
    ['when', schedule.words[lang]],
    ['cron', schedule.cron],
    ['every', schedule.every],
    ['at', momentsOf(schedule.at)],
    ['timezone', schedule.timezone],
    ['calendar', schedule.calendar && `${schedule.calendar} (${schedule.calendarRule})`],
    ['start', moment(schedule.start)],
    ['end', moment(schedule.end)],
    ['task', schedule.task],
    ['kwargs', schedule.kwargs],
    ['queue', schedule.queue ?? "the task's own"],
    ['priority', schedule.priority],
    ['enabled', schedule.enabled ? 'yes' : pausedBecause === null ? 'no' : `paused: ${pausedBecause}`],
    ['overlap', schedule.overlap],
    ['catch-up', catchUpOf(schedule)],
    ['max-runs', schedule.maxRuns],
    ['expires', seconds(expires)],
    ['jitter', seconds(jitter)],
    ['pause-after-failures', pauseAfterFailures],
    ['note', schedule.note],
    ['source', `${schedule.source}${schedule.customised ? ', changed by a person' : ''}`],
    ['changed', `${showMoment(schedule.changedAt)} by ${schedule.changedBy ?? 'the code'}`],
    ['runs', schedule.runCount],
    ['last slot', moment(schedule.lastSlot)],
    ['last run', lastRun && `${lastRun.status} ${lastRun.id}`],
  ];
  return fields.map(([field, value]) => [field, showValue(value)]);
}

function catchUpOf({ catchUp, catchUpWindow }: Schedule): string {
  return catchUp === 'none' ? catchUp : `${catchUp}, ${showDuration(catchUpWindow)}`;
}

function momentsOf(at: Schedule['at']): string[] | null {
  return at === null ? null : [at].flat().map(showMoment);
}
