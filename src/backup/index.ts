export { BackupModule } from './backup.module.js';
export { backupDatabase, type BackupDatabaseResult } from './backup.tasks.js';
export { Backups } from './backups.js';
