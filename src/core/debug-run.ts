import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TaskContext } from '../tasks/index.js';
import type { DebugResult } from './core.tasks.js';
import type { DebugInput } from './dto/debug.input.js';

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
   * Lets `seconds` pass in steps, showing progress, then answers or ends as it is asked to.
   * @throws DebugFailure if asked to, or the reason for which the run has to stop.
   */
  async perform(input: DebugInput, context: TaskContext): Promise<DebugResult> {
    const { message = 'pong', seconds = 0, lines = 0, allocateMb = 0 } = input;
    const { runId, attempt, logger } = context;
    // A run that does nothing has nothing to say: it serves to find out how fast all the rest is.
    if (seconds > 0 || input.message !== undefined) logger.info({ attempt, seconds }, message);
    for (let line = 1; line <= lines; line++) logger.info(`line ${line} of ${lines}`);
    // Written to, not only asked for: the system gives memory when it is used.
    const held = Buffer.alloc(allocateMb * 1_048_576, 1);
    await this.passTime(seconds, input.ignoreAbort === true, context);
    if (held.length > 0) logger.info(`held ${allocateMb} MB`);
    if (input.spin === true) spin();
    if (input.crash === true) crash();
    if (input.fail === true) throw new DebugFailure(message);
    return { message, runId, attempt, host: hostname(), pid: process.pid };
  }

  private async passTime(seconds: number, ignoreAbort: boolean, context: TaskContext): Promise<void> {
    const { signal } = context;
    const steps = Math.min(Math.ceil(seconds), MOST_STEPS);
    for (let step = 1; step <= steps; step++) {
      const pause = (seconds / steps) * 1000;
      if (ignoreAbort) await sleep(pause);
      else await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
      await context.progress(step, steps, `${((step * seconds) / steps).toFixed(1)} of ${seconds} s`);
    }
  }
}

/** Never gives the processor back, as a task with a mistake in a loop does. */
function spin(): never {
  for (;;);
}

/** Ends this process as the system does when there is no memory left: nothing is said, nothing is cleaned up. */
function crash(): never {
  process.kill(process.pid, 'SIGKILL');
  return spin();
}
