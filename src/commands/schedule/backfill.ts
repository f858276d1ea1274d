import type { Command } from 'commander';
import type { Backfill, BackfilledSlot } from '../../schedules/index.js';
import { askForYes, needTerminal } from '../ask-for-yes.js';
import { FAILED } from '../exit-status.js';
import { note, print, printJson, printTable } from '../output.js';
import { bodyOf } from './fields.js';
import { BY, withSchedules, withSchedulesToChange } from './schedules.js';
import { showMoment } from './showing.js';

interface Options {
  readonly from: string;
  readonly to: string;
  readonly limit?: string;
  readonly dryRun?: true;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Of more slots than these the others are counted. */
const LISTED = 50;

/** `mallkeeper schedule run | backfill` */
export function registerBackfill(schedule: Command): void {
  schedule
    .command('run <name>')
    .description("Run a schedule's task now, with the schedule's kwargs; prints the run's id")
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule run cleanup-old-data')
    .action((name: string, { json }: { json: boolean }) =>
      withSchedulesToChange(async ({ service }) => {
        const { id } = await service.runNow(name, BY);
        if (json) printJson({ id });
        else print(id);
      }),
    );
  schedule
    .command('backfill <name>')
    .description(
      'Run the slots of a time that is past, each with its own time; those that have run are left alone',
    )
    .requiredOption(
      '--from <time>',
      "the first moment, ISO 8601; without an offset in the schedule's time zone",
    )
    .requiredOption('--to <time>', 'the last moment, not after now')
    .option('--dry-run', 'only show what would run')
    .option('--limit <n>', 'with more slots than these (100) nothing is done')
    .option('-y, --yes', 'do not ask', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  mallkeeper schedule backfill generate-daily-reports --from 2026-01-05 --to 2026-01-09T23:59 --dry-run
  mallkeeper schedule backfill backup-database --from 2026-01-01 --to 2026-01-31 --yes`,
    )
    .action(backfill);
}

async function backfill(name: string, { yes, json, ...options }: Options): Promise<void> {
  const { dryRun = false, ...range } = options;
  if (!yes && !dryRun) {
    needTerminal(`write --yes to run without asking, or --dry-run to see what would run.`);
  }
  const open = dryRun ? withSchedules : withSchedulesToChange;
  await open(async ({ backfills, check, program }) => {
    const body = await check(program.BackfillSchedule, bodyOf(range, program));
    const fill = (dry: boolean): Promise<Backfill> =>
      backfills.backfill(name, Object.assign(body, { dryRun: dry }), BY);
    if (dryRun || !yes) {
      const expected = await fill(true);
      if (dryRun && json) printJson(expected);
      else printBackfill(expected);
      if (dryRun || expected.runs === 0) return;
      if (!(await askForYes(`This submits ${runs(expected.runs)} of ${name}.`))) {
        note('Nothing was submitted.');
        process.exitCode = FAILED;
        return;
      }
    }
    const done = await fill(false);
    if (json) printJson(done);
    else printBackfill(done);
  });
}

function printBackfill({ dryRun, runs: count, slots }: Backfill): void {
  if (slots.length === 0) {
    print('There is no slot in that time.');
    return;
  }
  printTable(
    ['slot', dryRun ? 'would be' : 'run'],
    slots.slice(0, LISTED).map((each) => [showMoment(each.slot), outcomeOf(each)]),
  );
  if (slots.length > LISTED) print(`... and ${slots.length - LISTED} more`);
  const others = slots.length - count;
  print(`\n${runs(count)} ${dryRun ? 'would be ' : ''}submitted${others > 0 ? `; ${others} had run` : ''}.`);
}

function outcomeOf({ outcome, runId }: BackfilledSlot): string {
  if (outcome === 'HAS_RUN') return 'had run';
  return runId ?? 'run';
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}
