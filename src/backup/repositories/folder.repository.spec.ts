import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderRepository } from './folder.repository.js';
import { FileMissingError, RepositoryFullError, RepositoryUnreachableError } from './repository.errors.js';

const MIB = 1024 * 1024;

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let each = 0; each < count; each++) yield Buffer.alloc(MIB, each);
}

describe('backups in a folder', () => {
  let parent: string;
  let folder: string;
  let repository: FolderRepository;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mallkeeper-folder-'));
    folder = join(parent, 'backups');
    repository = new FolderRepository(folder);
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('are only for their owner to read', async () => {
    await repository.write('one.dump', mebibytes(1));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'one.dump'))).mode & 0o777).toBe(0o600);
  });

  it('bear their name only when they are whole', async () => {
    async function* content(): AsyncGenerator<Uint8Array> {
      yield* mebibytes(1);
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^one\.dump\.[0-9a-f]{12}\.tmp$/)]);
      expect(await repository.list()).toEqual([]);
    }
    await repository.write('one.dump', content());
    expect(await readdir(folder)).toEqual(['one.dump']);
  });

  it('are files, and never folders or anything outside', async () => {
    await mkdir(join(folder, 'folder.dump'), { recursive: true });
    await writeFile(join(parent, 'x'), 'outside');
    expect(await repository.list()).toEqual([]);
    expect(await repository.size('folder.dump')).toBeUndefined();
    await expect(repository.read('folder.dump')).rejects.toThrow(FileMissingError);
    await expect(repository.write('../x', mebibytes(1))).rejects.toThrow('"../x" is no name');
    await expect(repository.remove('../x')).rejects.toThrow('"../x" is no name');
    expect(await readFile(join(parent, 'x'), 'utf8')).toBe('outside');
  });

  it('replace a link, and do not write to where it leads', async () => {
    await writeFile(join(parent, 'x'), 'outside');
    await mkdir(folder);
    await symlink(join(parent, 'x'), join(folder, 'one.dump'));
    await repository.write('one.dump', mebibytes(1));
    expect(await readFile(join(parent, 'x'), 'utf8')).toBe('outside');
    expect(await repository.size('one.dump')).toBe(MIB);
  });

  it('know how much room there is before their folder is made', async () => {
    const deep = new FolderRepository(join(folder, 'not', 'made', 'yet'));
    expect(await deep.freeBytes()).toBeGreaterThan(0);
    expect(await readdir(parent)).toEqual([]);
  });

  it('say what is in the way', async () => {
    await writeFile(folder, 'a file');
    for (const attempt of [() => repository.write('one.dump', mebibytes(1)), () => repository.list()]) {
      await expect(attempt()).rejects.toThrow(RepositoryUnreachableError);
      await expect(attempt()).rejects.toThrow('a file is where the folder should be');
    }
  });

  // A disk of its own, which only root may mount; where it may not, the promise is not checked.
  const disk = spawnSync('sh', [
    '-c',
    'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d"; r=$?; rmdir "$d"; exit $r',
  ]);
  (disk.status === 0 ? it : it.skip)(
    `that find no room are removed and say so${disk.status === 0 ? '' : ' (not checked: mounting a tmpfs is not allowed here)'}`,
    async () => {
      await mkdir(folder);
      expect(spawnSync('sh', ['-c', 'mount -t tmpfs -o size=2m tmpfs "$0"', folder]).status).toBe(0);
      try {
        await chmod(folder, 0o700);
        await repository.write('small.dump', mebibytes(1));
        expect(await repository.freeBytes()).toBe(MIB);
        const writing = repository.write('large.dump', mebibytes(4));
        await expect(writing).rejects.toThrow(RepositoryFullError);
        await expect(writing).rejects.toThrow(
          `There is no room left in ${folder}: the file was given up after ${MIB} bytes`,
        );
        expect(await readdir(folder)).toEqual(['small.dump']);
        expect(await repository.freeBytes()).toBe(MIB);
      } finally {
        expect(spawnSync('sh', ['-c', 'umount "$0"', folder]).status).toBe(0);
      }
    },
  );
});
