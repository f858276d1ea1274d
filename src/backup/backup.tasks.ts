import { defineTask } from '../tasks/index.js';
import { BackupDatabaseInput } from './dto/backup-database.input.js';
import { PruneBackupsInput } from './dto/prune-backups.input.js';
import { VerifyBackupInput } from './dto/verify-backup.input.js';

/** Ten hours are room for a terabyte; what takes longer needs another way than pg_dump. */
const LIMITS = { softTimeLimit: 10 * 3600, timeLimit: 10 * 3600 + 300 };

/** What a run of {@link backupDatabase} left behind: a backup that was restored and was what its manifest says. */
export interface BackupDatabaseResult {
  /** Id of the backup (UUIDv7). */
  readonly id: string;
  /** Name of the dump in the repository. */
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string;
  readonly status: 'VERIFIED';
  /** Tables and rows that were compared. */
  readonly tables: number;
  readonly rows: number;
  /** Backups that retention removed afterwards. */
  readonly pruned: number;
  /** What each part took; null where an earlier try has done it. */
  readonly seconds: {
    /** From the snapshot until the dump stands whole in the repository. */
    readonly dump: number | null;
    /** Counting and summing the tables. */
    readonly count: number | null;
    /** Restoring and comparing. */
    readonly verify: number;
  };
}

/** What a run of {@link verifyBackup} found: whoever is DAMAGED fails the run. */
export interface VerifyBackupResult {
  /** Id of the backup; null when there was none to verify. */
  readonly id: string | null;
  readonly fileName: string | null;
  readonly status: 'VERIFIED' | null;
}

/** A backup, and why it is kept; those that go are without a reason. */
export interface PlannedBackup {
  readonly id: string;
  readonly fileName: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly sizeBytes: number;
  /** Such as `daily 2026-01-30`. */
  readonly because: readonly string[];
}

/** What a run of {@link pruneBackups} removed, or would remove. */
export interface PruneBackupsResult {
  readonly dryRun: boolean;
  readonly kept: readonly PlannedBackup[];
  readonly pruned: readonly PlannedBackup[];
}

export const backupDatabase = defineTask<BackupDatabaseInput, BackupDatabaseResult>(
  'backup.backup-database',
  {
    queue: 'backup',
    permission: 'backups.control',
    description: 'Backs the whole database up, and proves it by restoring it',
    input: BackupDatabaseInput,
    ...LIMITS,
    concurrency: { max: 1 },
    aliases: ['apps.backup.tasks.backup_database_task'],
  },
);

export const verifyBackup = defineTask<VerifyBackupInput, VerifyBackupResult>('backup.verify-backup', {
  queue: 'backup',
  permission: 'backups.control',
  description:
    'Restores a backup into a scratch database and compares it; an older one at random unless told',
  input: VerifyBackupInput,
  ...LIMITS,
  concurrency: { max: 1 },
});

export const pruneBackups = defineTask<PruneBackupsInput, PruneBackupsResult>('backup.prune-backups', {
  queue: 'backup',
  permission: 'backups.control',
  description: 'Removes the verified backups that BACKUP_KEEP_... does not keep',
  input: PruneBackupsInput,
});
