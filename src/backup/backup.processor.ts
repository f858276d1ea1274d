import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { backupDatabase, type BackupDatabaseResult } from './backup.tasks.js';
import { DatabaseBackup } from './database-backup.js';
import { BackupDatabaseInput } from './dto/backup-database.input.js';

/** The tasks of the backup module. */
@TaskProcessor()
export class BackupProcessor {
  constructor(private readonly backup: DatabaseBackup) {}

  @Task(backupDatabase)
  backupDatabase(_input: BackupDatabaseInput, context: TaskContext): Promise<BackupDatabaseResult> {
    return this.backup.make(context);
  }
}
