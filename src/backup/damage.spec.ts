import { copyFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupApplication, filesOf } from '../../test/support/backup-application.js';
import { rootLogger } from '../logging/index.js';
import { BackupArchive } from './backup-archive.js';
import { BackupKeys, makeBackupKey } from './backup-encryption.js';
import { BackupService } from './backup.service.js';
import { BackupVerification } from './backup-verification.js';
import { readManifest } from './manifest.js';
import { FolderRepository } from './repositories/folder.repository.js';
import type { Watcher } from './watcher.js';

const WATCHER: Watcher = {
  signal: new AbortController().signal,
  logger: rootLogger(),
  progress: async () => undefined,
};

describe.each(['plain', 'encrypted'] as const)('a backup that is %s', (kind) => {
  let mall: BackupApplication;
  let key: string | undefined;
  /** Where the backup is as it was made. */
  let original: string;
  let folder: string;
  let dump: string;
  let manifest: string;
  let verification: string;
  let name: string;

  beforeAll(async () => {
    key = kind === 'encrypted' ? await makeBackupKey() : undefined;
    mall = await BackupApplication.start({ BACKUP_KEY: key });
    await mall.database.dataSource.query(`
      INSERT INTO shops (code, name, area_sqm, manager_email)
      SELECT 'L1-' || number, '店铺 ' || number, number, 'manager@mall.example' FROM generate_series(1, 20) AS number`);
    const made = await mall.make();
    [dump = '', manifest = '', verification = ''] = filesOf(made.fileName);
    name = manifest.replace('.manifest', '');
    original = join(mall.dataFolder, 'original');
    folder = mall.backupFolder;
    await rename(folder, original);
    await new FolderRepository(folder).list();
  });
  afterAll(() => mall.close());

  beforeEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await new FolderRepository(folder).write('placeholder', content(Buffer.from('x')));
    for (const file of [dump, manifest, verification])
      await copyFile(join(original, file), join(folder, file));
    await mall.database.dataSource.query('TRUNCATE notices, messages CASCADE');
    await mall.database.dataSource.query(`UPDATE backups SET status = 'VERIFIED', error = NULL`);
  });

  /** What verifying says, over the same way as the command line. */
  const verify = async (): Promise<string> => {
    try {
      const { record } = await mall.application.get(BackupService).verifyNow(name, WATCHER);
      return record.outcome;
    } catch (error) {
      return (error as Error).message;
    }
  };

  const status = async (): Promise<string> => (await mall.backups.list({ limit: 1 })).items[0]!.status;

  const flip = async (file: string, at: number): Promise<void> => {
    const bytes = await readFile(join(folder, file));
    bytes[at]! ^= 1;
    await writeFile(join(folder, file), bytes);
  };

  it('is verified as long as nothing has happened to it', async () => {
    expect(await verify()).toBe('VERIFIED');
    expect(await status()).toBe('VERIFIED');
  });

  it.each([0, 0.1, 0.5, 0.9, 1])(
    'is damaged by one flipped byte at %d of its dump, and says where',
    async (part) => {
      const { length } = await readFile(join(folder, dump));
      await flip(dump, Math.floor(part * (length - 1)));
      expect(await verify()).toContain(`${dump} is altered in part 1 of 1 (bytes 0 to ${length - 1})`);
      expect(await status()).toBe('DAMAGED');
    },
  );

  it('tells the managers, once', async () => {
    await flip(dump, 1000);
    await verify();
    await verify();
    const notices = await mall.database.dataSource.query<object[]>(
      `SELECT recipient, stage FROM notices WHERE kind = 'backup-trouble'`,
    );
    expect(notices).toEqual([{ recipient: 'manager:manager@mall.example', stage: 'damaged' }]);
  });

  it('notices any flipped byte of its manifest', async () => {
    const bytes = await readFile(join(folder, manifest));
    const keys = BackupKeys.from({ BACKUP_KEY: key })?.sealKeys() ?? [];
    expect(readManifest(bytes, manifest, keys).name).toBe(name);
    for (let at = 0; at < bytes.length; at++) {
      const bit = 1 << (at % 8);
      bytes[at]! ^= bit;
      expect(() => readManifest(bytes, manifest, keys)).toThrow(manifest);
      bytes[at]! ^= bit;
    }
  });

  it('notices a manifest that is cut off anywhere, or goes on', async () => {
    const bytes = await readFile(join(folder, manifest));
    const keys = BackupKeys.from({ BACKUP_KEY: key })?.sealKeys() ?? [];
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readManifest(bytes.subarray(0, length), manifest, keys)).toThrow(manifest);
    }
    expect(() => readManifest(Buffer.concat([bytes, Buffer.from('\n')]), manifest, keys)).toThrow(manifest);
  });

  it('is damaged by a flipped byte of its manifest, and says so', async () => {
    await flip(manifest, 100);
    expect(await verify()).toContain(`${manifest} is altered: its seal does not fit what it says`);
    expect(await status()).toBe('DAMAGED');
  });

  it('is damaged by a truncated manifest, and says so', async () => {
    await truncate(join(folder, manifest), 500);
    expect(await verify()).toContain(`${manifest} is cut off or altered`);
    expect(await status()).toBe('DAMAGED');
  });

  it('is damaged when its dump or its manifest is missing, and says which', async () => {
    await rm(join(folder, dump));
    expect(await verify()).toContain(`There is no file ${dump}`);
    await copyFile(join(original, dump), join(folder, dump));
    await rm(join(folder, manifest));
    expect(await verify()).toContain(`There is no file ${manifest}`);
    expect(await status()).toBe('DAMAGED');
  });

  it('is damaged when its dump is cut off or goes on, and says by how much', async () => {
    const bytes = await readFile(join(folder, dump));
    for (const length of [0, 1, 70_000, bytes.length - 1]) {
      await writeFile(join(folder, dump), bytes.subarray(0, length));
      expect(await verify()).toContain(
        `${dump} is cut off: it has ${length} bytes instead of ${bytes.length}`,
      );
    }
    await writeFile(join(folder, dump), Buffer.concat([bytes, Buffer.from('x')]));
    expect(await verify()).toContain(`${dump} has ${bytes.length + 1} bytes instead of ${bytes.length}`);
  });

  it('does not go by a record of its verification that was altered', async () => {
    await flip(verification, 60);
    const archive = new BackupArchive(new FolderRepository(folder), BackupKeys.from({ BACKUP_KEY: key }));
    await expect(archive.find('latest')).rejects.toThrow(verification);
    expect(await verify()).toBe('VERIFIED');
    expect(await archive.find('latest')).toBe(name);
  });

  it('is not the latest one once it was found damaged', async () => {
    await flip(dump, 1000);
    await verify();
    const archive = new BackupArchive(new FolderRepository(folder), BackupKeys.from({ BACKUP_KEY: key }));
    await expect(archive.find('latest')).rejects.toThrow('None of the 1 backups');
  });

  it('is never counted by retention once it was found damaged, and removed only when told so', async () => {
    await flip(dump, 1000);
    await verify();
    const service = mall.application.get(BackupService);
    expect(await service.prune({ dryRun: true, damaged: false }, WATCHER)).toMatchObject({
      kept: [],
      pruned: [],
    });
    const { pruned } = await service.prune({ dryRun: true, damaged: true }, WATCHER);
    expect(pruned.map(({ fileName }) => fileName)).toEqual([dump]);
  });

  if (kind === 'plain') return;

  it.each([
    ['no key', undefined, 'BACKUP_KEY is not set'],
    ['another key', 'another', 'was sealed with a key that is not in BACKUP_KEY'],
  ])(
    'is not damaged because there is %s: that is said, and its status stays',
    async (_what, other, words) => {
      const keys = other === undefined ? undefined : BackupKeys.from({ BACKUP_KEY: await makeBackupKey() });
      const archive = new BackupArchive(new FolderRepository(folder), keys);
      const verification = mall.application.get(BackupVerification);
      await expect(verification.verify(archive, name, WATCHER)).rejects.toThrow(words);
      expect(await status()).toBe('VERIFIED');
    },
  );

  it('cannot be replaced by whoever has no key', async () => {
    // A forger knows all but the key: he leaves the seal out, or makes his own.
    const [line = ''] = (await readFile(join(folder, manifest), 'utf8')).split('\n');
    const forged = line.replace(/"rows":20/, '"rows":21');
    const { sealed } = await import('./sealed-file.js');
    const other = BackupKeys.from({ BACKUP_KEY: await makeBackupKey() })!.sealKeys();
    await writeFile(join(folder, manifest), sealed(JSON.parse(forged) as object, other));
    expect(await verify()).toContain('was sealed with a key that is not in BACKUP_KEY');
    await writeFile(join(folder, manifest), sealed(JSON.parse(forged) as object, []));
    expect(await verify()).toContain('was sealed without a key');
  });
});

async function* content(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
