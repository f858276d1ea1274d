import { defineTask } from '../tasks/index.js';
import { BackupDatabaseInput } from './dto/backup-database.input.js';

/** What a run of {@link backupDatabase} left behind. */
export interface BackupDatabaseResult {
  /** Id of the backup (UUIDv7). */
  readonly id: string;
  /** Name in the folder `backups` of the data folder. */
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string;
}

export const backupDatabase = defineTask<BackupDatabaseInput, BackupDatabaseResult>(
  'backup.backup-database',
  {
    queue: 'backup',
    description: 'Writes the whole database to a file in the backup folder',
    input: BackupDatabaseInput,
    // Ten hours are room for a terabyte; what takes longer needs another way than pg_dump.
    softTimeLimit: 10 * 3600,
    timeLimit: 10 * 3600 + 300,
    concurrency: { max: 1 },
    aliases: ['apps.backup.tasks.backup_database_task'],
  },
);
