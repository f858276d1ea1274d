/**
 * What commands work with. Loading it takes a second, so that it is imported when a command has understood what it is
 * asked to do: `const { TaskClient } = await import('./program.js')`.
 */
export { NestFactory } from '@nestjs/core';
export { AppModule, type Role } from '../app.module.js';
export {
  AdministratorAccount,
  ApiKeys,
  ChangeUser,
  CreateApiKey,
  CreateUser,
  Sessions,
  UsersService,
} from '../auth/index.js';
export {
  BackupArchives,
  BackupDamagedError,
  backupDatabase,
  Backups,
  BackupService,
  BrokenSealError,
  copyBackup,
  databaseRestore,
  dropReplaced,
  makeBackupKey,
  replacedDatabases,
  type RestorePlan,
  type Watcher,
} from '../backup/index.js';
export { InvalidSettingsError, SETTINGS } from '../config/index.js';
export {
  migrate,
  NewerSchemaError,
  openServices,
  pendingMigrations,
  Standstill,
  StartupError,
} from '../database/index.js';
export { DemoMall } from '../demo/index.js';
export { Reconciliation } from '../finance/index.js';
export {
  configureHttp,
  InvalidInputProblem,
  NotFoundProblem,
  Problem,
  validationPipe,
} from '../http/index.js';
export { describeRowFault, ImportRefusedProblem, ImportsService } from '../imports/index.js';
export { NotificationHold } from '../notifications/index.js';
export { NestLogger } from '../logging/index.js';
export {
  BackfillSchedule,
  Calendars,
  ChangeSchedule,
  CreateSchedule,
  parseInterval,
  PreviewSchedule,
  ScheduleBackfill,
  ScheduleQueries,
  ScheduleService,
} from '../schedules/index.js';
export {
  AsyncResult,
  Broker,
  Executor,
  FinishedRuns,
  isFinished,
  LONGEST_LIST,
  NodeCommands,
  Nodes,
  Queues,
  ResultTimeoutError,
  RunActions,
  RunEvents,
  RunFailedError,
  RunLogQueries,
  RunQueries,
  RunStatistics,
  serveParent,
  TaskClient,
  TaskLimits,
  TaskRegistry,
  Worker,
  WorkerActions,
} from '../tasks/index.js';
