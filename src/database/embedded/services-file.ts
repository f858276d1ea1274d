import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `.mallkeeper/services.json` tells: how to reach the keeper of the embedded servers, and them. */
export interface ServicesFile {
  readonly keeper: { readonly pid: number; readonly port: number; readonly token: string };
  /** Absent while it is starting, and where nobody needs it. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
}

export function servicesPath(dataFolder: string): string {
  return join(dataFolder, 'services.json');
}

/** @returns undefined when there is none. */
export async function readServicesFile(dataFolder: string): Promise<ServicesFile | undefined> {
  try {
    return JSON.parse(await readFile(servicesPath(dataFolder), 'utf8')) as ServicesFile;
  } catch {
    return undefined;
  }
}

/** Replaces it as a whole: a reader sees the old or the new one. It holds passwords, so only its owner reads it. */
export async function writeServicesFile(dataFolder: string, services: ServicesFile): Promise<void> {
  const unfinished = `${servicesPath(dataFolder)}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(services, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, servicesPath(dataFolder));
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
    const found = JSON.parse(await readFile(aside, 'utf8')) as ServicesFile;
    if (found.keeper.token !== stale.keeper.token) {
      await rename(aside, path);
      return false;
    }
    await rm(aside);
  }
  try {
    await writeFile(path, `${JSON.stringify(services, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
