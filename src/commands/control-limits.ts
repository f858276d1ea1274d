import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { type Program, withApplicationToChange } from './application.js';
import { UsageError } from './exit-status.js';
import { knownTask } from './known-task.js';
import { note, print, printJson } from './output.js';

/** Who did it, for the audit log. */
const BY = 'command line';
/** A year. */
const LONGEST = 366 * 86_400;

/** `mallkeeper control rate-limit | time-limit` */
export function registerControlLimits(control: Command): void {
  control
    .command('rate-limit <task> <rate>')
    .description('How often runs of a task may start, over all workers: 5/s, 10/m, 100/h; 0: no limit')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nThe rate `default` is what the code says.\n\nExamples:\n  mallkeeper control rate-limit core.debug 10/m' +
        '\n  mallkeeper control rate-limit core.debug default',
    )
    .action((task: string, rate: string, { json }: { json: boolean }) => setRate(task, rate, json));
  control
    .command('time-limit <task> <hard> [soft]')
    .description(
      'How many seconds runs of a task may take until they are ended, and until they are told to end',
    )
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      "\nOf two numbers the greater one is the hard limit: Celery's order, the soft limit first, is understood too." +
        '\n`default` instead of them is what the code says, or else the settings.' +
        '\n\nExamples:\n  mallkeeper control time-limit core.debug 120 100' +
        '\n  mallkeeper control time-limit core.debug default',
    )
    .action((task: string, hard: string, soft: string | undefined, { json }: { json: boolean }) =>
      setTimeLimits(task, [hard, ...(soft === undefined ? [] : [soft])], json),
    );
}

function setRate(name: string, rate: string, json: boolean): Promise<void> {
  return withApplicationToChange(async (application, program) => {
    const task = knownTask(application, program, name);
    await application.get(program.TaskLimits).setRate(task, rate, BY);
    if (json) printJson({ task, rate });
    else if (rate === 'default') print(`${task}: runs start as often as its code says.`);
    else print(rate === '0' ? `${task}: no rate limit.` : `${task}: at most ${rate} start.`);
    await sayForWhom(application, program);
  });
}

async function setTimeLimits(name: string, texts: readonly string[], json: boolean): Promise<void> {
  const limits = texts.filter((text) => text !== 'default').map(limit);
  const timeLimit = limits.length === 0 ? null : Math.max(...limits);
  const softTimeLimit = limits.length < 2 ? null : Math.min(...limits);
  await withApplicationToChange(async (application, program) => {
    const task = knownTask(application, program, name);
    await application.get(program.TaskLimits).setTimeLimits(task, { timeLimit, softTimeLimit }, BY);
    if (json) printJson({ task, timeLimit, softTimeLimit });
    else if (timeLimit === null) print(`${task}: the time limits of its code, or else of the settings.`);
    else {
      const told = softTimeLimit === null ? '' : `, and told to end after ${softTimeLimit} s`;
      print(`${task}: a run is ended after ${timeLimit} s${told}.`);
    }
    await sayForWhom(application, program);
  });
}

/** Workers read limits from the database when they start a run: none of them has to answer. */
async function sayForWhom(application: INestApplicationContext, { RunQueries }: Program): Promise<void> {
  const workers = await application.get(RunQueries).liveWorkers();
  const whom =
    workers === 0 ? 'No worker is running; it holds for those that come' : 'It holds for all workers';
  note(`${whom}, until it is changed again.`);
}

function limit(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= LONGEST)) {
    throw new UsageError(
      `${text} is no time limit: write a number of seconds above 0, such as 300, or default.`,
    );
  }
  return value;
}
