import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { processSettings } from '../config/index.js';
import type { Run, RunLogLine, RunLogQueries } from '../tasks/index.js';
import { type Program, withApplication } from './application.js';
import { FAILED, TIMED_OUT } from './exit-status.js';
import { nobodyReads } from './nobody-reads.js';
import { runId, seconds } from './options.js';
import { note, print, printJson, showTime } from './output.js';
import { waitAndPrint } from './wait-for-run.js';

/** How often new lines are looked for while the run goes on, in ms. */
const LOOK_EVERY = 500;
/** Lines that are read at once. */
const PAGE = 500;

interface Options {
  readonly wait?: number;
  readonly logs: boolean;
  readonly follow: boolean;
  readonly json: boolean;
}

/** `mallkeeper result ID` */
export function registerResult(program: Command): void {
  program
    .command('result <id>')
    .description('What became of a run, or what it logged')
    .option('--wait <seconds>', 'wait for its end, at most so long', seconds)
    .option('--logs', 'print the lines that it logged', false)
    .option('--follow', 'with those that it logs until it has ended', false)
    .option(
      '--json',
      'print the run as JSON, with --logs its lines too; with --follow one line an object',
      false,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper result 01936f5e-8f3a-7c3e-9d0e-1f2a3b4c5d6e --wait 30' +
        '\n  mallkeeper result 01936f5e-8f3a-7c3e-9d0e-1f2a3b4c5d6e --follow',
    )
    .action((id: string, options: Options) => showResult(runId(id), options));
}

function showResult(id: string, { wait, logs, follow, json }: Options): Promise<void> {
  return withApplication(async (application, program) => {
    const run = await application.get(program.RunQueries).get(id);
    if (follow) {
      const followed = followLogs(application, program, id, { wait: wait ?? Infinity, json });
      await Promise.race([followed, nobodyReads()]);
    } else if (logs) await showLogs(application, program, id, { wait: wait ?? 0, json });
    else if (wait !== undefined || program.isFinished(run.status)) {
      await waitAndPrint(application, program, id, { wait: wait ?? 0, json });
    } else if (json) printJson(run);
    else print(run.status);
  });
}

interface LogOptions {
  /** Seconds. */
  readonly wait: number;
  readonly json: boolean;
}

async function showLogs(
  application: INestApplicationContext,
  { FinishedRuns, RunLogQueries }: Program,
  id: string,
  { wait, json }: LogOptions,
): Promise<void> {
  const run = await application.get(FinishedRuns).wait(id, wait * 1000);
  const lines: RunLogLine[] = [];
  await eachLineAfter(undefined, application.get(RunLogQueries), id, (line) => lines.push(line));
  if (json) printJson(Object.assign({}, run, { logs: lines }));
  else for (const line of lines) printLine(line);
  if (run) tellEnd(run, wait > 0);
}

async function followLogs(
  application: INestApplicationContext,
  { FinishedRuns, isFinished, RunLogQueries }: Program,
  id: string,
  { wait, json }: LogOptions,
): Promise<void> {
  const write = json ? (line: RunLogLine): void => print(JSON.stringify(line)) : printLine;
  const deadline = performance.now() + wait * 1000;
  let last: string | undefined;
  for (;;) {
    const left = Math.max(deadline - performance.now(), 0);
    // Its lines are kept before its end is: those that are read afterwards are all there will be.
    const run = await application.get(FinishedRuns).wait(id, Math.min(LOOK_EVERY, left));
    last = await eachLineAfter(last, application.get(RunLogQueries), id, write);
    if (run && !isFinished(run.status) && performance.now() < deadline) continue;
    if (run) tellEnd(run, true);
    return;
  }
}

/** @returns the id of the last line that there is. */
async function eachLineAfter(
  lineId: string | undefined,
  queries: RunLogQueries,
  runId: string,
  heed: (line: RunLogLine) => void,
): Promise<string | undefined> {
  let last = lineId;
  for (;;) {
    const lines = await queries.after(runId, last, PAGE);
    lines.forEach(heed);
    last = lines.at(-1)?.id ?? last;
    if (lines.length < PAGE) return last;
  }
}

function printLine({ at, level, message, attempt }: RunLogLine): void {
  const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
  const which = attempt > 1 ? ` [try ${attempt}]` : '';
  print(`${showTime(at, timeZone) ?? ''} ${level.toUpperCase().padEnd(5)}${which} ${message}`);
}

/** Says how the run stands; that it failed, or has not ended in time, makes the command's exit status. */
function tellEnd({ status, error, runtimeMs }: Run, isWaitOver: boolean): void {
  const took = runtimeMs === null ? '' : ` after ${(runtimeMs / 1000).toFixed(2)} s`;
  const why = error && status !== 'SUCCESS' ? `: ${error.type}: ${error.message}` : '';
  note(`${status}${status === 'STARTED' ? '' : took}${why}`);
  if (status === 'FAILURE' || status === 'REVOKED') process.exitCode = FAILED;
  else if (isWaitOver && status !== 'SUCCESS') process.exitCode = TIMED_OUT;
}
