import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { BackupArchive } from '../../src/backup/backup-archive.js';
import type { Manifest } from '../../src/backup/manifest.js';
import { openRepository } from '../../src/backup/repositories/open-repository.js';
import { loadSettings, type Settings } from '../../src/config/index.js';
import { dataSourceOptions } from '../../src/database/index.js';
import { type Chance, chanceFrom, oneOf } from './chance.js';
import { type ChaosServers, despiteFaults, environmentOf, withChaosServers } from './chaos-servers.js';
import { root, Running } from './installation.js';

export interface BackupChaosPlan {
  readonly seed: number;
  /** Where backups go: a folder on a disk of its own that can be filled, or an S3 that can be killed. */
  readonly repository: 'folder' | 'S3';
  /** Backups that are disturbed, each by one fault. */
  readonly rounds: number;
}

/** What came of it. */
export interface BackupChaosReport {
  /** Faults by kind, and how many of the backups that they hit came to an end all the same. */
  readonly faults: Readonly<Record<string, string>>;
  /** Whatever stood in the repository and was not what it should be: nothing. */
  readonly wrong: readonly string[];
  /** What was there after the last backup, which nothing disturbed, and should not have been: nothing. */
  readonly left: readonly string[];
  /** The run of the schedule's next slot. */
  readonly next: string;
  /** Rows of all tables of the restored database, counted by hand, that are not those of its manifest: nothing. */
  readonly differences: readonly string[];
  readonly tablesCompared: number;
  readonly seconds: number;
}

/** Whether this user may mount a disk that can be filled. */
export const MAY_MOUNT = process.getuid?.() === 0 && process.platform === 'linux';

/** Megabytes of the disk for backups: room for some of them. */
const DISK = 120;

/** Longest time that a disturbed run may take, in ms. */
const PATIENCE = 120_000;

/** Makes backups, and breaks everything that they stand on meanwhile. */
export function causeBackupChaos(plan: BackupChaosPlan): Promise<BackupChaosReport> {
  return withChaosServers(plan, (servers, settings) => new BackupChaos(plan, servers, settings).cause());
}

class BackupChaos {
  private readonly chance: Chance;
  private readonly folder = mkdtempSync(join(tmpdir(), 'mallkeeper backup chaos '));
  private readonly disk = join(this.folder, 'disk');
  private readonly environment: NodeJS.ProcessEnv;
  private readonly dataSource: DataSource;
  private readonly archive: BackupArchive;
  private readonly since = performance.now();
  private readonly port = 20_000 + (process.pid % 20_000);
  private store: Running | undefined;
  private workers: Running[] = [];
  private over = false;

