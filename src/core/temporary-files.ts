import { type Dirent } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';

/** Milliseconds since it was last written to after which a temporary file is nobody's any more. */
const RETENTION = 24 * 3600 * 1000;

/** Below the data folder: where temporary files stand, and what tells them from others. */
const FOLDERS = [
  // Files that were sent to be imported.
  { folder: 'uploads', temporary: /./ },
  // Backups that were being written. Those that are whole have other names.
  { folder: 'backups', temporary: /\.tmp$/ },
];

/** How many files, and how large they are together. */
export interface FileCount {
  readonly files: number;
  readonly bytes: number;
}

interface OldFile {
  readonly path: string;
  readonly bytes: number;
}

/** What a process that died has left in the data folder of this machine. */
@Injectable()
export class TemporaryFiles {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** How much {@link removeOld} would remove. */
  async countOld(): Promise<FileCount> {
    return total(await this.old());
  }

  /** Removes temporary files that nobody has written to for a day. */
  async removeOld(): Promise<FileCount> {
    const files = await this.old();
    for (const { path } of files) await rm(path, { force: true });
    return total(files);
  }

  private async old(): Promise<OldFile[]> {
    const found = await Promise.all(
      FOLDERS.map(({ folder, temporary }) =>
        oldFiles(resolve(this.settings.MALLKEEPER_DATA_DIR, folder), temporary),
      ),
    );
    return found.flat();
  }
}

async function oldFiles(folder: string, temporary: RegExp): Promise<OldFile[]> {
  const old: OldFile[] = [];
  for (const entry of await entries(folder)) {
    if (!entry.isFile() || !temporary.test(entry.name)) continue;
    const path = join(folder, entry.name);
    // Files bear the machine's time; one that is gone by now needs no removing.
    const status = await lstat(path).catch(() => undefined);
    if (status && status.mtimeMs < Date.now() - RETENTION) old.push({ path, bytes: status.size });
  }
  return old;
}

async function entries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // Nothing was ever put there.
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
}

function total(files: readonly OldFile[]): FileCount {
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
