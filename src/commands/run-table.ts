import { processSettings } from '../config/index.js';
import type { Run } from '../tasks/index.js';
import { print, printTable, showTime } from './output.js';

/** What a table of runs shows beside what every run has. */
interface RunTable<Each extends Run> {
  /** The heading of a moment that matters, and how to find it. */
  readonly when: readonly [heading: string, timeOf: (run: Each) => Date | null];
  /** What matters besides; default: the worker. */
  readonly what?: readonly [heading: string, textOf: (run: Each) => string | null];
  /** What else matters, after that. */
  readonly why?: readonly [heading: string, textOf: (run: Each) => string];
  /** What to say when there are no runs. */
  readonly none: string;
}

/** Writes runs as a table for people. */
export function printRuns<Each extends Run>(
  runs: readonly Each[],
  { when, what = ['worker', (run) => run.worker], why, none }: RunTable<Each>,
): void {
  if (runs.length === 0) {
    print(none);
    return;
  }
  const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
  printTable(
    ['id', 'task', 'status', 'attempt', when[0], what[0], ...(why ? [why[0]] : [])],
    runs.map((run) => [
      run.id,
      run.task,
      run.status,
      `${run.attempt}/${run.maxAttempts}`,
      showTime(when[1](run), timeZone),
      what[1](run),
      ...(why ? [why[1](run)] : []),
    ]),
  );
}
