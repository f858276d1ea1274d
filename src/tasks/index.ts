export { AsyncResult } from './async-result.js';
export { Broker } from './broker.js';
export { DeadNodes } from './dead-nodes.js';
export { FinishedRuns } from './finished-runs.js';
export { Heartbeat, type HeartbeatOptions } from './heartbeat.js';
export { OldRuns } from './old-runs.js';
export { isFinished, Run, RUN_STATUSES, type RunError, type RunProgress, type RunStatus } from './run.js';
export { RunQueries } from './run-queries.js';
export { RunStatistics, type TaskStatistics } from './run-statistics.js';
export { RunsQuery } from './dto/runs.query.js';
export { TaskClient, type CallOptions } from './task-client.js';
export type { TaskContext } from './task-context.js';
export {
  DEFAULT_RETRY,
  defineTask,
  type RetryPolicy,
  type TaskDefinition,
  type TaskOptions,
} from './task-definition.js';
export { RunFailedError, ResultTimeoutError, TaskRejected } from './task-errors.js';
export { Task, TaskProcessor } from './task-processor.decorator.js';
export { TaskQueue } from './task-queue.module.js';
export { TaskRegistry } from './task-registry.js';
export { TasksModule } from './tasks.module.js';
export { Worker, type WorkerOptions } from './worker.js';
