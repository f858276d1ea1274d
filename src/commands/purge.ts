import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { QueueView } from '../tasks/index.js';
import { withApplication } from './application.js';
import { FAILED, UsageError } from './exit-status.js';
import { list } from './options.js';
import { note, print, printJson } from './output.js';

interface Options {
  readonly queues?: string[];
  readonly force: boolean;
  readonly json: boolean;
}

/** `mallkeeper purge` */
export function registerPurge(program: Command): void {
  program
    .command('purge')
    .description('Revoke every run that waits: for a worker, for its time, or for its next try')
    .option('-Q, --queues <names>', 'of these queues only, comma-separated', list)
    .option('-f, --force', 'do not ask', false)
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExamples:\n  mallkeeper purge -Q finance\n  mallkeeper purge -f')
    .action((options: Options) => purge(options));
}

async function purge({ queues: names, force, json }: Options): Promise<void> {
  if (!force && !process.stdin.isTTY) {
    throw new UsageError(
      'There is no terminal to ask on: write mallkeeper purge -f to revoke without asking.',
    );
  }
  await withApplication(async (application, { Queues, TaskRegistry }) => {
    const queues = application.get(Queues);
    for (const name of names ?? []) application.get(TaskRegistry).checkQueue(name);
    const chosen = (await queues.list()).filter(({ name }) => names?.includes(name) ?? true);
    if (!force && !(await isMeant(chosen))) {
      note('Nothing was revoked.');
      process.exitCode = FAILED;
      return;
    }
    const purged: { queue: string; revoked: number }[] = [];
    for (const { name } of chosen) {
      purged.push({ queue: name, revoked: await queues.purge(name, 'command line') });
    }
    const total = purged.reduce((sum, { revoked }) => sum + revoked, 0);
    if (json) printJson({ revoked: total, queues: purged });
    else print(`${runs(total)} revoked${total > 0 ? `: ${counts(purged)}` : ''}`);
  });
}

/** Asks for the whole word: a run that is revoked by mistake has to be submitted again. */
async function isMeant(queues: readonly QueueView[]): Promise<boolean> {
  const waiting = queues.map(({ name, waiting, scheduled }) => ({
    queue: name,
    revoked: waiting + scheduled,
  }));
  const total = waiting.reduce((sum, { revoked }) => sum + revoked, 0);
  const names = queues.map(({ name }) => name).join(', ');
  note(total === 0 ? `No run waits in ${names}.` : `${runs(total)} will be revoked: ${counts(waiting)}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answer = await Promise.race([terminal.question('Type yes to go on: '), closed]);
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function counts(queues: readonly { queue: string; revoked: number }[]): string {
  return queues
    .filter(({ revoked }) => revoked > 0)
    .map(({ queue, revoked }) => `${revoked} in ${queue}`)
    .join(', ');
}
