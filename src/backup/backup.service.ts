import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { serverAway } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { DEFAULT_RETRY, type TaskContext, TaskRejected } from '../tasks/index.js';
import { BackupAlerts } from './backup-alerts.js';
import { type BackupArchive, BackupArchives } from './backup-archive.js';
import { BackupLock } from './backup-lock.js';
import { backupOfFile } from './backup-name.js';
import { BackupPruning } from './backup-pruning.js';
import { BackupVerification, type Verified } from './backup-verification.js';
import { BackupDamagedError, BackupNotFoundProblem, DatabaseLostError } from './backup.errors.js';
import type { BackupDatabaseResult, PruneBackupsResult, VerifyBackupResult } from './backup.tasks.js';
import { Backups } from './backups.js';
import { DatabaseBackup } from './database-backup.js';
import type { BackupRetention } from './dto/backup-retention.js';
import type { PruneBackupsInput } from './dto/prune-backups.input.js';
import type { Manifest } from './manifest.js';
import type { Watcher } from './watcher.js';

/** Makes, proves and removes backups: one thing at a time, on whatever machine. */
@Injectable()
export class BackupService {
  private readonly url: string;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly archives: BackupArchives,
    private readonly backups: Backups,
    private readonly dumps: DatabaseBackup,
    private readonly verification: BackupVerification,
    private readonly pruning: BackupPruning,
    private readonly alerts: BackupAlerts,
  ) {
    this.url = settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '';
  }

  /**
   * Makes a backup, proves it, and removes those that are no longer kept. Executed again, a run goes on with the backup
   * that it has made, unless that turned out to be damaged: then it makes another one.
   * @throws BackupDamagedError, and what DatabaseBackup.make and BackupVerification.verify throw.
   */
  async create(context: TaskContext): Promise<BackupDatabaseResult> {
    return this.alerting('made', context, () =>
      this.alone(context, async (lock) => {
        const { id, manifest, seconds } = await this.dumps.make(context, lock);
        const made = performance.now();
        const watcher = lockedWatcher(context, lock);
        const archive = this.archives.open();
        await this.prove(archive, manifest.name, watcher);
        const verify = (performance.now() - made) / 1000;
        const { pruned } = await this.pruning.prune({ dryRun: false, damaged: false }, context);
        const { file, sizeBytes, sha256 } = manifest.dump;
        return {
          ...{ id, fileName: file, sizeBytes, sha256, status: 'VERIFIED' as const },
          ...counted(manifest),
          pruned: pruned.length,
          seconds: { ...seconds, verify },
        };
      }),
    );
  }

  /**
   * Verifies a backup that the database knows.
   * @param id default: one of the verified ones at random, but not the newest.
   * @throws BackupNotFoundProblem, BackupDamagedError, and what BackupVerification.verify throws.
   */
  async verify(id: string | undefined, context: TaskContext): Promise<VerifyBackupResult> {
    return this.alerting('verified', context, () =>
      this.alone(context, async (lock) => {
        const archive = this.archives.open();
        const encryption = archive.keys ? 'age' : 'none';
        const wanted = id ?? (await this.backups.anyOlderVerified(encryption))?.id;
        if (wanted === undefined) return { id: null, fileName: null, status: null };
        const { fileName } = await this.backups.get(wanted);
        const name = nameOf(fileName);
        await this.prove(archive, name, lockedWatcher(context, lock));
        return { id: wanted, fileName, status: 'VERIFIED' };
      }),
    );
  }

  /**
   * Verifies a backup for somebody who waits for it.
   * @param reference its id, its name, `latest`, or the path of one of its files.
   * @throws BackupNotFoundProblem, BackupDamagedError, and what BackupVerification.verify throws.
   */
  async verifyNow(reference: string, watcher: Watcher): Promise<Verified> {
    return this.alone(watcher, async (lock) => {
      const { archive, name } = await this.locate(reference);
      const locked = lockedWatcher(watcher, lock);
      if (archive === this.archives.open()) return this.prove(archive, name, locked);
      // A copy somewhere else: what is wrong with it says nothing of the one that is recorded.
      const verified = await this.verification.verify(archive, name, locked);
      const { outcome, findings } = verified.record;
      if (outcome === 'DAMAGED') throw new BackupDamagedError(name, findings);
      return verified;
    });
  }

  /** What {@link verifyNow} verifies all with, newest first: also those of which the record alone knows what is missing. */
  async references(): Promise<string[]> {
    const names = new Set(await this.archives.open().names());
    const missing = (await this.backups.kept()).filter(({ manifest }) => !names.has(manifest.name));
    return [...names, ...missing.map(({ id }) => id)];
  }

  /** See {@link BackupPruning.prune}. */
  async prune(input: PruneBackupsInput, watcher: Watcher): Promise<PruneBackupsResult> {
    if (input.dryRun) return this.pruning.prune(input, watcher);
    return this.alone(watcher, () => this.pruning.prune(input, watcher));
  }

  /** What {@link prune} would do now. */
  async retention(): Promise<BackupRetention> {
    const { kept, pruned } = await this.pruning.prune(
      { dryRun: true, damaged: false },
      { logger: rootLogger() },
    );
    return { kept, pruned };
  }

  /** Also one of which nothing is left in the repository, if the database knows it: it is to be found damaged. */
  private async locate(reference: string): Promise<{ archive: BackupArchive; name: string }> {
    try {
      return await this.archives.locate(reference);
    } catch (error) {
      if (!(error instanceof BackupNotFoundProblem) || !IS_ID.test(reference)) throw error;
      const { fileName } = await this.backups.get(reference);
      return { archive: this.archives.open(), name: nameOf(fileName) };
    }
  }

  private async prove(archive: BackupArchive, name: string, watcher: Watcher): Promise<Verified> {
    const verified = await this.verification.verify(archive, name, watcher);
    const { record } = verified;
    // Not by context.transaction: a later try must record what it finds, too. The lock keeps others away.
    await this.dataSource.transaction(async (manager) => {
      const id = backupOfFile(name)?.id ?? '';
      await this.backups.recordVerification(id, record, manager);
      if (record.outcome === 'DAMAGED') {
        const reason = record.findings.join(' ');
        await this.alerts.tell(`backup:${id}`, { kind: 'damaged', fileName: name, reason }, manager);
      }
    });
    if (record.outcome === 'DAMAGED') throw new BackupDamagedError(name, record.findings);
    return verified;
  }

  private async alone<Result>(
    watcher: Watcher,
    work: (lock: BackupLock) => Promise<Result>,
  ): Promise<Result> {
    try {
      const lock = await BackupLock.acquire(this.url, watcher.signal, () =>
        watcher.progress(0, 1, 'waiting until the other work on backups is done'),
      );
      try {
        return await work(lock);
      } finally {
        await lock.release();
      }
    } catch (error) {
      // Whichever of its connections noticed first, `read ECONNRESET` alone tells nobody of what.
      throw serverAway(error) ? new DatabaseLostError(error) : error;
    }
  }

  /** Tells the managers when the last try has failed. */
  private async alerting<Result>(
    what: 'made' | 'verified',
    context: TaskContext,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isLast = context.attempt > DEFAULT_RETRY.max || error instanceof TaskRejected;
      if (isLast && !(error instanceof BackupDamagedError) && !context.signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        try {
          await this.dataSource.transaction((manager) =>
            this.alerts.tell(`backup-run:${context.runId}`, { kind: 'failed', what, reason }, manager),
          );
        } catch (fault) {
          // Often the database is what failed: that its notice failed too must not hide why.
          context.logger.error({ err: fault }, 'the managers could not be told that a backup failed');
        }
      }
      throw error;
    }
  }
}

const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws BackupNotFoundProblem for a file of a version that wrote no manifests. */
function nameOf(fileName: string): string {
  const backup = backupOfFile(fileName);
  if (!backup) throw new BackupNotFoundProblem(`${fileName} is no name of a backup.`);
  return backup.name;
}

function lockedWatcher(watcher: Watcher, lock: BackupLock): Watcher {
  return {
    signal: AbortSignal.any([watcher.signal, lock.lost]),
    progress: (current, total, words) => watcher.progress(current, total, words),
    logger: watcher.logger,
  };
}

function counted({ contents }: Manifest): { tables: number; rows: number } {
  const tables = Object.values(contents.tables);
  return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
}
