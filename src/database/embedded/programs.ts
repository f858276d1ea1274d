import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { StartupError } from './startup.error.js';

/** A program that Mallkeeper needs and no npm package carries. */
interface NeededProgram {
  /** What any of its names is enough for. */
  readonly names: readonly string[];
  /** Debian's package. */
  readonly aptPackage: string;
  /** Commands that bring it, where apt is no help. */
  readonly remedies: readonly string[];
}

const REDIS: NeededProgram = {
  names: ['redis-server', 'valkey-server'],
  aptPackage: 'redis-server',
  remedies: ['brew install redis', 'sudo dnf install valkey'],
};

const PG_DUMP: NeededProgram = {
  names: ['pg_dump'],
  aptPackage: 'postgresql-client',
  remedies: ['brew install libpq && brew link --force libpq', 'sudo dnf install postgresql'],
};

/** Major version of the embedded server. */
const EMBEDDED_POSTGRES = 15;

const DEBIAN_CLIENTS = '/usr/lib/postgresql';

/** Where servers are installed that are not on every user's PATH. */
const FURTHER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

interface InstallOptions {
  /** MALLKEEPER_NO_INSTALL. */
  readonly forbidden: boolean;
  /** Is told, in a line, what is being installed. */
  readonly report: (line: string) => void;
}

/**
 * The path of a Redis or Valkey server; installs one with apt where there is none.
 * @throws StartupError with the commands that help.
 */
export async function needRedisServer(options: InstallOptions): Promise<string> {
  return findProgram(REDIS.names) ?? (await install(REDIS, options));
}

/**
 * Sees to it that backups will find a `pg_dump`; installs one with apt where there is none. That it cannot is no reason
 * not to start: the line that `report` is given says what to do.
 */
export async function offerPgDump(options: InstallOptions): Promise<void> {
  if (pgDumpVersions().some((version) => version >= EMBEDDED_POSTGRES)) return;
  try {
    if (findProgram(PG_DUMP.names) === undefined) await install(PG_DUMP, options);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    options.report(`Backups will fail: ${error.message}`);
    return;
  }
  const newest = Math.max(0, ...pgDumpVersions());
  if (newest >= EMBEDDED_POSTGRES) return;
  options.report(
    `Backups will fail: the newest pg_dump on this machine is version ${newest}, and it must not be older than the ` +
      `server, PostgreSQL ${EMBEDDED_POSTGRES}. Install postgresql-client-${EMBEDDED_POSTGRES} or newer ` +
      '(https://www.postgresql.org/download has it for every system).',
  );
}

/** The major versions of all that are installed; Debian keeps them side by side. */
function pgDumpVersions(): number[] {
  const debian = existsSync(DEBIAN_CLIENTS) ? readdirSync(DEBIAN_CLIENTS) : [];
  const candidates = [
    findProgram(PG_DUMP.names),
    ...debian.map((version) => join(DEBIAN_CLIENTS, version, 'bin', 'pg_dump')),
  ];
  return candidates.flatMap((path) => {
    if (path === undefined || !isExecutable(path)) return [];
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const [, major] = /\(PostgreSQL\) (\d+)/.exec(stdout) ?? [];
    return major === undefined ? [] : [Number(major)];
  });
}

function findProgram(names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...FURTHER_FOLDERS];
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name + suffix)))
    .find((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function install(program: NeededProgram, { forbidden, report }: InstallOptions): Promise<string> {
  const [name = ''] = program.names;
  const apt = findProgram(['apt-get']);
  if (apt === undefined || forbidden) {
    const remedies = [`sudo apt-get install ${program.aptPackage}`, ...program.remedies];
    throw new StartupError(
      `There is no ${program.names.join(' or ')} on this machine` +
        `${apt !== undefined && forbidden ? ', and MALLKEEPER_NO_INSTALL=1 forbids installing it' : ''}. ` +
        `Install it with one of: ${remedies.join('  |  ')}` +
        (program === REDIS ? '; or set REDIS_URL to a Redis that runs elsewhere.' : '.'),
    );
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', ...(process.stdin.isTTY ? [] : ['-n'])];
  report(`Installing ${program.aptPackage} with apt-get${sudo.length > 0 ? ' (sudo)' : ''}, once ...`);
  const commands = [
    [...sudo, apt, 'update', '-qq'],
    [...sudo, apt, 'install', '-y', '-qq', '--no-install-recommends', program.aptPackage],
  ];
  for (const command of commands) await run(command, program);
  const path = findProgram(program.names);
  if (path === undefined) throw new StartupError(`apt-get installed ${program.aptPackage}, but no ${name}.`);
  return path;
}

/** Shows what the command says only if it fails, except a password prompt of sudo, which goes to the terminal. */
function run([file = '', ...args]: readonly string[], program: NeededProgram): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    let output = '';
    const gather = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-2_000);
    };
    child.stdout.on('data', gather);
    child.stderr.on('data', gather);
    const fail = (reason: string): void =>
      reject(
        new StartupError(
          `${program.aptPackage} could not be installed (${reason}). Install it yourself: ` +
            `sudo apt-get update && sudo apt-get install ${program.aptPackage}`,
        ),
      );
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else fail(output.trim().split('\n').at(-1) ?? `exit status ${code}`);
    });
  });
}
