import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `.mallkeeper/services.json` tells: how to reach the keeper of the embedded servers, and them. */
export interface ServicesFile {
  readonly keeper: { readonly pid: number; readonly port: number; readonly token: string };
  /** Absent while it is starting, and where nobody needs it. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
}

/** Stands for a file that was cut short, by a full disk for instance: its keeper is gone. */
const UNREADABLE: ServicesFile = { keeper: { pid: 0, port: 0, token: 'unreadable' } };

export function servicesPath(dataFolder: string): string {
  return join(dataFolder, 'services.json');
}

/** @returns undefined when there is none. */
export function readServicesFile(dataFolder: string): Promise<ServicesFile | undefined> {
  return read(servicesPath(dataFolder));
}

/** Replaces it as a whole: a reader sees the old or the new one. It holds passwords, so only its owner reads it. */
export async function writeServicesFile(dataFolder: string, services: ServicesFile): Promise<void> {
  await rename(await writeBeside(dataFolder, services), servicesPath(dataFolder));
}

/**
 * Makes this process the one keeper of the data folder.
 * @param stale what a keeper that does not answer any more has left behind.
 * @returns false when another process was faster.
 */
export async function claimServicesFile(
  dataFolder: string,
  services: ServicesFile,
  stale: ServicesFile | undefined,
): Promise<boolean> {
  const path = servicesPath(dataFolder);
  if (stale) {
    // Renaming has one winner; whoever renames something newer than what it found stale puts that back.
    const aside = `${path}.stale-${process.pid}`;
    const moved = await rename(path, aside).then(
      () => true,
      () => false,
    );
    if (!moved) return false;
    const found = await read(aside);
    if (found?.keeper.token !== stale.keeper.token) {
      await rename(aside, path);
      return false;
    }
    await rm(aside);
  }
  const own = await writeBeside(dataFolder, services);
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own);
  }
}

async function writeBeside(dataFolder: string, services: ServicesFile): Promise<string> {
  const path = `${servicesPath(dataFolder)}.${randomUUID()}`;
  await writeFile(path, `${JSON.stringify(services, null, 2)}\n`, { mode: 0o600 });
  return path;
}

async function read(path: string): Promise<ServicesFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as ServicesFile;
  } catch {
    return UNREADABLE;
  }
}
