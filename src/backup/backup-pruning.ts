import { Inject, Injectable } from '@nestjs/common';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { type BackupArchive, BackupArchives } from './backup-archive.js';
import { backupOfFile } from './backup-name.js';
import type { PlannedBackup, PruneBackupsResult } from './backup.tasks.js';
import { Backups, type WholeBackup } from './backups.js';
import type { PruneBackupsInput } from './dto/prune-backups.input.js';
import { toPrune } from './retention.js';
import type { Watcher } from './watcher.js';

/** Removes backups that are no longer kept. To be called by whoever holds the {@link BackupLock}, but for a dry run. */
@Injectable()
export class BackupPruning {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly archives: BackupArchives,
    private readonly backups: Backups,
  ) {}

  /**
   * Removes the verified backups that BACKUP_KEEP_... does not keep; never the last one, and none that is not verified.
   * @throws RepositoryUnreachableError
   */
  async prune(
    { dryRun, damaged }: PruneBackupsInput,
    { logger }: Pick<Watcher, 'logger'>,
  ): Promise<PruneBackupsResult> {
    const archive = this.archives.open();
    const there = new Set((await archive.names()).flatMap((name) => backupOfFile(name)?.id ?? []));
    // Only what really is there may count as kept: a record alone restores nothing.
    const verified = (await this.backups.verified()).filter(({ id }) => there.has(id));
    const {
      BACKUP_KEEP_DAILY: daily,
      BACKUP_KEEP_WEEKLY: weekly,
      BACKUP_KEEP_MONTHLY: monthly,
      BACKUP_KEEP_YEARLY: yearly,
    } = this.settings;
    const plan = toPrune(verified, { daily, weekly, monthly, yearly }, this.clock.timeZone);
    const because = new Map(plan.kept.map((each) => [each.id, each.because]));
    const gone = verified.filter(({ id }) => !because.has(id));
    if (damaged) gone.push(...(await this.backups.damaged()));
    if (!dryRun) for (const backup of gone) await this.remove(archive, backup, logger);
    return {
      dryRun,
      kept: verified.filter(({ id }) => because.has(id)).map((each) => planned(each, because.get(each.id))),
      pruned: gone.map((each) => planned(each)),
    };
  }

  private async remove(
    archive: BackupArchive,
    { id, manifest }: WholeBackup,
    logger: Watcher['logger'],
  ): Promise<void> {
    // Files first: a record without files is removed again, files without a record would stay for ever.
    await archive.remove(manifest.name, manifest.dump.file);
    await this.backups.prune(id);
    logger.info({ backup: manifest.name }, 'removed a backup');
  }
}

function planned({ id, startedAt, manifest }: WholeBackup, because: readonly string[] = []): PlannedBackup {
  const { file, sizeBytes } = manifest.dump;
  return { id, fileName: file, startedAt: startedAt.toISOString(), sizeBytes, because };
}
