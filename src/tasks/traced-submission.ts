import { startSpan, typeOf } from '../tracing/index.js';
import { submissionSpan } from './run-spans.js';
import type { NewRun } from './submissions.js';

/**
 * Submits runs, each with a span of its own that its execution will belong to. The statement that inserts them belongs to
 * the first.
 * @param submit is given the runs with where in a trace they stand.
 */
export async function tracedSubmission<Result>(
  runs: readonly NewRun[],
  submit: (runs: NewRun[]) => Promise<Result>,
): Promise<Result> {
  const spans = runs.map((run) => startSpan(...submissionSpan(run)));
  const placed = runs.map((run, index) => ({ ...run, traceContext: spans[index]?.trace ?? null }));
  const [first] = spans;
  try {
    return await (first ? first.within(() => submit(placed)) : submit(placed));
  } catch (error) {
    for (const span of spans) span?.fail(typeOf(error));
    throw error;
  } finally {
    for (const span of spans) span?.end();
  }
}
