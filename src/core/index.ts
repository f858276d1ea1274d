export { CoreModule } from './core.module.js';
export { cleanupOldData, debug, type CleanupResult, type DebugResult } from './core.tasks.js';
