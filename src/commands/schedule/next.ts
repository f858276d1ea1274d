import type { Command } from 'commander';
import { note, print, printJson, printTable } from '../output.js';
import { wholeNumber } from '../options.js';
import { bodyOf, takeTiming, type TimingOptions } from './fields.js';
import { type Language, languageOption, showBriefly, showMoment, showWait } from './showing.js';
import { withSchedules } from './schedules.js';

interface Options {
  readonly count: number;
  readonly json: boolean;
}

type PreviewOptions = TimingOptions & Options & { readonly lang: Language; readonly from?: string };

/** `mallkeeper schedule next | preview` */
export function registerNext(schedule: Command): void {
  schedule
    .command('next [name]')
    .description('When a schedule comes next; without a name what comes next of all, in order of time')
    .option('-n, --count <n>', 'how many times', wholeNumber(1, 500), 10)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper schedule next -n 20\n  mallkeeper schedule next send-payment-reminders',
    )
    .action((name: string | undefined, options: Options) =>
      name === undefined ? showComing(options) : showNext(name, options),
    );
  takeTiming(schedule.command('preview'))
    .description('When a timing would come, without making a schedule of it')
    .option('--from <time>', 'times after this one instead of now')
    .option('-n, --count <n>', 'how many times', wholeNumber(1, 500), 10)
    .addOption(languageOption())
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `\nExample:\n  mallkeeper schedule preview --cron '0 9 L * *' --calendar cn-workdays --calendar-rule previous`,
    )
    .action(preview);
}

function showNext(name: string, { count, json }: Options): Promise<void> {
  return withSchedules(async ({ queries }) => {
    const next = await queries.next(name, count);
    if (json) {
      printJson(next);
      return;
    }
    for (const slot of next) print(showMoment(slot));
    if (next.length > 0) return;
    const { enabled } = await queries.get(name);
    note(enabled ? `${name} does not come again.` : `${name} is disabled.`);
  });
}

function showComing({ count, json }: Options): Promise<void> {
  return withSchedules(async ({ clock, queries }) => {
    const coming = await queries.coming(count);
    const now = clock.now();
    if (json) printJson(coming);
    else if (coming.length === 0) print('No schedule comes again.');
    else {
      printTable(
        ['time', 'in', 'schedule', 'task'],
        coming.map(({ slot, schedule, task }) => [showBriefly(slot), showWait(slot, now), schedule, task]),
      );
    }
  });
}

function preview({ json, lang, ...options }: PreviewOptions): Promise<void> {
  return withSchedules(async ({ check, clock, program, service }) => {
    const timing = await check(program.PreviewSchedule, bodyOf(options, program));
    const { next, words, warnings } = await service.preview(timing);
    if (json) {
      printJson({ next, words, warnings });
      return;
    }
    print(words[lang]);
    for (const warning of warnings) note(`Warning: ${warning[lang]}`);
    if (next.length === 0) {
      note('It never comes.');
      return;
    }
    const now = clock.now();
    print('');
    printTable(
      ['time', 'in'],
      next.map((slot) => [showMoment(slot), showWait(slot, now)]),
    );
  });
}
