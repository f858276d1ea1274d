export { BackupModule } from './backup.module.js';
export { BackupService } from './backup.service.js';
export {
  backupDatabase,
  type BackupDatabaseResult,
  type PlannedBackup,
  pruneBackups,
  type PruneBackupsResult,
  verifyBackup,
  type VerifyBackupResult,
} from './backup.tasks.js';
export { Backups } from './backups.js';
