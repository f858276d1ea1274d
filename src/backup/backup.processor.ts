import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { BackupService } from './backup.service.js';
import {
  backupDatabase,
  type BackupDatabaseResult,
  pruneBackups,
  type PruneBackupsResult,
  verifyBackup,
  type VerifyBackupResult,
} from './backup.tasks.js';
import { BackupDatabaseInput } from './dto/backup-database.input.js';
import { PruneBackupsInput } from './dto/prune-backups.input.js';
import { VerifyBackupInput } from './dto/verify-backup.input.js';

/** The tasks of the backup module. */
@TaskProcessor()
export class BackupProcessor {
  constructor(private readonly backups: BackupService) {}

  @Task(backupDatabase)
  backupDatabase(_input: BackupDatabaseInput, context: TaskContext): Promise<BackupDatabaseResult> {
    return this.backups.create(context);
  }

  @Task(verifyBackup)
  verifyBackup({ id }: VerifyBackupInput, context: TaskContext): Promise<VerifyBackupResult> {
    return this.backups.verify(id, context);
  }

  @Task(pruneBackups)
  pruneBackups(input: PruneBackupsInput, context: TaskContext): Promise<PruneBackupsResult> {
    return this.backups.prune(input, context);
  }
}
