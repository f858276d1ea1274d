import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { TaskRejected } from '../tasks/index.js';

/** A pg_dump on this machine. */
export interface PgDump {
  readonly path: string;
  /** Such as `15.18`. */
  readonly version: string;
  /** Such as 15. */
  readonly major: number;
}

/** Where installers put one folder for each version of PostgreSQL. */
interface VersionFolders {
  readonly parent: string;
  readonly name: RegExp;
  readonly programs: string;
}

/** How long a pg_dump may take to say its version, in ms. */
const PATIENCE = 10_000;

/** Finds the pg_dump to use: it refuses a server that is newer than itself. */
export class PgDumpFinder {
  /** @param folders where to look, best first; asked anew each time, for somebody may just have installed one. */
  constructor(private readonly folders: () => Promise<readonly string[]> = programFolders) {}

  /**
   * The first pg_dump that is at least as new as the server.
   * @param serverMajor the server's version, such as 15.
   * @param environment in which it will run; Debian's picks its version by that.
   * @throws TaskRejected when there is none, with what to install.
   */
  async find(serverMajor: number, environment: NodeJS.ProcessEnv): Promise<PgDump> {
    const tooOld: PgDump[] = [];
    for (const folder of await this.folders()) {
      const found = await ask(
        join(folder, process.platform === 'win32' ? 'pg_dump.exe' : 'pg_dump'),
        environment,
      );
      if (found && found.major >= serverMajor) return found;
      if (found) tooOld.push(found);
    }
    const found = tooOld.map(({ path, version }) => `${path} is ${version}`).join(', ');
    throw new TaskRejected(
      `No pg_dump was found that can back up PostgreSQL ${serverMajor}${found && ` (${found})`}. ` +
        `Install the client programs of PostgreSQL ${serverMajor} or newer: ${howToInstall(serverMajor)}.`,
    );
  }
}

/** The folders of PATH, then those in which this platform's installers put PostgreSQL, newest first. */
async function programFolders(): Promise<string[]> {
  const inPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = await Promise.all(installers().map(newestFirst));
  return [...inPath, ...installed.flat()];
}

function installers(): VersionFolders[] {
  switch (process.platform) {
    case 'win32':
      return [
        { parent: join(process.env.ProgramFiles ?? 'C:\\Program Files', 'PostgreSQL'), ...numbered('bin') },
      ];
    case 'darwin':
      return [
        { parent: '/opt/homebrew/opt', name: /^(libpq|postgresql@\d+)$/, programs: 'bin' },
        { parent: '/usr/local/opt', name: /^(libpq|postgresql@\d+)$/, programs: 'bin' },
        { parent: '/Applications/Postgres.app/Contents/Versions', ...numbered('bin') },
        { parent: '/Library/PostgreSQL', ...numbered('bin') },
      ];
    default:
      return [
        { parent: '/usr/lib/postgresql', ...numbered('bin') },
        { parent: '/usr', name: /^pgsql-\d+$/, programs: 'bin' },
        { parent: '/usr/libexec', name: /^postgresql\d+$/, programs: '' },
      ];
  }
}

function numbered(programs: string): Pick<VersionFolders, 'name' | 'programs'> {
  return { name: /^\d+$/, programs };
}

async function newestFirst({ parent, name, programs }: VersionFolders): Promise<string[]> {
  // A folder that is not there holds no pg_dump.
  const entries = await readdir(parent).catch(() => []);
  // Homebrew's libpq bears no number: it is always the newest.
  const version = (entry: string): number => Number(/\d+/.exec(entry)?.[0] ?? Infinity);
  return entries
    .filter((entry) => name.test(entry))
    .sort((one, other) => version(other) - version(one))
    .map((entry) => join(parent, entry, programs));
}

/** What a program says of itself; undefined where there is none, or it is no pg_dump. */
async function ask(path: string, environment: NodeJS.ProcessEnv): Promise<PgDump | undefined> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await promisify(execFile)(path, ['--version'], {
      env: environment,
      timeout: PATIENCE,
      windowsHide: true,
    });
    const version = /^pg_dump \(PostgreSQL\) ((\d+)\S*)/.exec(stdout);
    return version?.[1] === undefined ? undefined : { path, version: version[1], major: Number(version[2]) };
  } catch {
    return undefined;
  }
}

function howToInstall(major: number): string {
  switch (process.platform) {
    case 'win32':
      return 'the "Command Line Tools" of https://www.postgresql.org/download/windows/';
    case 'darwin':
      return '`brew install libpq`';
    default:
      return (
        `\`sudo apt-get install postgresql-client-${major}\` on Debian and Ubuntu, ` +
        `\`sudo dnf install postgresql${major}\` on Fedora and Red Hat, ` +
        `\`sudo apk add postgresql${major}-client\` on Alpine`
      );
  }
}
