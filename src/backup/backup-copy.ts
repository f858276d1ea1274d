import type { BackupArchive } from './backup-archive.js';
import { manifestFile, verificationFile } from './backup-name.js';
import { damageOf, DumpDigest } from './dump-digest.js';
import { BackupDamagedError } from './backup.errors.js';
import { FolderRepository } from './repositories/folder.repository.js';

/**
 * Copies a backup into a folder, checked on the way: the manifest last, so that a copy that is broken off is no backup.
 * @returns the names of its files there.
 * @throws BackupDamagedError when the stored dump is not what the manifest says; then no manifest stands there.
 */
export async function copyBackup(archive: BackupArchive, name: string, folder: string): Promise<string[]> {
  const { manifest } = await archive.manifest(name);
  const to = new FolderRepository(folder);
  const { file } = manifest.dump;
  const digest = new DumpDigest();
  await to.write(file, digest.of(await archive.repository.read(file)));
  const damage = damageOf(manifest.dump, digest.finish());
  if (damage.length > 0) {
    await to.remove(file);
    throw new BackupDamagedError(name, damage);
  }
  const records = [verificationFile(name), manifestFile(name)];
  const copied: string[] = [];
  for (const record of records) {
    if ((await archive.repository.size(record)) === undefined) continue;
    await to.write(record, await archive.repository.read(record));
    copied.push(record);
  }
  return [file, ...copied];
}
