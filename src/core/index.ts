export { CoreModule } from './core.module.js';
export {
  cleanupOldData,
  debug,
  type CleanedKind,
  type CleanupResult,
  type DebugResult,
} from './core.tasks.js';
export { RETENTION, RETENTION_DAYS, type RetentionKind, type RetentionRule } from './retention.js';
