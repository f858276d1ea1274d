import type { INestApplicationContext } from '@nestjs/common';
import type { Program } from './application.js';
import { UsageError } from './exit-status.js';

/**
 * The name of the task that is meant, which may have been named by an alias.
 * @throws UsageError when there is none.
 */
export function knownTask(
  application: INestApplicationContext,
  { NotFoundProblem, TaskRegistry }: Program,
  name: string,
): string {
  try {
    return application.get(TaskRegistry).find(name).name;
  } catch (error) {
    if (error instanceof NotFoundProblem) throw new UsageError(error.message);
    throw error;
  }
}
