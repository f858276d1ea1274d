import { type Dirent } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import type { RowsAndBytes } from '../database/index.js';

const DAY = 24 * 3600 * 1000;

/** Below the data folder: where temporary files stand, and what tells them from others. */
const FOLDERS = {
  /** Files that were sent to be imported. */
  uploads: { folder: 'uploads', temporary: /./ },
  /** Backups that were being written. Those that are whole have other names. */
  unfinishedBackups: { folder: 'backups', temporary: /\.tmp$/ },
};

interface OldFile {
  readonly path: string;
  readonly bytes: number;
}

/** What a process that died has left in the data folder of this machine. */
@Injectable()
export class TemporaryFiles {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** What {@link removeOld} would remove if it had no limit: a file counts as a row. */
  async countOld(kind: keyof typeof FOLDERS, days: number): Promise<RowsAndBytes> {
    return total(await this.old(kind, days));
  }

  /**
   * Removes temporary files that nobody has written to for so many days.
   * @returns fewer than `limit` when no more are left.
   */
  async removeOld(kind: keyof typeof FOLDERS, days: number, limit: number): Promise<RowsAndBytes> {
    const files = (await this.old(kind, days)).slice(0, limit);
    for (const { path } of files) await rm(path, { force: true });
    return total(files);
  }

  private old(kind: keyof typeof FOLDERS, days: number): Promise<OldFile[]> {
    const { folder, temporary } = FOLDERS[kind];
    return oldFiles(resolve(this.settings.MALLKEEPER_DATA_DIR, folder), temporary, days);
  }
}

async function oldFiles(folder: string, temporary: RegExp, days: number): Promise<OldFile[]> {
  const old: OldFile[] = [];
  for (const entry of await entries(folder)) {
    if (!entry.isFile() || !temporary.test(entry.name)) continue;
    const path = join(folder, entry.name);
    // Files bear the machine's time; one that is gone by now needs no removing.
    const status = await lstat(path).catch(() => undefined);
    if (status && status.mtimeMs < Date.now() - days * DAY) old.push({ path, bytes: status.size });
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

function total(files: readonly OldFile[]): RowsAndBytes {
  return { rows: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
