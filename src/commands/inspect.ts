import type { Command } from 'commander';
import type { Run } from '../tasks/index.js';
import { processSettings } from '../config/index.js';
import { withApplication } from './application.js';
import { print, printJson, printTable, showTime } from './output.js';

/** `mallkeeper inspect registered | active | scheduled` */
export function registerInspect(program: Command): void {
  const inspect = program.command('inspect').description('Look at what is registered, running and waiting');
  inspect
    .command('registered')
    .description('Tasks that can be called')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { TaskRegistry }) => {
        const tasks = application.get(TaskRegistry).all();
        if (json)
          printJson(
            tasks.map(({ name, queue, description, aliases }) => ({ name, queue, description, aliases })),
          );
        else
          printTable(
            ['task', 'queue', 'does'],
            tasks.map((task) => [task.name, task.queue, task.description]),
          );
      }),
    );
  inspect
    .command('active')
    .description('Runs that are executed now')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { RunQueries }) => {
        const runs = await application.get(RunQueries).active();
        if (json) printJson(runs);
        else printRuns(runs, 'started', (run) => run.startedAt, 'No run is being executed.');
      }),
    );
  inspect
    .command('scheduled')
    .description('Runs that wait for their time: a countdown, an eta, or a retry')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { RunQueries }) => {
        const runs = await application.get(RunQueries).scheduled();
        if (json) printJson(runs);
        else printRuns(runs, 'due', (run) => run.dueAt, 'No run waits for its time.');
      }),
    );
}

function printRuns<Each extends Run>(
  runs: readonly Each[],
  when: string,
  timeOf: (run: Each) => Date | null,
  none: string,
): void {
  if (runs.length === 0) {
    print(none);
    return;
  }
  const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
  printTable(
    ['id', 'task', 'status', 'attempt', when, 'worker'],
    runs.map((run) => [
      run.id,
      run.task,
      run.status,
      `${run.attempt}/${run.maxAttempts}`,
      showTime(timeOf(run), timeZone),
      run.worker,
    ]),
  );
}
