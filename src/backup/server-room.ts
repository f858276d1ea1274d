import { resolve } from 'node:path';
import { statfs } from 'node:fs/promises';
import type { Settings } from '../config/index.js';
import { NotEnoughSpaceError } from './backup.errors.js';

/** How much more a copy may take than the database: the log that is written while it is filled. */
const SHARE = 1.2;

/**
 * Whether a copy of the database has room beside it. Of a server of somebody else nothing is known but what it says when
 * its disk is full.
 * @throws NotEnoughSpaceError
 */
export async function needServerRoom(settings: Settings, databaseBytes: number, what: string): Promise<void> {
  if (settings.origins.DATABASE_URL !== 'embedded server') return;
  const folder = resolve(settings.MALLKEEPER_DATA_DIR, 'servers');
  const { bavail, bsize } = await statfs(folder);
  const [needed, free] = [databaseBytes * SHARE, bavail * bsize];
  if (free < needed) throw new NotEnoughSpaceError(what, folder, needed, free);
}
