import type { Command } from 'commander';
import type { NodeCommandName } from '../tasks/index.js';
import { withApplication, withApplicationToChange } from './application.js';
import { registerControlLimits } from './control-limits.js';
import { FAILED } from './exit-status.js';
import { destinationOption, refuseCeleryCommands, runId, wholeNumber } from './options.js';
import { note, print, printJson, printTable } from './output.js';
import { printAnswers, tellWorkers, type Wording } from './worker-answers.js';

/** Who did it, for the audit log. */
const BY = 'command line';

/** What the commands that tell workers something take. */
interface Options {
  readonly destination?: string[];
  readonly json: boolean;
}

/** `mallkeeper control` */
export function registerControl(program: Command): void {
  const control = program
    .command('control')
    .description('End runs; tell workers, queues and tasks what to do')
    // Celery's names, with underscores, are understood below; the list need not show them.
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper control pool-grow 2 -d mallkeeper@mall-1\n  mallkeeper control pause finance',
    );
  registerRevoke(control);
  registerControlWorkers(control);
  registerControlQueues(control);
  registerControlLimits(control);
  for (const command of control.commands.filter((each) => each.name().includes('-'))) {
    command.alias(command.name().replaceAll('-', '_'));
  }
  refuseCeleryCommands(control, {
    autoscale: 'write mallkeeper control pool-grow or pool-shrink.',
    enable_events: 'leave it out; events are always sent (mallkeeper events shows them).',
    disable_events: 'leave it out; events are always sent (mallkeeper events shows them).',
    heartbeat: 'leave it out; write mallkeeper inspect ping to see who answers.',
    election: 'leave it out; workers need no leader.',
    terminate: 'write mallkeeper control revoke ID --terminate.',
  });
}

function registerRevoke(control: Command): void {
  control
    .command('revoke <ids...>')
    .description('Keep runs from starting')
    .option('-t, --terminate', 'also end those that are being executed', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n  mallkeeper control revoke 01936f5e-8f3a-7c3e-9d0e-1f2a3b4c5d6e --terminate',
    )
    .action((texts: string[], { terminate, json }: { terminate: boolean; json: boolean }) => {
      const ids = texts.map(runId);
      return withApplicationToChange(async (application, { Problem, RunActions }) => {
        const actions = application.get(RunActions);
        const outcomes: { id: string; status: string | null; answer: string }[] = [];
        for (const id of ids) {
          try {
            const { status } = await actions.revoke(id, terminate, BY);
            const answer = status === 'REVOKED' ? 'revoked' : 'told to end';
            outcomes.push({ id, status, answer });
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            process.exitCode = FAILED;
            outcomes.push({ id, status: null, answer: `failed: ${error.message}` });
          }
        }
        if (json) printJson(outcomes);
        else
          printTable(
            ['run', 'answer'],
            outcomes.map(({ id, answer }) => [id, answer]),
          );
      });
    });
}

function registerControlWorkers(control: Command): void {
  const add = (name: string, argument: string, description: string, example: string): Command =>
    control
      .command(`${name} ${argument}`.trim())
      .description(description)
      .addOption(destinationOption())
      .option('--json', 'as JSON', false)
      .addHelpText('after', `\nExample:\n  mallkeeper control ${example}`);
  const count = wholeNumber(1, 1_000);

  add(
    'shutdown',
    '',
    'Stop workers; what runs may finish, within its grace',
    'shutdown -d mallkeeper@mall-1',
  ).action((options: Options) => tell('shutdown', {}, options, () => 'stopping'));
  add('pool-grow', '', 'Execute more runs at once: 1 more, or N', 'pool-grow 2')
    .argument('[n]', 'how many more', count, 1)
    .action((n: number, options: Options) => tell('pool-grow', { count: n }, options, sayConcurrency));
  add('pool-shrink', '', 'Execute fewer runs at once: 1 less, or N', 'pool-shrink 2')
    .argument('[n]', 'how many less', count, 1)
    .action((n: number, options: Options) => tell('pool-shrink', { count: n }, options, sayConcurrency));
  add(
    'pool-restart',
    '',
    'Replace the processes that execute, each when what runs in it has ended',
    'pool-restart -d mallkeeper@mall-1',
  ).action((options: Options) => tell('pool-restart', {}, options, sayReplaced));
  add('add-consumer', '<queue>', 'Take runs from one more queue', 'add-consumer finance').action(
    (queue: string, options: Options) => tell('add-consumer', { queue }, options, sayQueues),
  );
  add('cancel-consumer', '<queue>', 'Take no more runs from a queue', 'cancel-consumer finance').action(
    (queue: string, options: Options) => tell('cancel-consumer', { queue }, options, sayQueues),
  );
}

function tell(
  command: NodeCommandName,
  given: Record<string, unknown>,
  { destination, json }: Options,
  wording: Wording,
): Promise<void> {
  return withApplication(async (application, program) => {
    if (typeof given.queue === 'string') application.get(program.TaskRegistry).checkQueue(given.queue);
    const answers = await tellWorkers(application, program, { command, given, by: BY }, destination);
    printAnswers(answers, json, wording);
  });
}

function registerControlQueues(control: Command): void {
  control
    .command('pause <queue>')
    .description('Start no run of a queue until it is resumed; those that run go on')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper control pause finance')
    .action((queue: string, { json }: { json: boolean }) =>
      withApplicationToChange(async (application, { Queues }) => {
        await application.get(Queues).pause(queue, BY);
        if (json) printJson({ queue, paused: true });
        else print(`${queue} is paused: its runs wait until mallkeeper control resume ${queue}.`);
      }),
    );
  control
    .command('resume <queue>')
    .description('Let the runs of a paused queue start again')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper control resume finance')
    .action((queue: string, { json }: { json: boolean }) =>
      withApplicationToChange(async (application, { Queues, RunQueries }) => {
        await application.get(Queues).resume(queue, BY);
        if (json) printJson({ queue, paused: false });
        else print(`${queue} goes on.`);
        if ((await application.get(RunQueries).liveWorkers()) === 0) {
          note('No worker is running: its runs wait until one is.');
        }
      }),
    );
}

function sayConcurrency(reply: unknown): string {
  return `OK: ${String(fieldOf(reply, 'concurrency'))} runs at once`;
}

function sayReplaced(reply: unknown): string {
  const replaced = Number(fieldOf(reply, 'replaced'));
  return `OK: ${replaced} ${replaced === 1 ? 'process is' : 'processes are'} replaced as runs end`;
}

function sayQueues(reply: unknown): string {
  const queues = fieldOf(reply, 'queues');
  const names = Array.isArray(queues) ? queues.map(String) : [];
  return names.length > 0 ? `OK: takes runs from ${names.join(', ')}` : 'OK: takes runs from no queue';
}

/** A worker of another version may answer something else. */
function fieldOf(reply: unknown, name: string): unknown {
  return typeof reply === 'object' && reply !== null ? (reply as Record<string, unknown>)[name] : undefined;
}
