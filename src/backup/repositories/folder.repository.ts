import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { BackupRepository, type ByteRange, type StoredFile, type WriteOptions } from './backup-repository.js';
import { fileName, isFileName, UNFINISHED } from './file-name.js';
import { interruptible } from './interruptible.js';
import { FileMissingError, RepositoryFullError, RepositoryUnreachableError } from './repository.errors.js';

/**
 * Backups in a folder. Only its owner may read them: a backup holds what the database keeps to itself. A file stands
 * there under a name of its own that ends in `.tmp` until it is whole.
 */
export class FolderRepository extends BackupRepository {
  override readonly location: string;

  /** @param folder made when the first file is written; its parents too. */
  constructor(folder: string) {
    super();
    this.location = resolve(folder);
  }

  override async write(
    name: string,
    content: AsyncIterable<Uint8Array>,
    { signal }: WriteOptions = {},
  ): Promise<void> {
    const path = this.path(name);
    // A name that nobody can know, and 'wx': nothing that lies there, a link least of all, is written through.
    const temporary = `${path}.${randomBytes(6).toString('hex')}${UNFINISHED}`;
    const progress = { bytes: 0 };
    const file = await this.reach(progress, async () => {
      await mkdir(this.location, { recursive: true, mode: 0o700 });
      return open(temporary, 'wx', 0o600);
    });
    try {
      try {
        for await (const chunk of interruptible(content, signal)) {
          await this.reach(progress, () => file.writeFile(chunk));
          progress.bytes += chunk.byteLength;
        }
        await this.reach(progress, () => file.sync());
      } finally {
        await this.reach(progress, () => file.close());
      }
      signal?.throwIfAborted();
      await this.reach(progress, () => rename(temporary, path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await this.reach(progress, () => syncFolder(this.location));
  }

  override async read(name: string, range?: ByteRange): Promise<Readable> {
    const path = this.path(name);
    const file = await this.reachFile(() => open(path, 'r'));
    if (file && (await file.stat()).isFile()) {
      return file.createReadStream(range && { start: range.start, end: range.end });
    }
    await file?.close();
    throw new FileMissingError(this.location, name);
  }

  override async size(name: string): Promise<number | undefined> {
    const path = this.path(name);
    const entry = await this.reachFile(() => stat(path));
    return entry?.isFile() ? entry.size : undefined;
  }

  override async list(): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    for (const name of await this.names()) {
      if (!isFileName(name)) continue;
      const sizeBytes = await this.size(name);
      // Undefined: it is something else, or was removed just now.
      if (sizeBytes !== undefined) files.push({ name, sizeBytes });
    }
    return files;
  }

  override async remove(name: string): Promise<void> {
    const path = this.path(name);
    await this.reachFile(() => rm(path));
  }

  override async clearUnfinished(): Promise<string[]> {
    const removed: string[] = [];
    for (const name of await this.names()) {
      if (!name.endsWith(UNFINISHED) || !isFileName(name.slice(0, -UNFINISHED.length))) continue;
      await this.reachFile(() => rm(join(this.location, name)));
      removed.push(name);
    }
    return removed;
  }

  override async freeBytes(): Promise<number | undefined> {
    // The folder may not have been made yet.
    for (let folder = this.location; ; folder = dirname(folder)) {
      const disk = await this.reachFile(() => statfs(folder));
      if (disk) return disk.bavail * disk.bsize;
      if (folder === dirname(folder)) return undefined;
    }
  }

  private path(name: string): string {
    return join(this.location, fileName(name));
  }

  private async names(): Promise<string[]> {
    const names = (await this.reachFile(() => readdir(this.location))) ?? [];
    return names.sort();
  }

  /** What the action brings; undefined when there is no such file or folder. */
  private async reachFile<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
    return this.reach({ bytes: 0 }, async () => {
      try {
        return await action();
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    });
  }

  /** What the action brings; its errors in words. */
  private async reach<Result>(progress: { bytes: number }, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOSPC' || code === 'EDQUOT')
        throw new RepositoryFullError(this.location, progress.bytes);
      throw new RepositoryUnreachableError(this.location, reasonOf(code, error), { cause: error });
    }
  }
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

function reasonOf(code: string | undefined, error: unknown): string {
  const what = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `the user that runs Mallkeeper may not use the folder (${what}). Give it to that user, or name another in BACKUP_REPOSITORY.`;
    case 'EROFS':
      return `the disk may only be read (${what}). Mount it for writing, or name another folder in BACKUP_REPOSITORY.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `a file is where the folder should be (${what}). Name another in BACKUP_REPOSITORY.`;
    default:
      return `${what}.`;
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no such thing: there the name is in the journal already.
  if (process.platform === 'win32') return;
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } finally {
    await folder?.close();
  }
}
