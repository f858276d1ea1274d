export { AsyncResult } from './async-result.js';
export { createRedisClient, type RedisSettings } from './brokers/redis-client.js';
export { Broker } from './broker.js';
export { DeadNodes } from './dead-nodes.js';
export { FinishedRuns } from './finished-runs.js';
export { Heartbeat } from './heartbeat.js';
export { NODE_COMMANDS, NodeCommands, type NodeCommandName, type NodeReply } from './node-commands.js';
export { NodeView } from './dto/node-view.js';
export { Nodes } from './nodes.js';
export { OldRuns } from './old-runs.js';
export { QueueView } from './dto/queue-view.js';
export { Queues } from './queues.js';
export { RunActions } from './run-actions.js';
export { type RunEvent, RunEvents } from './run-events.js';
export { RunLogLine } from './dto/run-log-line.js';
export { RunLogQueries } from './run-log-queries.js';
export { TaskLimitsView } from './dto/task-limits.dto.js';
export { TaskLimits } from './task-limits.js';
export { Executor } from './pools/executor.js';
export { serveParent } from './pools/executor-process.js';
export { ProcessPool } from './pools/index.js';
export { DEFAULT_RETRY, RetryPolicy } from './retry-policy.js';
export { Revocation } from './revocation.js';
export {
  isFinished,
  Run,
  RUN_STATUSES,
  UNFINISHED_IDS,
  type RunError,
  type RunProgress,
  type RunStatus,
} from './run.js';
export {
  LONGEST_LIST,
  type ReservedRun,
  RunQueries,
  type ScheduledRun,
  type WaitsFor,
} from './run-queries.js';
export { RunSearchIndex } from './run-search-index.js';
export { StatementGroup } from './statement-group.js';
export { RunStatistics, type TaskFigures, type TaskStatistics } from './run-statistics.js';
export { RunsQuery } from './dto/runs.query.js';
export { nextSettledRuns } from './settled-runs.js';
export type { CallOptions } from './call-options.js';
export { type TaskCall, TaskClient } from './task-client.js';
export type { TaskContext } from './task-context.js';
export { defineTask, type TaskDefinition, type TaskOptions } from './task-definition.js';
export { ResultTimeoutError, RunFailedError, SoftTimeLimitExceeded, TaskRejected } from './task-errors.js';
export { Task, TaskProcessor } from './task-processor.decorator.js';
export { TaskQueue } from './task-queue.module.js';
export { TaskRegistry } from './task-registry.js';
export { TasksModule } from './tasks.module.js';
export { Worker, type WorkerOptions } from './worker.js';
export { WorkerActions } from './worker-actions.js';
export { ManualRuns } from './manual-runs.js';
