import type { Command } from 'commander';
import type { TaskLimitsView } from '../tasks/index.js';
import { withApplication } from './application.js';
import { UsageError } from './exit-status.js';
import { registerInspectWorkers } from './inspect-workers.js';
import { destinationOption, refuseCeleryCommands } from './options.js';
import { note, printJson, printTable } from './output.js';
import { registerInspectReport } from './report.js';
import { printRuns } from './run-table.js';
import { checkKnown } from './worker-answers.js';

interface Options {
  readonly destination?: string[];
  readonly json: boolean;
}

/** `mallkeeper inspect` */
export function registerInspect(program: Command): void {
  const inspect = program
    .command('inspect')
    .description('Look at runs, tasks and workers')
    .addHelpText('after', '\nExamples:\n  mallkeeper inspect active\n  mallkeeper inspect stats --json');
  const ofOneWorker = new Set(['active', 'revoked']);
  const add = (name: string, description: string, act: (options: Options) => Promise<void>): void => {
    inspect
      .command(name)
      .description(description)
      .addOption(
        ofOneWorker.has(name) ? destinationOption() : destinationOption().argParser(refuse(name)).hideHelp(),
      )
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

/** What belongs to no worker cannot be shown of one; that it shows everything would be taken for an answer. */
function refuse(name: string): () => never {
  return () => {
    throw new UsageError(
      `mallkeeper inspect ${name} is the same for all workers: leave -d out. ` +
        'What a worker executes, and which queues it takes runs from, mallkeeper inspect active and stats show.',
    );
  };
}

function showActive({ destination, json }: Options): Promise<void> {
  return withApplication(async (application, { LONGEST_LIST, Nodes, RunQueries }) => {
    await checkKnown(application.get(Nodes), destination);
    const runs = await application.get(RunQueries).active(destination);
    noteIfCut(runs.length, LONGEST_LIST);
    if (json) printJson(runs);
    else
      printRuns(runs, {
        when: ['started', (run) => run.startedAt],
        none: 'No run is being executed.',
      });
  });
}

function showScheduled({ json }: Options): Promise<void> {
  return withApplication(async (application, { LONGEST_LIST, RunQueries }) => {
    const runs = await application.get(RunQueries).scheduled();
    noteIfCut(runs.length, LONGEST_LIST);
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
  return withApplication(async (application, { LONGEST_LIST, RunQueries }) => {
    const runs = await application.get(RunQueries).reserved();
    noteIfCut(runs.length, LONGEST_LIST);
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

function showRevoked({ destination, json }: Options): Promise<void> {
  return withApplication(async (application, { LONGEST_LIST, Nodes, RunQueries }) => {
    await checkKnown(application.get(Nodes), destination);
    const runs = await application.get(RunQueries).revoked(destination);
    noteIfCut(runs.length, LONGEST_LIST);
    if (json) printJson(runs);
    else
      printRuns(runs, {
        when: ['ended', (run) => run.finishedAt],
        what: ['why', (run) => run.error?.message ?? null],
        none: 'No run was revoked lately.',
      });
  });
}

function noteIfCut(count: number, longest: number): void {
  if (count < longest) return;
  note(
    `The list is cut after ${count} runs; there may be more. GET /api/v1/runs?status= shows all, page by page.`,
  );
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
