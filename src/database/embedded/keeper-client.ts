import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, statfs } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { firstLine } from './first-line.js';
import type { KeeperAnswer, KeeperRequest } from './keeper.js';
import { readServicesFile, type ServicesFile } from './services-file.js';
import { startupErrorFrom } from './server-process.js';
import { StartupError } from './startup.error.js';

/** Longest wait for the servers, in ms: the first start sets up a database cluster. */
const PATIENCE = 90_000;

/** Bytes that the disk must have free: a new cluster takes 50 MB, and a server that runs full stops in the middle. */
const ROOM_TO_BEGIN = 150 * 1024 * 1024;
const ROOM_TO_GO_ON = 30 * 1024 * 1024;

/** A hold on the embedded servers: they run for as long as anybody has one. */
export interface Hold {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  /** Resolves when the keeper has let go, and, if nobody else holds them, when the servers have stopped. */
  release(): Promise<void>;
}

/**
 * Holds the embedded servers until it is released, whatever becomes of their keeper: when that is killed, another takes
 * its place and starts the servers again at the same addresses.
 * @param meanwhile is called when the servers have been told to start: what blocks this process for a while costs
 *   nothing then.
 * @throws StartupError
 */
export async function holdServers(
  dataFolder: string,
  needs: Omit<KeeperRequest, 'token'>,
  { report, meanwhile }: { report: (line: string) => void; meanwhile: () => void },
): Promise<Hold> {
  let connection = await connectToKeeper(dataFolder, needs, meanwhile);
  const { databaseUrl, redisUrl } = connection;
  let released = false;
  const goOn = async (): Promise<void> => {
    await connection.closed;
    if (released) return;
    report("The keeper of Mallkeeper's own servers has ended; another takes its place.");
    connection = await connectToKeeper(dataFolder, needs, () => undefined);
    void goOnOrEnd();
  };
  const goOnOrEnd = async (): Promise<void> => {
    try {
      await goOn();
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
      process.kill(process.pid, 'SIGTERM');
    }
  };
  void goOnOrEnd();
  return {
    databaseUrl,
    redisUrl,
    async release() {
      released = true;
      await connection.release();
    },
  };
}

/** A connection to the keeper. */
interface Connection extends Hold {
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<unknown>;
}

async function connectToKeeper(
  dataFolder: string,
  needs: Omit<KeeperRequest, 'token'>,
  meanwhile: () => void,
): Promise<Connection> {
  await mkdir(dataFolder, { recursive: true }).catch((error: unknown) => {
    throw startupErrorFrom(`The data folder cannot be made: ${String(error)}.`, dataFolder);
  });
  const deadline = Date.now() + PATIENCE;
  let started: string | undefined;
  let keeper: ChildProcess | undefined;
  while (Date.now() < deadline) {
    const services = await readServicesFile(dataFolder);
    const socket = services && (await reach(services));
    if (socket) {
      const hold = await ask(socket, { ...needs, token: services.keeper.token });
      if (hold) return hold;
      started = undefined;
    } else if (started !== (services?.keeper.token ?? '')) {
      // Once for each file that was found stale (or missing): the new keeper needs a moment to write its own.
      started = services?.keeper.token ?? '';
      await needRoom(dataFolder);
      keeper = startKeeper(dataFolder, started);
      meanwhile();
    } else if (keeper && keeper.exitCode !== null) {
      // It has lost a race, and the winner needs a moment; or it could not start, and its log says why.
      if (keeper.exitCode !== 0) break;
    }
    await sleep(30);
  }
  throw new StartupError(
    "Mallkeeper's own servers did not get ready. " +
      `${join(dataFolder, 'keeper.log')} says more; set DATABASE_URL and REDIS_URL to use servers of yours.`,
  );
}

/** @throws StartupError when the disk is as good as full. */
async function needRoom(dataFolder: string): Promise<void> {
  const { bavail, bsize } = await statfs(dataFolder);
  const begun = (await readdir(dataFolder)).includes('servers');
  const needed = begun ? ROOM_TO_GO_ON : ROOM_TO_BEGIN;
  if (bavail * bsize >= needed) return;
  const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);
  throw new StartupError(
    `The disk that holds ${dataFolder} is full: ${megabytes(bavail * bsize)} MB are free, and Mallkeeper's own servers need ` +
      `${megabytes(needed)} MB. Free some space and start again (nothing is lost), or name a folder elsewhere with ` +
      'MALLKEEPER_DATA_DIR.',
  );
}

/** Detached, so that neither Ctrl-C nor the end of the command that needed it first takes it along. */
function startKeeper(dataFolder: string, staleToken: string): ChildProcess {
  const log = openSync(join(dataFolder, 'keeper.log'), 'a', 0o600);
  const program = fileURLToPath(new URL('./keeper.js', import.meta.url));
  const keeper = spawn(process.execPath, [program, dataFolder, staleToken], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: dataFolder,
    // A debugger of the command's is not the keeper's.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  keeper.unref();
  closeSync(log);
  return keeper;
}

function reach({ keeper }: ServicesFile): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(keeper.port, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** @returns undefined when the keeper is on its way out, or is not a keeper at all: then by now it has gone. */
async function ask(socket: Socket, request: KeeperRequest): Promise<Connection | undefined> {
  const closed = new Promise<undefined>((resolve) => {
    socket.once('close', () => resolve(undefined));
  });
  socket.on('error', () => undefined);
  socket.write(`${JSON.stringify(request)}\n`);
  const line = await firstLine(socket);
  const answer = line === undefined ? undefined : (JSON.parse(line) as KeeperAnswer);
  const release = async (): Promise<void> => {
    socket.end();
    await closed;
  };
  if (!answer) return undefined;
  if ('stopping' in answer) {
    await release();
    return undefined;
  }
  if ('error' in answer) {
    await release();
    throw new StartupError(answer.error);
  }
  return { ...answer, closed, release };
}
