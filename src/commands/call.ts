import type { Command } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { type Program, withApplication } from './application.js';
import { FAILED, TIMED_OUT, UsageError } from './exit-status.js';
import { jsonObject, moment, seconds, wholeNumber } from './options.js';
import { note, print, printJson } from './output.js';

interface CallCommandOptions {
  readonly kwargs?: Record<string, unknown>;
  readonly countdown?: number;
  readonly eta?: Date;
  readonly expires?: number;
  readonly priority?: number;
  readonly queue?: string;
  readonly idempotencyKey?: string;
  readonly wait?: number;
  readonly json: boolean;
}

/** `mallkeeper call TASK` and `mallkeeper result ID` */
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
    .option('--wait <seconds>', 'wait for the end, at most so long', seconds)
    .option('--json', 'print the run as JSON', false)
    .addHelpText(
      'after',
      `\nExample:\n  mallkeeper call finance.generate-monthly-accounts --kwargs '{"period":"2026-12"}' --wait 60`,
    )
    .action((task: string, options: CallCommandOptions) => call(task, options));
  program
    .command('result <id>')
    .description('What became of a run')
    .option('--wait <seconds>', 'wait for its end, at most so long', seconds)
    .option('--json', 'print the run as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper result 01936f5e-8f3a-7c3e-9d0e-1f2a3b4c5d6e --wait 30')
    .action((id: string, options: { wait?: number; json: boolean }) => showResult(id, options));
}

async function call(task: string, options: CallCommandOptions): Promise<void> {
  if (options.eta !== undefined && options.countdown !== undefined) {
    throw new UsageError('Write either --eta or --countdown, not both.');
  }
  await withApplication(async (application, program) => {
    const { NotFoundProblem, RunQueries, TaskClient, TaskRegistry } = program;
    try {
      application.get(TaskRegistry).find(task);
    } catch (error) {
      if (error instanceof NotFoundProblem) throw new UsageError(error.message);
      throw error;
    }
    const { id } = await application.get(TaskClient).submitByName(task, options.kwargs ?? {}, {
      countdown: options.countdown,
      eta: options.eta,
      expires: options.expires === undefined ? undefined : new Date(Date.now() + options.expires * 1000),
      priority: options.priority,
      queue: options.queue,
      idempotencyKey: options.idempotencyKey,
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
    await waitAndPrint(application, program, id, options.wait, options.json);
  });
}

async function showResult(id: string, { wait, json }: { wait?: number; json: boolean }): Promise<void> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw new UsageError(`${id} is not the id of a run.`);
  }
  await withApplication(async (application, program) => {
    const run = await application.get(program.RunQueries).get(id);
    if (
      wait !== undefined ||
      run.status === 'SUCCESS' ||
      run.status === 'FAILURE' ||
      run.status === 'REVOKED'
    ) {
      await waitAndPrint(application, program, id, wait ?? 0, json);
    } else if (json) printJson(run);
    else print(run.status);
  });
}

/** Prints what a run returned; a run that failed, or did not end in time, makes the command's exit status. */
async function waitAndPrint(
  application: INestApplicationContext,
  { ResultTimeoutError, RunFailedError, RunQueries, TaskClient }: Program,
  id: string,
  wait: number,
  json: boolean,
): Promise<void> {
  try {
    const value = await application.get(TaskClient).result(id).get({ timeout: wait });
    if (!json) printJson(value);
  } catch (error) {
    if (error instanceof RunFailedError) process.exitCode = FAILED;
    else if (error instanceof ResultTimeoutError) process.exitCode = TIMED_OUT;
    else throw error;
    note(error.message);
  }
  if (json) printJson(await application.get(RunQueries).get(id));
}
