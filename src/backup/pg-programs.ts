import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { TaskRejected } from '../tasks/index.js';

/** A program of PostgreSQL on this machine. */
export interface PgProgram {
  readonly path: string;
  /** Such as `15.18`. */
  readonly version: string;
  /** Such as 15. */
  readonly major: number;
}

/** What backs up a server, and restores what it made. */
export interface PgPrograms {
  readonly pgDump: PgProgram;
  readonly pgRestore: PgProgram;
  /** The best that this pg_dump can do. */
  readonly compression: Compression;
}

/** How a dump is compressed. */
export type Compression = 'zstd' | 'gzip';

type ProgramName = 'pg_dump' | 'pg_restore';

/** Where installers put one folder for each version of PostgreSQL. */
interface VersionFolders {
  readonly parent: string;
  readonly name: RegExp;
  readonly programs: string;
}

/** How long a program may take to answer a question about itself, in ms. */
const PATIENCE = 10_000;

/** The first pg_dump that knows other ways of compressing than gzip. */
const KNOWS_ZSTD = 16;

/**
 * Finds PostgreSQL's client programs. pg_dump refuses a server that is newer than itself, and pg_restore an archive; one
 * that is newer than it has to be may write what an older server does not understand. So the oldest that will do is taken.
 */
export class PgProgramsFinder {
  /** By path and version: neither changes what it was built with. */
  private readonly compressions = new Map<string, Compression>();

  /** @param folders where to look, best first; asked anew each time, for somebody may just have installed one. */
  constructor(private readonly folders: () => Promise<readonly string[]> = programFolders) {}

  /**
   * The pair from one folder with the lowest major version that is at least the server's; of those the newest.
   * @param serverMajor the server's version, such as 15.
   * @param environment in which they will run; Debian's pick their version by that.
   * @throws TaskRejected when there is none, with what to install.
   */
  async find(serverMajor: number, environment: NodeJS.ProcessEnv): Promise<PgPrograms> {
    const found = await this.askAll(environment);
    const pairs = found.flatMap(({ pgDump, pgRestore }) =>
      pgDump && pgRestore && pgRestore.major >= pgDump.major ? [{ pgDump, pgRestore }] : [],
    );
    const best = fittest(pairs, serverMajor, ({ pgDump }) => pgDump);
    if (best) return { ...best, compression: await this.compressionOf(best.pgDump, environment) };

    const pgDumps = found.flatMap(({ pgDump }) => pgDump ?? []);
    const alone = pgDumps.filter(({ major }) => major >= serverMajor);
    const problem =
      alone.length > 0
        ? `No pg_restore was found beside a pg_dump that can back up PostgreSQL ${serverMajor}${listed(alone)}`
        : `No pg_dump was found that can back up PostgreSQL ${serverMajor}${listed(pgDumps)}`;
    throw new TaskRejected(`${problem}. ${whatToInstall(serverMajor)}`);
  }

  /**
   * The oldest pg_restore that can read what a pg_dump of this version made.
   * @param dumpMajor the version of pg_dump, such as 15.
   * @param environment in which it will run.
   * @throws TaskRejected when there is none, with what to install.
   */
  async atLeast(dumpMajor: number, environment: NodeJS.ProcessEnv): Promise<PgProgram> {
    const pgRestores = (await this.askAll(environment)).flatMap(({ pgRestore }) => pgRestore ?? []);
    const best = fittest(pgRestores, dumpMajor, (pgRestore) => pgRestore);
    if (best) return best;
    throw new TaskRejected(
      `No pg_restore was found that can read what pg_dump ${dumpMajor} made${listed(pgRestores)}. ` +
        whatToInstall(dumpMajor),
    );
  }

  private async askAll(
    environment: NodeJS.ProcessEnv,
  ): Promise<{ pgDump: PgProgram | undefined; pgRestore: PgProgram | undefined }[]> {
    return Promise.all(
      (await this.folders()).map(async (folder) => ({
        pgDump: await ask(folder, 'pg_dump', environment),
        pgRestore: await ask(folder, 'pg_restore', environment),
      })),
    );
  }

  private async compressionOf(pgDump: PgProgram, environment: NodeJS.ProcessEnv): Promise<Compression> {
    if (pgDump.major < KNOWS_ZSTD) return 'gzip';
    const key = `${pgDump.path} ${pgDump.version}`;
    const known = this.compressions.get(key);
    if (known) return known;
    const compression = (await isBuiltWithZstd(pgDump.path, environment)) ? 'zstd' : 'gzip';
    this.compressions.set(key, compression);
    return compression;
  }
}

/** The first of the newest among those of the lowest major version that will do. */
function fittest<Candidate>(
  candidates: readonly Candidate[],
  atLeast: number,
  program: (candidate: Candidate) => PgProgram,
): Candidate | undefined {
  return candidates
    .filter((each) => program(each).major >= atLeast)
    .sort(
      (one, other) =>
        program(one).major - program(other).major || minor(program(other)) - minor(program(one)),
    )[0];
}

/** 4 of `16.4`; below zero for `16beta1`. */
function minor({ version }: PgProgram): number {
  return Number(/^\d+\.(\d+)/.exec(version)?.[1] ?? -1);
}

function listed(programs: readonly PgProgram[]): string {
  const words = programs.map(({ path, version }) => `${path} is ${version}`).join(', ');
  return words && ` (${words})`;
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
  // A folder that is not there holds no program.
  const entries = await readdir(parent).catch(() => []);
  // Homebrew's libpq bears no number: it is always the newest.
  const version = (entry: string): number => Number(/\d+/.exec(entry)?.[0] ?? Infinity);
  return entries
    .filter((entry) => name.test(entry))
    .sort((one, other) => version(other) - version(one))
    .map((entry) => join(parent, entry, programs));
}

/** What a program says of itself; undefined where there is none, or it is another one. */
async function ask(
  folder: string,
  name: ProgramName,
  environment: NodeJS.ProcessEnv,
): Promise<PgProgram | undefined> {
  const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  try {
    await access(path, constants.X_OK);
    const { stdout } = await promisify(execFile)(path, ['--version'], {
      env: environment,
      timeout: PATIENCE,
      windowsHide: true,
    });
    const version = new RegExp(`^${name} \\(PostgreSQL\\) ((\\d+)\\S*)`).exec(stdout);
    return version?.[1] === undefined ? undefined : { path, version: version[1], major: Number(version[2]) };
  } catch {
    return undefined;
  }
}

/**
 * Asks for two things of which pg_dump refuses the second one, `--jobs` with this format, always, before it connects or
 * writes; but before that the first one, if it was built without zstd (src/bin/pg_dump/pg_dump.c).
 */
async function isBuiltWithZstd(path: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const question = ['--format=custom', '--no-password', '--compress=zstd', '--jobs=2'];
  try {
    await promisify(execFile)(path, question, {
      env: { ...environment, LC_ALL: 'C' },
      timeout: PATIENCE,
      windowsHide: true,
    });
  } catch (refusal) {
    const { stderr } = refusal as { stderr?: unknown };
    return typeof stderr === 'string' && stderr.includes('parallel backup only supported by');
  }
  return false;
}

function whatToInstall(major: number): string {
  return `Install the client programs of PostgreSQL ${major} or newer: ${howToInstall(major)}.`;
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
