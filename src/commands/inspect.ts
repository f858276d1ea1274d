import type { Command } from 'commander';
import type { TaskLimitsView } from '../tasks/index.js';
import { withApplication } from './application.js';
import { registerInspectWorkers } from './inspect-workers.js';
import { refuseCeleryCommands } from './options.js';
import { printJson, printTable } from './output.js';
import { registerInspectReport } from './report.js';
import { printRuns } from './run-table.js';

interface Options {
  readonly json: boolean;
}

/** `mallkeeper inspect` */
export function registerInspect(program: Command): void {
  const inspect = program
    .command('inspect')
    .description('Look at runs, tasks and workers')
    .addHelpText('after', '\nExamples:\n  mallkeeper inspect active\n  mallkeeper inspect stats --json');
  const add = (name: string, description: string, act: (options: Options) => Promise<void>): void => {
    inspect
      .command(name)
      .description(description)
      .option('--json', 'as JSON', false)
      .addHelpText('after', `\nExample:\n  mallkeeper inspect ${name}`)
      .action(act);
  };
  add('active', 'Runs that are executed now', showActive);
  add('scheduled', 'Runs that wait for their time: a countdown, an eta, or a retry', showScheduled);
  add(
    'reserved',
    'Runs that could start by their time, and what they wait for: a worker, a limit, a paused queue',
    showReserved,
  );
  add('revoked', 'Runs that were revoked lately, the last one first', showRevoked);
  add('registered', 'Tasks that can be called', showRegistered);
  registerInspectWorkers(inspect);
  registerInspectReport(inspect);
  refuseCeleryCommands(inspect, {
    active_queues: 'mallkeeper inspect stats shows which queues a worker takes runs from.',
    query_task: 'write mallkeeper result ID.',
    clock: 'write mallkeeper status.',
    hello: 'write mallkeeper inspect ping.',
    memdump: 'mallkeeper inspect stats shows the memory of each worker.',
    memsample: 'mallkeeper inspect stats shows the memory of each worker.',
    objgraph: 'mallkeeper inspect stats shows the memory of each worker.',
  });
}

function showActive({ json }: Options): Promise<void> {
  return withApplication(async (application, { RunQueries }) => {
    const runs = await application.get(RunQueries).active();
    if (json) printJson(runs);
    else
      printRuns(runs, {
        when: ['started', (run) => run.startedAt],
        none: 'No run is being executed.',
      });
  });
}

function showScheduled({ json }: Options): Promise<void> {
  return withApplication(async (application, { RunQueries }) => {
    const runs = await application.get(RunQueries).scheduled();
    if (json) printJson(runs);
    else
      printRuns(runs, {
        when: ['due', (run) => run.dueAt],
        what: ['queue', (run) => run.queue],
        none: 'No run waits for its time.',
      });
  });
}

function showReserved({ json }: Options): Promise<void> {
  return withApplication(async (application, { RunQueries }) => {
    const runs = await application.get(RunQueries).reserved();
    if (json) printJson(runs);
    else
      printRuns(runs, {
        when: ['due', (run) => run.dueAt],
        what: ['queue', (run) => run.queue],
        why: ['waits for', (run) => run.waitsFor],
        none: 'No run waits for a worker, a limit or a paused queue.',
      });
  });
}

function showRevoked({ json }: Options): Promise<void> {
  return withApplication(async (application, { RunQueries }) => {
    const runs = await application.get(RunQueries).revoked();
    if (json) printJson(runs);
    else
      printRuns(runs, {
        when: ['ended', (run) => run.finishedAt],
        what: ['why', (run) => run.error?.message ?? null],
        none: 'No run was revoked lately.',
      });
  });
}

function showRegistered({ json }: Options): Promise<void> {
  return withApplication(async (application, { TaskLimits, TaskRegistry }) => {
    const tasks = application.get(TaskRegistry).all();
    const limits = await application.get(TaskLimits).all();
    if (json) {
      printJson(
        tasks.map(({ name, queue, description, aliases, concurrency = null }) =>
          Object.assign({ name, queue, description, aliases, concurrency }, limits.get(name)),
        ),
      );
      return;
    }
    printTable(
      ['task', 'queue', 'limits', 'does'],
      tasks.map((task) => [
        task.name,
        task.queue,
        sayLimits(task.concurrency, limits.get(task.name)),
        task.description,
      ]),
    );
  });
}

/** `10/m, 1 at once, 60 s, told at 50 s`: a person's limits, or else the code's. */
function sayLimits(concurrency: number | undefined, limits: TaskLimitsView | undefined): string | null {
  const { rateLimit, timeLimit, softTimeLimit } = limits ?? {};
  const parts: string[] = [];
  if (rateLimit) parts.push(rateLimit);
  if (concurrency) parts.push(`${concurrency} at once`);
  if (timeLimit) parts.push(`${timeLimit} s`);
  if (softTimeLimit) parts.push(`told at ${softTimeLimit} s`);
  return parts.length > 0 ? parts.join(', ') : null;
}
