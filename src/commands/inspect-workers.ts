import type { Command } from 'commander';
import { processSettings } from '../config/index.js';
import type { NodeView, TaskFigures } from '../tasks/index.js';
import { withApplication } from './application.js';
import { FAILED } from './exit-status.js';
import { destinationOption } from './options.js';
import { note, print, printJson, printTable, showTime } from './output.js';
import { askWorkers, byWorker, checkKnown, NO_WORKER } from './worker-answers.js';

/** Hours over which `inspect stats` counts. */
const LATELY = 24;

/** What the commands that ask workers take. */
interface Options {
  readonly destination?: string[];
  readonly json: boolean;
}

/** `mallkeeper inspect stats | ping | conf` */
export function registerInspectWorkers(inspect: Command): void {
  const add = (name: string, description: string, act: (options: Options) => Promise<void>): void => {
    inspect
      .command(name)
      .description(description)
      .addOption(destinationOption())
      .option('--json', 'as JSON', false)
      .addHelpText(
        'after',
        `\nExamples:\n  mallkeeper inspect ${name}\n  mallkeeper inspect ${name} -d mallkeeper@mall-1`,
      )
      .action(act);
  };
  add('stats', 'How tasks went in the last 24 hours, and how workers are', stats);
  add('ping', 'Which workers answer; the exit status is 1 when none does', ping);
  add('conf', 'The settings that workers have, secrets masked', conf);
}

function stats({ destination, json }: Options): Promise<void> {
  return withApplication(async (application, { Nodes, RunStatistics }) => {
    const nodes = application.get(Nodes);
    const [tasks, known] = await Promise.all([
      application.get(RunStatistics).lately(LATELY),
      nodes.list('worker'),
    ]);
    await checkKnown(nodes, destination);
    const workers = known.filter(({ id }) => destination?.includes(id) ?? true);
    if (json) {
      printJson({ hours: LATELY, tasks, workers });
      return;
    }
    printTasks(tasks);
    print('');
    printWorkers(workers);
  });
}

function printTasks(tasks: readonly TaskFigures[]): void {
  if (tasks.length === 0) {
    print(`No run ended in the last ${LATELY} hours.`);
    return;
  }
  printTable(
    [`task, last ${LATELY} h`, 'ended', 'succeeded', 'failed', 'average', '95 %'],
    tasks.map((each) => [
      each.task,
      each.count,
      each.succeeded,
      each.failed,
      inSeconds(each.averageSeconds),
      inSeconds(each.p95Seconds),
    ]),
  );
}

/** One paragraph a worker: there is more to say of one than a line holds. */
function printWorkers(workers: readonly NodeView[]): void {
  if (workers.length === 0) {
    print(NO_WORKER);
    return;
  }
  const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
  const paragraphs = workers.map((worker) => {
    const { active, reserved, succeeded, failed, retried, revoked, load, memoryMb, processes } =
      worker.figures;
    const isLost = worker.status === 'lost';
    const lines: [string, string][] = [
      [
        'status',
        isLost ? `LOST, last heard of at ${showTime(worker.heartbeatAt, timeZone) ?? '-'}` : 'alive',
      ],
      ['where', `${worker.host}, process ${worker.pid}`],
      ['pool', `${worker.pool ?? '-'}, ${worker.concurrency ?? '-'} runs at once`],
      ['queues', worker.queues.join(', ') || 'none'],
      ['load', `${Math.round((load ?? 0) * 100)} %: ${active ?? 0} active, ${reserved ?? 0} reserved`],
      ['memory', memoryMb === undefined ? '-' : `${memoryMb} MB`],
      ['uptime', duration(worker.uptime)],
      [
        'runs',
        `${succeeded ?? 0} succeeded, ${failed ?? 0} failed, ${retried ?? 0} to be tried again, ${revoked ?? 0} revoked`,
      ],
    ];
    if (processes && processes.length > 0) lines.push(['processes', processes.join(', ')]);
    return [worker.id, ...lines.map(([name, text]) => `  ${name.padEnd(11)}${text}`)].join('\n');
  });
  print(paragraphs.join('\n\n'));
}

function ping({ destination, json }: Options): Promise<void> {
  return withApplication(async (application, program) => {
    const answers = await askWorkers(application, program, 'ping', destination);
    const online = answers.filter(({ failed }) => !failed).length;
    if (json) printJson(byWorker(answers));
    else if (answers.length > 0) {
      printTable(
        ['worker', 'answer'],
        answers.map(({ node, reply }) => [node, String(reply)]),
      );
    }
    if (online === 0) {
      note(answers.length === 0 ? NO_WORKER : 'No worker answers.');
      process.exitCode = FAILED;
    }
  });
}

function conf({ destination, json }: Options): Promise<void> {
  return withApplication(async (application, program) => {
    const answers = await askWorkers(application, program, 'conf', destination);
    if (answers.length === 0 || answers.some(({ failed }) => failed)) process.exitCode = FAILED;
    if (json) {
      printJson(byWorker(answers));
      return;
    }
    if (answers.length === 0) note(NO_WORKER);
    for (const { node } of answers.filter(({ failed }) => failed)) note(`${node} does not answer.`);
    const tables = [...alike(answers.filter(({ failed }) => !failed))].map(([settings, names]) => {
      const rows = Object.entries(JSON.parse(settings) as Record<string, string | number | boolean | null>);
      return { names, rows: rows.sort(([one], [other]) => one.localeCompare(other)) };
    });
    tables.forEach(({ names, rows }, index) => {
      print(`${index > 0 ? '\n' : ''}${names.join(', ')}`);
      printTable(['setting', 'value'], rows);
    });
  });
}

/** The workers that gave the same answer, by the answer as JSON: usually there is one answer. */
function alike(answers: readonly { node: string; reply: unknown }[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { node, reply } of answers) {
    const text = JSON.stringify(reply);
    groups.set(text, [...(groups.get(text) ?? []), node]);
  }
  return groups;
}

function inSeconds(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(value < 10 ? 2 : 0)} s`;
}

/** Seconds as people say them: `2 d 3 h`, `4 min 10 s`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
