import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupFile } from './backup-file.js';
import { BackupDiskFullError } from './backup.errors.js';

async function* chunks(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

describe('a backup file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mallkeeper-file-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('bears its name only when it is whole', async () => {
    const file = new BackupFile(join(folder, 'backups', 'one.dump'));
    expect(await file.write(chunks('a', 'bc'))).toEqual({
      sizeBytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    expect(await readdir(join(folder, 'backups'))).toEqual(['one.dump.tmp']);
    await file.publish();
    expect(await readdir(join(folder, 'backups'))).toEqual(['one.dump']);
  });

  it('says so when the disk is full', async () => {
    const file = new BackupFile(join(folder, 'one.dump'));
    await symlink('/dev/full', join(folder, 'one.dump.tmp'));
    const writing = file.write(chunks('a'));
    await expect(writing).rejects.toThrow(BackupDiskFullError);
    await expect(writing).rejects.toThrow(`The disk of ${folder} is full`);
    await file.remove();
    expect(await readdir(folder)).toEqual([]);
  });
});
