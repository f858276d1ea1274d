import type { INestApplicationContext } from '@nestjs/common';
import type { Program } from './application.js';
import { FAILED, TIMED_OUT } from './exit-status.js';
import { note, printJson } from './output.js';
import { withProgressBar } from './progress-bar.js';

/**
 * Waits for a run's end and prints what it returned; that it failed, or did not end in time, makes the command's exit
 * status.
 * @param wait seconds.
 */
export async function waitAndPrint(
  application: INestApplicationContext,
  { ResultTimeoutError, RunFailedError, RunQueries, TaskClient }: Program,
  id: string,
  { wait, json }: { wait: number; json: boolean },
): Promise<void> {
  const runs = application.get(RunQueries);
  try {
    const value = await withProgressBar(
      () => runs.get(id),
      () => application.get(TaskClient).result(id).get({ timeout: wait }),
    );
    if (!json) printJson(value);
  } catch (error) {
    if (error instanceof RunFailedError) process.exitCode = FAILED;
    else if (error instanceof ResultTimeoutError) process.exitCode = TIMED_OUT;
    else throw error;
    note(error.message);
  }
  if (json) printJson(await runs.get(id));
}
