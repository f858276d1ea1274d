import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TaskContext } from '../tasks/index.js';
import type { DebugResult } from './core.tasks.js';

/** Most steps in which the time of a run passes: each writes its progress to the database. */
const MOST_STEPS = 100;

/** The run was asked to fail. */
class DebugFailure extends Error {
  override readonly name = 'DebugFailure';

  constructor(message: string) {
    super(`This run was asked to fail; its message: ${message}`);
  }
}

/** Does nothing, but lets everything be seen that happens to a run. */
@Injectable()
export class DebugRun {
  /**
   * Lets `seconds` pass in steps, showing progress, then answers or fails.
   * @throws DebugFailure if asked to, or the reason for which the run has to stop.
   */
  async perform(
    { message, seconds, fail }: { message: string; seconds: number; fail: boolean },
    context: TaskContext,
  ): Promise<DebugResult> {
    const { runId, attempt, signal, logger } = context;
    logger.info({ attempt, seconds }, message);
    const steps = Math.min(Math.ceil(seconds), MOST_STEPS);
    for (let step = 1; step <= steps; step++) {
      await sleep((seconds / steps) * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
      await context.progress(step, steps, `${((step * seconds) / steps).toFixed(1)} of ${seconds} s`);
    }
    if (fail) throw new DebugFailure(message);
    return { message, runId, attempt, host: hostname(), pid: process.pid };
  }
}
