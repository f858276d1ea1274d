export { BackupArchives } from './backup-archive.js';
export { copyBackup } from './backup-copy.js';
export { BackupDamagedError } from './backup.errors.js';
export { makeBackupKey } from './backup-encryption.js';
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
export { PgProgramsFinder } from './pg-programs.js';
export { BrokenSealError } from './sealed-file.js';
export type { Backup } from './dto/backup.js';
export { databaseRestore, type RestorePlan } from './database-restore.js';
export { dropReplaced, replacedDatabases } from './replaced-databases.js';
export type { Watcher } from './watcher.js';
