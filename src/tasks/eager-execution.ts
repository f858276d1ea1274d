import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { rootLogger } from '../logging/index.js';
import type { TaskContext } from './task-context.js';
import { RetryRequested } from './task-errors.js';

/** What a task is given that is executed in place (`tasks.apply`): there is no run, so nothing is kept of it. */
export class EagerExecution implements TaskContext {
  readonly runId = uuidv7();
  readonly slot = undefined;
  readonly attempt = 1;
  readonly signal = new AbortController().signal;
  readonly logger: Logger = rootLogger().child({ run: this.runId });

  constructor(private readonly dataSource: DataSource) {}

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(work);
  }

  async progress(current: number, total: number, message?: string): Promise<void> {
    this.logger.debug({ current, total }, message);
  }

  /** Nothing is tried again here: the caller gets the reason. */
  retry({ countdown, error }: { countdown?: number; error?: Error } = {}): never {
    throw error ?? new RetryRequested(countdown);
  }
}
