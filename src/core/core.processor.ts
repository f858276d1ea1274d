import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { Cleanup } from './cleanup.js';
import { cleanupOldData, type CleanupResult, debug, type DebugResult } from './core.tasks.js';
import { DebugRun } from './debug-run.js';
import { CleanupOldDataInput } from './dto/cleanup-old-data.input.js';
import { DebugInput } from './dto/debug.input.js';
import { RETENTION_DAYS } from './retention.js';

/** The tasks of housekeeping. */
@TaskProcessor()
export class CoreProcessor {
  constructor(
    private readonly cleanup: Cleanup,
    private readonly debugRun: DebugRun,
  ) {}

  @Task(cleanupOldData)
  cleanupOldData(
    { retentionDays = RETENTION_DAYS, retention = {}, dryRun = false }: CleanupOldDataInput,
    context: TaskContext,
  ): Promise<CleanupResult> {
    const kept = { days: retentionDays, told: retention };
    return dryRun ? this.cleanup.count(kept, context) : this.cleanup.remove(kept, context);
  }

  @Task(debug)
  debug(input: DebugInput, context: TaskContext): Promise<DebugResult> {
    return this.debugRun.perform(input, context);
  }
}
