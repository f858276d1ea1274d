import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StartupError } from './startup.error.js';

/** The user that a server runs as, where it must not be root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Longest wait for a server to end before it is ended by force, in ms. */
const PATIENCE = 8_000;

/** A server that the keeper runs as its child. */
export class ServerProcess {
  private readonly ended: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
    private readonly logFile: string,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
    });
  }

  /** @param logFile takes what the server writes on its outputs. */
  static start(
    name: string,
    command: readonly string[],
    options: { user: ServerUser | undefined; folder: string; logFile: string },
  ): ServerProcess {
    const [file = '', ...args] = command;
    const log = openSync(options.logFile, 'a', 0o600);
    const child = spawn(file, args, {
      ...options.user,
      cwd: options.folder,
      stdio: ['ignore', log, log],
      // In UTC whatever the machine has; and no message in a language that nobody here looks for.
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    });
    closeSync(log);
    const server = new ServerProcess(child, name, options.logFile);
    child.once('error', () => undefined);
    return server;
  }

  /**
   * Resolves when `ask` does.
   * @throws StartupError when the server ends first, with the last lines of its log, or takes longer than a minute.
   */
  async answering(ask: () => Promise<unknown>): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      if (this.child.exitCode !== null || this.child.pid === undefined)
        throw await this.startupError('ended at once');
      try {
        await ask();
        return;
      } catch (error) {
        if (Date.now() > deadline) throw await this.startupError(String(error));
        await sleep(50);
      }
    }
  }

  /** Resolves when the server has ended by itself. */
  untilEnded(): Promise<void> {
    return this.ended;
  }

  async stop(signal: NodeJS.Signals, force: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    const patience = setTimeout(() => this.child.kill(force), PATIENCE);
    await this.ended;
    clearTimeout(patience);
  }

  private async startupError(reason: string): Promise<StartupError> {
    const log = await readFile(this.logFile, 'utf8').catch(() => '');
    const last = log.trim().split('\n').slice(-3).join(' / ');
    return startupErrorFrom(`Mallkeeper's own ${this.name} did not start (${reason}): ${last}`, this.logFile);
  }
}

/** Recognises a full disk in what a server or the system said. */
export function startupErrorFrom(message: string, place: string): StartupError {
  if (/No space left on device|ENOSPC|Check free disk space/.test(message)) {
    return new StartupError(
      `The disk that holds ${place} is full. Free some space and start again; nothing is lost.`,
    );
  }
  return new StartupError(`${message} More is in ${place}.`);
}

/**
 * A TCP port that nobody listens on now.
 * @param wanted the one that a server had before: those who know its address find it again.
 */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (wanted === 0) reject(error);
      else resolve(freePort());
    });
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the system named no free port'));
      });
    });
  });
}

/**
 * Ends a server that a killed keeper has left behind, so that a new one finds its data folder free.
 * @param marks what its command line must hold: the process id may belong to somebody else by now.
 */
export async function endOrphan(
  pid: number,
  marks: readonly string[],
  signal: NodeJS.Signals,
): Promise<void> {
  const command = await commandLine(pid);
  if (command === '' || !marks.every((mark) => command.includes(mark))) return;
  process.kill(pid, signal);
  const force = setTimeout(() => process.kill(pid, 'SIGKILL'), PATIENCE);
  while ((await commandLine(pid)) === command) await sleep(50);
  clearTimeout(force);
}

/** Empty when there is no such process any more (or when it is a zombie: it has ended, only nobody has asked yet). */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return text.replaceAll('\0', ' ').trim();
  }
  if (process.platform === 'win32') return '';
  const ps = promisify(execFile)('ps', ['-o', 'command=', '-ww', '-p', String(pid)]);
  const { stdout } = await ps.catch(() => ({ stdout: '' }));
  return stdout.trim();
}
