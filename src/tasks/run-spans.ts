import type { SpanChoices } from '../tracing/index.js';
import type { NewRun } from './submissions.js';
import type { ClaimedRun } from './run-store.js';

/*
 * What traces show of runs, in the words of OpenTelemetry's conventions for messaging
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans) and, where it has none, with `mallkeeper.` before them.
 * Nothing that comes from kwargs, results or messages of errors.
 */

const SYSTEM = { 'messaging.system': 'mallkeeper' } as const;

/** The submission of a run: from here on it waits. */
export function submissionSpan({ id, task, queue, traceContext }: NewRun): [string, SpanChoices] {
  return [
    `send ${queue}`,
    {
      kind: 'producer',
      parent: traceContext ?? undefined,
      attributes: {
        ...SYSTEM,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': queue,
        'messaging.message.id': id,
        'mallkeeper.task': task,
      },
    },
  ];
}

/** One try, from its claim to the record of its end, in the worker. */
export function attemptSpan({
  id,
  task,
  queue,
  attempt,
  waited,
  traceContext,
}: ClaimedRun): [string, SpanChoices] {
  return [
    `process ${queue}`,
    {
      kind: 'consumer',
      parent: traceContext,
      attributes: {
        ...SYSTEM,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': queue,
        'messaging.message.id': id,
        'mallkeeper.task': task,
        'mallkeeper.attempt': attempt,
        'mallkeeper.queue_time': waited,
      },
    },
  ];
}

/** The task's method, in whatever process executes it. */
export function executionSpan({ id, task, attempt, traceContext }: ClaimedRun): [string, SpanChoices] {
  return [
    `run ${task}`,
    {
      parent: traceContext,
      attributes: { 'messaging.message.id': id, 'mallkeeper.task': task, 'mallkeeper.attempt': attempt },
    },
  ];
}
