import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupApplication, filesOf } from '../../test/support/backup-application.js';
import { rootLogger } from '../logging/index.js';
import { type BackupArchive, BackupArchives } from './backup-archive.js';
import { BackupCatalogue } from './backup-catalogue.js';
import { makeBackupKey } from './backup-encryption.js';
import { BackupService } from './backup.service.js';
import { FolderRepository } from './repositories/folder.repository.js';
import type { Watcher } from './watcher.js';

const WATCHER: Watcher = {
  signal: new AbortController().signal,
  logger: rootLogger(),
  progress: async () => undefined,
};

/** Files of a backup. */
interface Files {
  readonly id: string;
  readonly name: string;
  readonly dump: string;
  readonly manifest: string;
  readonly verification: string;
}

/** Every file is genuine, sealed with the right key, and stands under the name of another one. */
describe('files of two backups that were exchanged', () => {
  let mall: BackupApplication;
  let folder: string;
  let original: string;
  let archive: BackupArchive;
  let older: Files;
  let newer: Files;

  beforeAll(async () => {
    mall = await BackupApplication.start({ BACKUP_KEY: await makeBackupKey() });
    folder = mall.backupFolder;
    original = join(mall.dataFolder, 'original');
    archive = mall.application.get(BackupArchives).open();
    await new FolderRepository(original).list();
    older = await make();
    await rename(folder, original);
    await mall.database.dataSource.query(
      `INSERT INTO shops (code, name, area_sqm) VALUES ('NEW', 'in the newer one alone', 1)`,
    );
    newer = await make();
    for (const file of filesOf(newer.dump)) await copyFile(join(folder, file), join(original, file));
  }, 60_000);
  afterAll(() => mall.close());

  beforeEach(async () => {
    for (const file of await mall.files()) await rm(join(folder, file));
    for (const file of [...filesOf(older.dump), ...filesOf(newer.dump)]) await restoreFile(file);
    await mall.database.dataSource.query(`UPDATE backups SET status = 'VERIFIED', error = NULL`);
  });

  const make = async (): Promise<Files> => {
    const { id, fileName } = await mall.make();
    const [dump = '', manifest = '', verification = ''] = filesOf(fileName);
    return { id, name: manifest.replace('.manifest', ''), dump, manifest, verification };
  };

  const restoreFile = (file: string, as = file): Promise<void> =>
    copyFile(join(original, file), join(folder, as));

  /** What verifying says, over the same way as the command line. */
  const verify = async ({ name }: Files): Promise<string> => {
    try {
      return (await mall.application.get(BackupService).verifyNow(name, WATCHER)).record.outcome;
    } catch (error) {
      return (error as Error).message;
    }
  };

  const status = async ({ id }: Files): Promise<string> => (await mall.backups.get(id)).status;

  it('are verified as long as they are not', async () => {
    expect(await archive.find('latest')).toBe(newer.name);
    expect(await verify(older)).toBe('VERIFIED');
    expect(await verify(newer)).toBe('VERIFIED');
  });

  it('are damaged both when their dumps are exchanged', async () => {
    await restoreFile(older.dump, newer.dump);
    await restoreFile(newer.dump, older.dump);
    for (const backup of [older, newer]) {
      expect(await verify(backup)).toContain(backup.dump);
      expect(await status(backup)).toBe('DAMAGED');
    }
  });

  it('do not pass for the newest one when they are the older one, down to the last file', async () => {
    await restoreFile(older.dump, newer.dump);
    await restoreFile(older.manifest, newer.manifest);
    await restoreFile(older.verification, newer.verification);
    await expect(archive.find('latest')).rejects.toThrow(
      `${newer.manifest} is the manifest of another backup, ${older.name}`,
    );
    expect(await verify(newer)).toContain('is the manifest of another backup');
    expect(await status(newer)).toBe('DAMAGED');
    expect(await verify(older)).toBe('VERIFIED');
  });

  it('are not latest by the verification of another one', async () => {
    await restoreFile(older.verification, newer.verification);
    expect(await archive.find('latest')).toBe(older.name);
  });

  it('are not recorded as verified by the verification of another one', async () => {
    await restoreFile(older.verification, newer.verification);
    await mall.database.dataSource.query('DELETE FROM backups WHERE id = $1', [newer.id]);
    await mall.application.get(BackupCatalogue).adopt(archive, WATCHER);
    expect(await status(newer)).toBe('COMPLETE');
  });

  it('are seen by whoever verifies all, and so is one of which nothing is left', async () => {
    const service = mall.application.get(BackupService);
    expect(await service.references()).toEqual([newer.name, older.name]);
    await rm(join(folder, newer.manifest));
    for (const file of filesOf(older.dump)) await rm(join(folder, file));
    expect(await service.references()).toEqual([newer.id, older.id]);
    for (const { id, manifest } of [newer, older]) {
      await expect(service.verifyNow(id, WATCHER)).rejects.toThrow(`There is no file ${manifest}`);
    }
  });

  it('are the recorded ones also when somebody names them by their path', async () => {
    const bytes = await readFile(join(folder, newer.dump));
    bytes[100]! ^= 1;
    await writeFile(join(folder, newer.dump), bytes);
    const service = mall.application.get(BackupService);
    await expect(service.verifyNow(join(folder, newer.dump), WATCHER)).rejects.toThrow('is altered');
    expect(await status(newer)).toBe('DAMAGED');
  });
});
