import { Injectable } from '@nestjs/common';
import type { BackupArchive } from './backup-archive.js';
import { backupOfFile } from './backup-name.js';
import { Backups } from './backups.js';
import { BrokenSealError } from './sealed-file.js';
import type { Watcher } from './watcher.js';

/** Keeps the record of backups true to the repository. To be called by whoever holds the {@link BackupLock}. */
@Injectable()
export class BackupCatalogue {
  constructor(private readonly backups: Backups) {}

  /**
   * Settles what others have left: a backup that is whole is recorded, also one of which only the repository knows; what is
   * not whole is removed, and recorded as FAILED.
   */
  async settle(archive: BackupArchive, { logger }: Pick<Watcher, 'logger'>): Promise<void> {
    for (const leftover of await archive.repository.clearUnfinished()) {
      logger.warn({ file: leftover }, 'removed what was left of a backup that was not finished');
    }
    await this.adopt(archive, { logger });
    for (const { id, fileName } of await this.backups.abandoned()) {
      logger.warn(
        { file: fileName },
        'a worker died, or lost the database, while it wrote this backup; clearing it away',
      );
      await archive.repository.remove(fileName);
      await this.backups.fail(id, 'Its worker died, or lost the database, while it was written.');
    }
    await this.removeOrphans(archive, logger);
  }

  /**
   * Ends a backup that came to nothing. One that is whole, and only the record of it failed, stays for {@link settle}.
   * @param error why.
   */
  async giveUp(id: string, archive: BackupArchive, error: string): Promise<void> {
    const whole = (await archive.names()).some((name) => backupOfFile(name)?.id === id);
    if (whole) return;
    if (!(await this.backups.fail(id, error))) return;
    const files = await archive.repository.list();
    for (const { name } of files) if (backupOfFile(name)?.id === id) await archive.repository.remove(name);
  }

  /** Records whole backups of which only the repository knows. */
  async adopt(archive: BackupArchive, { logger }: Pick<Watcher, 'logger'>): Promise<void> {
    const names = await archive.names();
    const ids = names.flatMap((name) => backupOfFile(name)?.id ?? []);
    const known = await this.backups.known(ids);
    for (const name of names) {
      const id = backupOfFile(name)?.id;
      if (id === undefined || known.has(id)) continue;
      try {
        const { manifest, sha256 } = await archive.manifest(name);
        const verification = await archive.verification(name);
        // One of another manifest says nothing of this one.
        await this.backups.adopt(manifest, verification?.manifest === sha256 ? verification : undefined);
        logger.info({ backup: name }, 'recorded a backup that only the repository knew of');
      } catch (error) {
        // It may be another installation's, or sealed with another key: whoever verifies it hears what is wrong.
        if (!(error instanceof BrokenSealError)) throw error;
        logger.warn({ backup: name, reason: error.message }, 'a backup in the repository cannot be read');
      }
    }
  }

  /** Records as PRUNED what is recorded as whole, and of which nothing is left: for a restored record, not for a present one. */
  async forgetPruned(archive: BackupArchive): Promise<void> {
    const files = await archive.repository.list();
    await this.backups.pruneOthers(files.flatMap(({ name }) => backupOfFile(name)?.id ?? []));
  }

  /** Dumps without a manifest, of workers that died between the two. */
  private async removeOrphans(archive: BackupArchive, logger: Watcher['logger']): Promise<void> {
    const whole = new Set(await archive.names());
    for (const file of await archive.repository.list()) {
      const backup = backupOfFile(file.name);
      if (!backup || whole.has(backup.name)) continue;
      if (await this.backups.isFailed(backup.id)) {
        logger.warn({ file: file.name }, 'removed a dump that never became a backup');
        await archive.repository.remove(file.name);
      }
    }
  }
}
