import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { InvalidInputProblem } from '../../http/index.js';
import { rootLogger, withLogFields } from '../../logging/index.js';
import { inSpan } from '../../tracing/index.js';
import { Execution } from '../execution.js';
import { executionSpan } from '../run-spans.js';
import type { ClaimedRun } from '../run-store.js';
import { toStorableJson } from '../storable-json.js';
import {
  ClaimLostError,
  RetryRequested,
  RunRevoked,
  SoftTimeLimitExceeded,
  TaskRejected,
  TimeLimitExceeded,
  toRunError,
  WorkerStopping,
} from '../task-errors.js';
import { TaskRegistry } from '../task-registry.js';
import { toLogLine } from './log-line.js';
import type { AbortReason, Ending, RunObserver } from './pool.js';

/** Calls tasks' methods, in whatever process it lives. */
@Injectable()
export class Executor {
  private readonly executing = new Map<string, Execution>();

  constructor(
    private readonly registry: TaskRegistry,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** Resolves when the task's method has returned or thrown; never rejects. */
  async execute(run: ClaimedRun, observer: RunObserver): Promise<Ending> {
    const execution = new Execution(run, rootLogger(), this.dataSource, (progress) =>
      observer.progress(run, progress),
    );
    this.executing.set(run.token, execution);
    // A connection that was opened in the course of a run remembers it, and may have something to say long after.
    let ended = false;
    try {
      return await withLogFields(
        { run: run.id, task: run.task },
        async () => {
          const result = await inSpan(...executionSpan(run), () => this.call(run, execution));
          return { type: 'returned', result: toStorableJson(result) };
        },
        (line) => {
          if (!ended) observer.log(run, toLogLine(line));
        },
      );
    } catch (error) {
      return endingOf(error);
    } finally {
      ended = true;
      this.executing.delete(run.token);
    }
  }

  private async call(run: ClaimedRun, execution: Execution): Promise<unknown> {
    const definition = this.registry.find(run.task);
    const input = await this.registry.parseInput(definition, run.kwargs);
    return this.registry.method(run.task)(input, execution);
  }

  abort(token: string, reason: AbortReason): void {
    const execution = this.executing.get(token);
    execution?.abort(toError(reason, execution.runId));
  }
}

function endingOf(error: unknown): Ending {
  if (error instanceof ClaimLostError) return { type: 'claim-lost' };
  if (error instanceof RetryRequested) {
    return { type: 'threw', error: toRunError(error.cause ?? error), again: error.countdown ?? 'by-policy' };
  }
  const hopeless = error instanceof TaskRejected || error instanceof InvalidInputProblem;
  return { type: 'threw', error: toRunError(error), again: hopeless ? 'never' : 'by-policy' };
}

function toError(reason: AbortReason, runId: string): Error {
  switch (reason.type) {
    case 'soft-limit':
      return new SoftTimeLimitExceeded(reason.seconds);
    case 'time-limit':
      return new TimeLimitExceeded(reason.seconds);
    case 'revoked':
      return new RunRevoked(reason.message);
    case 'stopping':
      return new WorkerStopping();
    case 'claim-lost':
      return new ClaimLostError(runId);
  }
}
