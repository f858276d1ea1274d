import type { Command } from 'commander';
import { processSettings } from '../config/index.js';
import type { RunEvent } from '../tasks/index.js';
import { withApplication } from './application.js';
import { note, print } from './output.js';
import { knownTask } from './known-task.js';
import { nobodyReads } from './nobody-reads.js';
import { toldToStop } from './told-to-stop.js';

/** `mallkeeper events` */
export function registerEvents(program: Command): void {
  program
    .command('events')
    .description('Print what happens to runs as it happens, until Ctrl-C')
    .option('--task <name>', 'to runs of this task only')
    .option('--json', 'as JSON, one object a line', false)
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper events --task core.debug\n  mallkeeper events --json >> events.jsonl',
    )
    .action((options: { task?: string; json: boolean }) => printEvents(options));
}

async function printEvents({ task, json }: { task?: string; json: boolean }): Promise<void> {
  const stop = Promise.race([toldToStop(), nobodyReads()]);
  await withApplication(async (application, program) => {
    const name = task === undefined ? undefined : knownTask(application, program, task);
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: processSettings().MALLKEEPER_TIMEZONE,
      timeStyle: 'medium',
    });
    const unsubscribe = await application.get(program.RunEvents).subscribe((events) => {
      for (const event of events) {
        if (name !== undefined && event.run.task !== name) continue;
        print(json ? JSON.stringify(toObject(event)) : toLine(event, clock));
      }
    });
    note('Waiting for events; Ctrl-C ends this.');
    await stop;
    unsubscribe();
  });
}

function toObject({ kind, run }: RunEvent) {
  const { task, id, status, worker, runtimeMs, attempt, progress, error } = run;
  return {
    time: timeOf({ kind, run }),
    kind,
    task,
    id,
    status,
    worker,
    runtimeMs,
    attempt,
    progress,
    error: error && { type: error.type, message: error.message },
  };
}

/** Columns that stay where they are as long as nothing is wider than usual; what happened stands first, why last. */
function toLine({ kind, run }: RunEvent, clock: Intl.DateTimeFormat): string {
  const { task, id, status, worker, runtimeMs, progress, error } = run;
  const time = timeOf({ kind, run });
  const parts = [
    `${clock.format(time)}.${String(time.getMilliseconds()).padStart(3, '0')}`,
    kind.padEnd(9),
    id,
    status.padEnd(7),
    task,
  ];
  if (kind === 'progress' && progress) {
    parts.push(
      `${progress.current}/${progress.total}${progress.message === null ? '' : ` ${progress.message}`}`,
    );
  }
  if (kind === 'finished' && runtimeMs !== null) parts.push(`${(runtimeMs / 1000).toFixed(3)} s`);
  if (kind !== 'submitted' && worker !== null) parts.push(worker);
  if ((kind === 'finished' || kind === 'retried') && error) parts.push(`${error.type}: ${error.message}`);
  return parts.join('  ').replaceAll('\n', ' ');
}

function timeOf({ kind, run }: RunEvent): Date {
  const times = { submitted: run.createdAt, started: run.startedAt, finished: run.finishedAt };
  return (kind in times ? times[kind as keyof typeof times] : null) ?? new Date();
}