  constructor(
    private readonly plan: BackupChaosPlan,
    private readonly servers: ChaosServers,
    settings: Settings,
  ) {
    this.chance = chanceFrom(plan.seed);
    this.environment = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...environmentOf(settings),
      MALLKEEPER_DATA_DIR: join(this.folder, 'data'),
      ...(plan.repository === 'folder'
        ? { BACKUP_REPOSITORY: join(this.disk, 'backups') }
        : {
            BACKUP_REPOSITORY: 's3://backups/mall',
            BACKUP_S3_ENDPOINT: `http://127.0.0.1:${this.port}`,
            BACKUP_S3_ACCESS_KEY_ID: 'S3RVER',
            BACKUP_S3_SECRET_ACCESS_KEY: 'S3RVER',
            BACKUP_S3_PATH_STYLE: '1',
          }),
    };
    this.dataSource = new DataSource(dataSourceOptions(settings));
    this.archive = new BackupArchive(openRepository(loadSettings(this.environment)), undefined);
  }

  async cause(): Promise<BackupChaosReport> {
    await this.dataSource.initialize();
    try {
      await this.fill();
      await this.startRepository();
      this.startWorkers();
      return await this.disturb();
    } finally {
      this.over = true;
      await Promise.all(this.workers.map((worker) => worker.stop('SIGKILL')));
      await this.store?.stop('SIGKILL');
      await this.dataSource.destroy();
      if (this.plan.repository === 'folder' && MAY_MOUNT) execFileSync('umount', [this.disk]);
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async disturb(): Promise<BackupChaosReport> {
    const undisturbed = await this.backUp();
    if (undisturbed.status !== 'SUCCESS') throw new Error(`the first backup: ${undisturbed.error}`);
    const wrong: string[] = [];
    const outcomes: Record<string, string[]> = {};
    for (let round = 0; round < this.plan.rounds; round++) {
      const [name, fault] = this.faultOf(round);
      const run = this.backUp();
      await sleep(this.chance() * undisturbed.seconds * 1000);
      const mend = await fault();
      const { status } = await run;
      await mend();
      (outcomes[name] ??= []).push(status);
      wrong.push(...(await this.whatIsWrong()));
    }
    const next = await this.nextSlot();
    const left = await this.whatIsLeft();
    return {
      faults: Object.fromEntries(
        Object.entries(outcomes).map(([name, all]) => [
          name,
          `${all.length}, ${all.filter((status) => status === 'SUCCESS').length} survived`,
        ]),
      ),
      wrong,
      left,
      next,
      ...(await this.restoreAndCount()),
      seconds: Math.round((performance.now() - this.since) / 1000),
    };
  }

  /** Each kind comes in turn, so that all of them come. What it returns puts right what does not come right by itself. */
  private faultOf(round: number): [name: string, fault: () => Promise<() => Promise<void>>] {
    const nothing = async (): Promise<void> => undefined;
    const kinds: Record<string, () => Promise<() => Promise<void>>> = {
      'worker killed': async () => {
        oneOf(this.workers, this.chance)?.child.kill('SIGKILL');
        return nothing;
      },
      'executing process killed': async () => {
        kill(
          this.descendants().filter(({ command }) => command === 'node'),
          this.chance,
        );
        return nothing;
      },
      'pg_dump or pg_restore killed': async () => {
        kill(
          this.descendants().filter(({ command }) => /^pg_(dump|restore)$/.test(command)),
          this.chance,
        );
        return nothing;
      },
      'PostgreSQL killed': async () => {
        await this.servers.restartPostgres();
        return nothing;
      },
      ...(this.plan.repository === 'folder'
        ? { 'disk full': async () => this.fillDisk() }
        : {
            'S3 killed': async () => {
              await this.store?.stop('SIGKILL');
              await sleep(this.chance() * 2_000);
              await this.startStore();
              return nothing;
            },
          }),
    };
    const names = Object.keys(kinds);
    const name = names[round % names.length] ?? '';
    return [name, kinds[name] ?? (async () => nothing)];
  }

  private async fill(): Promise<void> {
    await this.dataSource.query(`
      INSERT INTO shops (code, name, area_sqm) SELECT 'L1-' || number, '店铺 ' || number, number FROM generate_series(1, 200) AS number`);
    await this.dataSource.query(`
      INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
      SELECT 'chaos', 'fill', 'shop', number::text,
             jsonb_build_object('one', md5(random()::text), 'two', md5(random()::text), 'three', md5(random()::text))
      FROM generate_series(1, 120000) AS number`);
  }

  private async startRepository(): Promise<void> {
    mkdirSync(this.disk);
    if (this.plan.repository === 'S3') await this.startStore();
    else if (MAY_MOUNT) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}m`, 'tmpfs', this.disk]);
  }

  private async startStore(): Promise<void> {
    const program = fileURLToPath(new URL('object-store-process.mjs', import.meta.url));
    const child = spawn(process.execPath, [program, join(this.folder, 's3'), String(this.port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.store = new Running(child);
    await this.store.said(/listening/);
  }

  private startWorkers(): void {
    for (let number = 0; number < 2; number++) this.startWorker();
  }

  /** One that dies is started again, as by whoever watches over it. */
  private startWorker(): void {
    const worker = this.mallkeeper(['worker', '-Q', 'backup', '-l', 'critical']);
    this.workers.push(worker);
    void worker.finished.then(() => {
      this.workers = this.workers.filter((each) => each !== worker);
      if (!this.over) this.startWorker();
    });
  }

  private mallkeeper(args: readonly string[]): Running {
    return new Running(
      spawn(process.execPath, [join(root, 'bin', 'mallkeeper'), ...args], {
        cwd: this.folder,
        env: this.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Backs up, once: what fails is not tried again. */
  private async backUp(): Promise<{ status: string; error: string; seconds: number }> {
    const called = this.mallkeeper(['call', 'backup.backup-database', '--retry-max', '0']);
    const { stdout, stderr } = await called.finished;
    const id = stdout.trim();
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`no run was submitted: ${stderr}`);
    return this.ended(id);
  }

  private async ended(id: string): Promise<{ status: string; error: string; seconds: number }> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const [run] = await this.query<{ status: string; error: string | null; seconds: number | null }>(
        `SELECT status, error->>'message' AS error, extract(epoch FROM finished_at - started_at)::float8 AS seconds
         FROM task_runs WHERE id = '${id}'`,
      );
      if (run && ['SUCCESS', 'FAILURE', 'REVOKED'].includes(run.status)) {
        return { status: run.status, error: run.error ?? '', seconds: run.seconds ?? 0 };
      }
      if (performance.now() > deadline) throw new Error(`the run ${id} has not ended: ${run?.status}`);
      await sleep(100);
    }
  }

  /** Takes all the room that is left on the disk. */
  private async fillDisk(): Promise<() => Promise<void>> {
    if (!MAY_MOUNT) return async () => undefined;
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
    return async () => rmSync(path);
  }

  /** Processes that the workers have started, and those that these have. */
  private descendants(): { pid: number; command: string }[] {
    const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,comm=,stat='], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const all = lines
      .map((line) => line.trim().split(/\s+/))
      .map(([pid, parent, command = '', state = '']) => ({
        pid: Number(pid),
        parent: Number(parent),
        command,
        state,
      }))
      .filter(({ state }) => !state.startsWith('Z'));
    const found: { pid: number; command: string }[] = [];
    let parents = new Set(this.workers.map(({ child }) => child.pid ?? 0));
    while (parents.size > 0) {
      const children = all.filter(({ parent }) => parents.has(parent));
      found.push(...children);
      parents = new Set(children.map(({ pid }) => pid));
    }
    return found;
  }

  /** Looks at every backup by hand: whatever has a manifest must be whole. */
  private async whatIsWrong(): Promise<string[]> {
    const wrong: string[] = [];
    for (const name of await this.archive.names()) {
      try {
        const { manifest } = await this.archive.manifest(name);
        const { sha256, bytes } = await this.hash(manifest.dump.file);
        if (sha256 !== manifest.dump.sha256 || bytes !== manifest.dump.sizeBytes)
          wrong.push(manifest.dump.file);
      } catch (error) {
        wrong.push(`${name}: ${(error as Error).message}`);
      }
    }
    return wrong;
  }

  private async hash(file: string): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    let bytes = 0;
    const content: AsyncIterable<Uint8Array> = await this.archive.repository.read(file);
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { sha256: hash.digest('hex'), bytes };
  }

  /** The scheduler fires the schedule by itself; its run is a run like any other. */
  private async nextSlot(): Promise<string> {
    // It declares its schedules first; before that there is nothing to be changed.
    const beat = this.mallkeeper(['beat', '-l', 'info']);
    try {
      await beat.said(/beat ready/);
      const set = await this.mallkeeper(['schedule', 'set', 'backup-database', '--every', '5s']).finished;
      if (set.status !== 0) throw new Error(set.stderr);
      const deadline = performance.now() + PATIENCE;
      for (;;) {
        const [run] = await this.query<{ id: string }>(
          `SELECT id FROM task_runs WHERE schedule = 'backup-database' ORDER BY id LIMIT 1`,
        );
        if (run) return (await this.ended(run.id)).status;
        if (performance.now() > deadline) throw new Error('the schedule has not fired');
        await sleep(100);
      }
    } finally {
      await beat.stop();
    }
  }

  /** After a backup that nothing disturbed nothing may be left of those that were. */
  private async whatIsLeft(): Promise<string[]> {
    const left: string[] = [];
    const whole = new Set(await this.archive.names());
    for (const { name } of await this.archive.repository.list()) {
      if (![...whole].some((backup) => name.startsWith(backup))) left.push(name);
    }
    if (this.plan.repository === 'folder') {
      const files = execFileSync('ls', ['-A', join(this.disk, 'backups')], { encoding: 'utf8' }).split('\n');
      left.push(...files.filter((file) => file.endsWith('.tmp')));
    }
    const databases = await this.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE 'mallkeeper_scratch_%'`,
    );
    const running = await this.query<{ name: string }>(
      `SELECT file_name AS name FROM backups WHERE status = 'RUNNING'`,
    );
    return [...left, ...databases.map(({ name }) => name), ...running.map(({ name }) => name)];
  }

  /** Restores the newest verified backup beside everything, and counts it by hand. */
  private async restoreAndCount(): Promise<{ differences: string[]; tablesCompared: number }> {
    const url = new URL(this.servers.databaseUrl);
    url.pathname = '/restored_after_chaos';
    const restored = await this.mallkeeper(['backup', 'restore', 'latest', '--yes', '--into', url.href])
      .finished;
    if (restored.status !== 0) return { differences: [restored.stderr], tablesCompared: 0 };
    const { manifest }: { manifest: Manifest } = await this.archive.manifest(
      await this.archive.find('latest'),
    );
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const differences: string[] = [];
      let tablesCompared = 0;
      for (const [table, { rows }] of Object.entries(manifest.contents.tables)) {
        if (CHANGED_BY_A_RESTORE.has(table)) continue;
        const counted = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${table}`);
        tablesCompared++;
        if (Number(counted.rows[0]?.rows) !== rows)
          differences.push(`${table}: ${counted.rows[0]?.rows}, not ${rows}`);
      }
      return { differences, tablesCompared };
    } finally {
      await client.end();
    }
  }

  private query<Row extends object>(sql: string): Promise<Row[]> {
    return despiteFaults(() => this.dataSource.query<Row[]>(sql));
  }
}

/** What is put right in a restored database, see restored-past.ts. */
const CHANGED_BY_A_RESTORE = new Set([
  'public.audit_log',
  'public.backups',
  'public.nodes',
  'public.node_commands',
  'public.node_replies',
  'public.notification_hold',
  'public.restorations',
  'public.sessions',
  'public.standstill',
]);

function kill(processes: { pid: number }[], chance: Chance): void {
  const victim = oneOf(processes, chance);
  if (!victim) return;
  try {
    process.kill(victim.pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile: this time nothing was broken.
  }
}
