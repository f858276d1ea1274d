import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../../src/config/index.js';
import { environmentOf } from './chaos-servers.js';
import { root, Running } from './installation.js';

/** Whether this user may mount a disk that can be filled. */
export const MAY_MOUNT = process.getuid?.() === 0 && process.platform === 'linux';

/** Megabytes of the disk for backups: room for three or four of them. */
const DISK = 160;

/** A worker, by the name under which the runs that it executes are recorded. */
interface NamedWorker {
  readonly name: string;
  readonly running: Running;
}

/** What backups of one spec stand on, beside PostgreSQL and Redis: a disk or an S3, and workers in processes. All can be broken. */
export class BackupChaosStage {
  readonly dataFolder: string;
  private readonly disk: string;
  private workers: NamedWorker[] = [];
  private workersStarted = 0;
  private store: Running | undefined;
  private storePort = 0;
  private over = false;

  private constructor(
    private readonly folder: string,
    private readonly kind: 'folder' | 'S3',
    private readonly settings: Settings,
  ) {
    this.dataFolder = join(folder, 'data');
    this.disk = join(folder, 'disk');
  }

  static async open(kind: 'folder' | 'S3', settings: Settings): Promise<BackupChaosStage> {
    const folder = mkdtempSync(join(tmpdir(), 'mallkeeper backup chaos '));
    const stage = new BackupChaosStage(folder, kind, settings);
    mkdirSync(stage.disk);
    if (kind === 'S3') await stage.startStore();
    else if (MAY_MOUNT) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}m`, 'tmpfs', stage.disk]);
    return stage;
  }

  /** Of every process that works with these backups. */
  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...environmentOf(this.settings),
      MALLKEEPER_DATA_DIR: this.dataFolder,
      ...(this.kind === 'folder'
        ? { BACKUP_REPOSITORY: join(this.disk, 'backups') }
        : {
            BACKUP_REPOSITORY: 's3://backups/mall',
            BACKUP_S3_ENDPOINT: `http://127.0.0.1:${this.storePort}`,
            BACKUP_S3_ACCESS_KEY_ID: 'S3RVER',
            BACKUP_S3_SECRET_ACCESS_KEY: 'S3RVER',
            BACKUP_S3_PATH_STYLE: '1',
          }),
    };
  }

  /** Where the files of backups really lie, also those of the S3. */
  get files(): string {
    return this.kind === 'folder' ? join(this.disk, 'backups') : join(this.folder, 's3', 'backups', 'mall');
  }

  /** What is behind the name of a file where it really lies. */
  get suffix(): string {
    return this.kind === 'folder' ? '' : '._S3rver_object';
  }

  /** Where the S3 keeps parts of what is not whole. */
  get uploads(): string {
    return join(this.folder, 's3', 'backups', '._S3rver_uploads');
  }

  mallkeeper(args: readonly string[]): Running {
    return new Running(
      spawn(process.execPath, [join(root, 'bin', 'mallkeeper'), ...args], {
        cwd: this.folder,
        env: this.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** One that dies is replaced, as by whoever watches over it. */
  startWorker(): void {
    const name = `chaos-${++this.workersStarted}`;
    const running = this.mallkeeper(['worker', '-Q', 'backup', '-n', name, '-l', 'critical']);
    const worker = { name, running };
    this.workers.push(worker);
    void running.finished.then(() => {
      this.workers = this.workers.filter((each) => each !== worker);
      if (!this.over) this.startWorker();
    });
  }

  /** Process ids of all workers, or of the one with this name. */
  workerPids(name?: string): number[] {
    return this.workers
      .filter((worker) => name === undefined || worker.name === name)
      .flatMap(({ running }) => running.child.pid ?? []);
  }

  /** Also when it is started again it has the same address, and the files that it had. */
  async startStore(): Promise<void> {
    const program = fileURLToPath(new URL('object-store-process.mjs', import.meta.url));
    const child = spawn(process.execPath, [program, join(this.folder, 's3'), String(this.storePort)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.store = new Running(child);
    const [, port] = await this.store.said(/listening (\d+)/);
    this.storePort = Number(port);
  }

  async killStore(): Promise<void> {
    await this.store?.stop('SIGKILL');
  }

  /** Takes all the room that is left on the disk. @returns what gives it back. */
  fillDisk(): () => void {
    const path = join(this.disk, 'filler');
    const file = openSync(path, 'w');
    const { bavail, bsize } = statfsSync(this.disk);
    try {
      const block = Buffer.alloc(1_000_000, 1);
      for (let left = bavail * bsize; left > 0; left -= block.length) writeSync(file, block);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
    return () => rmSync(path);
  }

  async close(): Promise<void> {
    this.over = true;
    await Promise.all(this.workers.map(({ running }) => running.stop('SIGKILL')));
    await this.killStore();
    if (this.kind === 'folder' && MAY_MOUNT) execFileSync('umount', [this.disk]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
