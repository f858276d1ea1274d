import type { Command } from 'commander';
import { withApplication } from './application.js';
import { wholeNumber } from './options.js';
import { note, print, printJson, printTable, showTime } from './output.js';

/** `mallkeeper schedule list | next | run` */
export function registerSchedule(program: Command): void {
  const schedule = program.command('schedule').description('Look at schedules and run them by hand');
  schedule
    .command('list')
    .description('All schedules')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { ScheduleQueries }) => {
        const { items } = await application.get(ScheduleQueries).list({ limit: 500 });
        if (json) {
          printJson(items);
          return;
        }
        if (items.length === 0) note('There are none yet: mallkeeper start (or beat) writes the defaults.');
        printTable(
          ['schedule', 'when', 'time zone', 'enabled', 'next', 'last', 'runs', 'last run'],
          items.map((each) => [
            each.name,
            [each.cron, each.every, each.at].flat().filter(Boolean).join('; '),
            each.timezone,
            each.enabled ? 'yes' : 'no',
            showTime(each.next, each.timezone),
            showTime(each.lastSlot, each.timezone),
            each.runCount,
            each.lastRun?.status,
          ]),
        );
      }),
    );
  schedule
    .command('next <name>')
    .description('When a schedule fires next')
    .option('-n, --count <n>', 'how many times', wholeNumber(1, 500), 10)
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule next send-payment-reminders --count 5')
    .action((name: string, { count, json }: { count: number; json: boolean }) =>
      withApplication(async (application, { ScheduleQueries }) => {
        const queries = application.get(ScheduleQueries);
        const { timezone } = await queries.get(name);
        const next = await queries.next(name, count);
        if (json) printJson(next);
        else for (const slot of next) print(showTime(slot, timezone) ?? '');
      }),
    );
  schedule
    .command('run <name>')
    .description("Run a schedule's task now, with the schedule's kwargs; prints the run's id")
    .option('--json', 'as JSON', false)
    .action((name: string, { json }: { json: boolean }) =>
      withApplication(async (application, { ScheduleService }) => {
        const { id } = await application.get(ScheduleService).runNow(name, 'command line');
        if (json) printJson({ id });
        else print(id);
      }),
    );
}
