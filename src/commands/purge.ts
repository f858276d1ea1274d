import type { Command } from 'commander';
import { withApplicationToChange } from './application.js';
import { askForYes, needTerminal } from './ask-for-yes.js';
import { FAILED } from './exit-status.js';
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
  if (!force) needTerminal('write mallkeeper purge -f to revoke without asking.');
  await withApplicationToChange(async (application, { Queues, TaskRegistry }) => {
    const queues = application.get(Queues);
    const all = await queues.list();
    // Also one that only has runs left, of a release before.
    const unknown = names?.find((name) => !all.some((queue) => queue.name === name));
    if (unknown !== undefined) application.get(TaskRegistry).checkQueue(unknown);
    const chosen = all.filter(({ name }) => names?.includes(name) ?? true);
    const waiting = chosen.map((each) => ({ queue: each.name, runs: each.waiting + each.scheduled }));
    if (waiting.every((each) => each.runs === 0)) {
      if (json) printJson({ revoked: 0, queues: [] });
      else print(`No run waits in ${chosen.map(({ name }) => name).join(', ')}.`);
      return;
    }
    if (!force && !(await askForYes(`This revokes ${describe(waiting)}.`))) {
      note('Nothing was revoked.');
      process.exitCode = FAILED;
      return;
    }
    const purged: Count[] = [];
    for (const { name } of chosen) {
      purged.push({ queue: name, runs: await queues.purge(name, 'command line') });
    }
    if (json) {
      const revoked = purged.map((each) => ({ queue: each.queue, revoked: each.runs }));
      printJson({ revoked: sum(purged), queues: revoked });
    } else print(`Revoked ${describe(purged)}.`);
  });
}

interface Count {
  readonly queue: string;
  readonly runs: number;
}

/** `3 runs: 2 in core, 1 in finance` */
function describe(counts: readonly Count[]): string {
  const total = sum(counts);
  const parts = counts.filter((each) => each.runs > 0).map((each) => `${each.runs} in ${each.queue}`);
  return `${total === 1 ? '1 run' : `${total} runs`}${total > 0 ? `: ${parts.join(', ')}` : ''}`;
}

function sum(counts: readonly Count[]): number {
  return counts.reduce((total, each) => total + each.runs, 0);
}
