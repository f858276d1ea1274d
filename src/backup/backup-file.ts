import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BackupDiskFullError } from './backup.errors.js';

/** What identifies the content of a file. */
export interface Digest {
  readonly sizeBytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/**
 * A backup on disk. It stands there under a temporary name until it is whole, so that whatever bears a backup's name
 * is one.
 */
export class BackupFile {
  private bytes = 0;

  /** @param path the final one, absolute. */
  constructor(readonly path: string) {}

  /** Bytes written so far. */
  get written(): number {
    return this.bytes;
  }

  private get temporary(): string {
    return `${this.path}.tmp`;
  }

  /**
   * Writes the content under the temporary name, through to the disk. Only its owner may read it: a backup holds what
   * the database keeps to itself.
   * @throws BackupDiskFullError
   */
  async write(content: AsyncIterable<Buffer>): Promise<Digest> {
    const hash = createHash('sha256');
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      const file = await open(this.temporary, 'w', 0o600);
      try {
        for await (const chunk of content) {
          await file.appendFile(chunk);
          hash.update(chunk);
          this.bytes += chunk.length;
        }
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw isDiskFull(error) ? new BackupDiskFullError(dirname(this.path), this.bytes) : error;
    }
    return { sizeBytes: this.bytes, sha256: hash.digest('hex') };
  }

  /** Gives the whole file its name, in a way that survives a power cut. */
  async publish(): Promise<void> {
    await rename(this.temporary, this.path);
    await syncFolder(dirname(this.path));
  }

  async removeTemporary(): Promise<void> {
    await rm(this.temporary, { force: true });
  }

  /** Removes the file under both its names. */
  async remove(): Promise<void> {
    await this.removeTemporary();
    await rm(this.path, { force: true });
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

function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
