import type { Command } from 'commander';
import { withApplicationToChange } from './application.js';
import { UsageError } from './exit-status.js';
import { knownTask } from './known-task.js';
import { jsonObject, moment, positiveSeconds, seconds, wholeNumber } from './options.js';
import { note, print, printJson } from './output.js';
import { waitAndPrint } from './wait-for-run.js';

interface CallCommandOptions {
  readonly kwargs?: Record<string, unknown>;
  readonly countdown?: number;
  readonly eta?: Date;
  readonly expires?: number;
  readonly priority?: number;
  readonly queue?: string;
  readonly idempotencyKey?: string;
  readonly retryMax?: number;
  readonly timeLimit?: number;
  readonly softTimeLimit?: number;
  readonly wait?: number;
  readonly json: boolean;
}

/** `mallkeeper call TASK` */
export function registerCall(program: Command): void {
  program
    .command('call <task>')
    .description("Run a task now or later; prints the run's id, or with --wait what the task returned")
    .option('--kwargs <json>', "the task's input", jsonObject)
    .option('--countdown <seconds>', 'start so long from now', seconds)
    .option('--eta <time>', 'start at this time, ISO 8601 with its offset', moment)
    .option('--expires <seconds>', 'give the run up if it has not started by then', seconds)
    .option('--priority <n>', '0 to 9, higher first', wholeNumber(0, 9))
    .option('--queue <name>', "a queue other than the task's own")
    .option('--idempotency-key <key>', 'the same key gives the same run')
    .option('--retry-max <n>', "tries after the first one, instead of the task's own", wholeNumber(0, 100))
    .option('--time-limit <seconds>', 'end the run by force after so long', positiveSeconds)
    .option('--soft-time-limit <seconds>', 'tell the run to end after so long', positiveSeconds)
    .option('--wait <seconds>', 'wait for the end, at most so long', seconds)
    .option('--json', 'print the run as JSON', false)
    .addHelpText(
      'after',
      `\nExample:\n  mallkeeper call finance.generate-monthly-accounts --kwargs '{"period":"2026-12"}' --wait 60`,
    )
    .action((task: string, options: CallCommandOptions) => call(task, options));
}

async function call(name: string, options: CallCommandOptions): Promise<void> {
  const { timeLimit, softTimeLimit, retryMax } = options;
  if (options.eta !== undefined && options.countdown !== undefined) {
    throw new UsageError('Write either --eta or --countdown, not both.');
  }
  if (timeLimit !== undefined && softTimeLimit !== undefined && softTimeLimit > timeLimit) {
    throw new UsageError('Write a --soft-time-limit that is not above the --time-limit.');
  }
  await withApplicationToChange(async (application, program) => {
    const { RunQueries, TaskClient, TaskRegistry } = program;
    const task = knownTask(application, program, name);
    const { retry } = application.get(TaskRegistry).find(task);
    const { id } = await application.get(TaskClient).submitByName(task, options.kwargs ?? {}, {
      countdown: options.countdown,
      eta: options.eta,
      expires: options.expires === undefined ? undefined : new Date(Date.now() + options.expires * 1000),
      priority: options.priority,
      queue: options.queue,
      idempotencyKey: options.idempotencyKey,
      retry: retryMax === undefined ? undefined : Object.assign({}, retry, { max: retryMax }),
      timeLimit,
      softTimeLimit,
      submittedBy: 'command line',
    });
    const workers = await application.get(RunQueries).liveWorkers();
    if (workers === 0)
      note('No worker is running: the run waits until one is (mallkeeper worker, or npm start).');
    if (options.wait === undefined) {
      if (options.json) printJson(await application.get(RunQueries).get(id));
      else print(id);
      return;
    }
    note(id);
    await waitAndPrint(application, program, id, { wait: options.wait, json: options.json });
  });
}
