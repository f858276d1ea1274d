import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/index.js';
import { BALLAST, BackupChaosChecks } from './backup-chaos-checks.js';
import { BackupChaosStage, MAY_MOUNT } from './backup-chaos-stage.js';
import { type Chance, chanceFrom } from './chance.js';
import { type ChaosServers, despiteFaults, withChaosServers } from './chaos-servers.js';
import { descendantsOf, killOneOf } from './process-tree.js';

export interface BackupChaosPlan {
  /** The same seed gives the same faults at the same shares of a backup's time. */
  readonly seed: number;
  /** Where backups go: a folder on a disk of its own that can be filled, or an S3 that can be killed. */
  readonly repository: 'folder' | 'S3';
  /** Backups that are disturbed, each by one fault that hit it while it was executed. */
  readonly rounds: number;
}

/** What came of it. */
export interface BackupChaosReport {
  /** What was broken, what the backup did at that moment, and what became of its run. */
  readonly faults: readonly string[];
  /** Faults that came too late for the run that they were meant for; each was tried again with another one. */
  readonly late: number;
  readonly backups: { readonly verified: number; readonly failed: number };
  /** Whatever stood in the repository under its final name and was not whole: nothing. */
  readonly halves: readonly string[];
  /** What was there after a run that succeeded, and should not have been: nothing. */
  readonly left: readonly string[];
  /** Connections, locks and processes that were still there when nothing went on any more: nothing. */
  readonly held: readonly string[];
  /** The run of the schedule's next slot. */
  readonly next: string;
  /** What is in the restored database, counted by hand, and not as its manifest says: nothing. */
  readonly differences: readonly string[];
  readonly tablesCompared: number;
  readonly seconds: number;
}

interface Broken {
  /** In words, for the report. */
  readonly what: string;
  /** Mends, when the run has ended, what does not come right by itself. */
  readonly mend?: () => void;
}

/** Breaks something that a run stands on. @returns undefined when there was nothing to be broken any more. */
type Fault = (runId: string) => Promise<Broken | undefined>;

interface Ended {
  readonly status: string;
  readonly error: string;
  /** Of its last try. */
  readonly seconds: number;
}

/** Longest time that a disturbed run may take, in ms. */
const PATIENCE = 90_000;

/** How often a fault that came too late is tried again. */
const MOST_TRIES = 4;

/** Makes backups, and breaks everything that they stand on meanwhile. */
export function causeBackupChaos(plan: BackupChaosPlan): Promise<BackupChaosReport> {
  return withChaosServers(plan, async (servers, settings) => {
    const stage = await BackupChaosStage.open(plan.repository, settings);
    const dataSource = new DataSource(dataSourceOptions(settings));
    try {
      await dataSource.initialize();
      return await new BackupChaos(plan, servers, stage, dataSource).cause();
    } finally {
      await stage.close();
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  });
}

class BackupChaos {
  private readonly chance: Chance;
  private readonly checks: BackupChaosChecks;
  private readonly since = performance.now();
  private readonly halves: string[] = [];
  private readonly left: string[] = [];
  private late = 0;
  /** What a backup that nothing disturbs takes, in seconds. */
  private usual = 0;

  constructor(
    private readonly plan: BackupChaosPlan,
    private readonly servers: ChaosServers,
    private readonly stage: BackupChaosStage,
    private readonly dataSource: DataSource,
  ) {
    // Not the same moments for both.
    this.chance = chanceFrom(plan.repository === 'S3' ? plan.seed + 1 : plan.seed);
    this.checks = new BackupChaosChecks(stage, (sql) => this.query(sql));
  }

  async cause(): Promise<BackupChaosReport> {
    await this.dataSource.query(BALLAST);
    this.stage.startWorker();
    this.stage.startWorker();
    const first = await this.ended(await this.submit());
    if (first.status !== 'SUCCESS') throw new Error(`the first backup: ${first.error}`);
    this.usual = first.seconds;
    const kinds = this.faults();
    const faults: string[] = [];
    for (let round = 0; round < this.plan.rounds; round++) {
      const fault = kinds[round % kinds.length];
      if (fault) faults.push(await this.disturb(fault));
    }
    const next = await this.nextSlot();
    await this.look('SUCCESS');
    const held = await this.heldInTheEnd();
    const [backups] = await this.query<{ verified: number; failed: number }>(
      `SELECT count(*) FILTER (WHERE status IN ('VERIFIED', 'PRUNED'))::integer AS verified,
              count(*) FILTER (WHERE status NOT IN ('VERIFIED', 'PRUNED'))::integer AS failed
       FROM backups`,
    );
    const { halves, left, late } = this;
    return {
      ...{ faults, late, backups: backups ?? { verified: 0, failed: 0 }, halves, left, held, next },
      ...(await this.restoreAndCount()),
      seconds: Math.round((performance.now() - this.since) / 1000),
    };
  }

  /** One backup, and one fault at a moment by chance between its first step and its last. */
  private async disturb(fault: Fault): Promise<string> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const id = await this.submit();
      await this.started(id);
      await sleep(this.chance() * this.usual * 1000);
      const step = await this.step(id);
      const broken = step === undefined ? undefined : await fault(id);
      const { status, error, seconds } = await this.ended(id);
      broken?.mend?.();
      await this.look(status);
      if (broken) return `${broken.what} while ${step}: ${status}${error && `, ${error}`}`;
      // Undisturbed, so it tells how long a backup takes by now.
      this.late++;
      this.usual = Math.min(this.usual, seconds);
    }
    throw new Error(`${MOST_TRIES} backups ended before anything could break`);
  }

  /** Each kind comes in turn, so that all of them come. */
  private faults(): Fault[] {
    const everywhere: Fault[] = [
      async (id) => {
        const [pid] = this.stage.workerPids(await this.workerOf(id));
        return pid !== undefined && killOneOf([{ pid }], this.chance) ? { what: 'worker killed' } : undefined;
      },
      async (id) => {
        const below = descendantsOf(this.stage.workerPids(await this.workerOf(id)));
        const executing = below.filter(({ command }) => command === 'node');
        return killOneOf(executing, this.chance) ? { what: 'executing process killed' } : undefined;
      },
      async (id) => this.killProgram(id),
      async () => {
        await this.servers.restartPostgres();
        return { what: 'PostgreSQL ended at once' };
      },
    ];
    if (this.plan.repository === 'folder') {
      return MAY_MOUNT
        ? [...everywhere, async () => ({ what: 'disk full', mend: this.stage.fillDisk() })]
        : everywhere;
    }
    const away = async (): Promise<Broken> => {
      await this.stage.killStore();
      await sleep(this.chance() * 2_000);
      await this.stage.startStore();
      return { what: 'S3 killed' };
    };
    return [...everywhere, away];
  }

  /** Kills the next pg_dump or pg_restore that runs; between the two there is none. */
  private async killProgram(id: string): Promise<Broken | undefined> {
    while ((await this.step(id)) !== undefined) {
      // Not one that is only asked for its version: another one is taken then, and nothing breaks.
      const [program] = descendantsOf(this.stage.workerPids()).filter(
        ({ command, line }) => /^pg_(dump|restore)$/.test(command) && !line.includes('--version'),
      );
      if (program && killOneOf([program], this.chance)) return { what: `${program.command} killed` };
      await sleep(20);
    }
    return undefined;
  }

  /** Looks at the repository after a run. */
  private async look(status: string): Promise<void> {
    this.halves.push(...(await this.checks.halves()));
    // What a run that failed has left is there until the next one that succeeds, at the longest.
    if (status === 'SUCCESS') this.left.push(...(await this.checks.leftovers()));
  }

  private async heldInTheEnd(): Promise<string[]> {
    const deadline = performance.now() + 10_000;
    for (;;) {
      const held = await this.checks.held();
      if (held.length === 0 || performance.now() > deadline) return held;
      await sleep(200);
    }
  }

  /** Submits a backup that is not tried again when it fails. */
  private async submit(): Promise<string> {
    const { stdout, stderr } = await this.stage.mallkeeper([
      'call',
      'backup.backup-database',
      '--retry-max',
      '0',
    ]).finished;
    const id = stdout.trim();
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`no run was submitted: ${stderr}`);
    return id;
  }

  private async started(id: string): Promise<void> {
    await this.until(id, ({ status }) => status !== 'PENDING');
  }

  private async ended(id: string): Promise<Ended> {
    const { status, error, seconds } = await this.until(id, (run) =>
      ['SUCCESS', 'FAILURE', 'REVOKED'].includes(run.status),
    );
    return { status, error: error ?? '', seconds: seconds ?? 0 };
  }

  /** What the run does just now, in the words that it shows; undefined when nobody executes it. */
  private async step(id: string): Promise<string | undefined> {
    const { status, step } = await this.run(id);
    return status === 'STARTED' ? (step ?? 'beginning') : undefined;
  }

  private async workerOf(id: string): Promise<string> {
    return (await this.run(id)).worker ?? '';
  }

  private async until(id: string, wanted: (run: RunState) => boolean): Promise<RunState> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const run = await this.run(id);
      if (wanted(run)) return run;
      if (performance.now() > deadline)
        throw new Error(`the run ${id} has not ended: ${JSON.stringify(run)}`);
      await sleep(50);
    }
  }

  private async run(id: string): Promise<RunState> {
    const [run] = await this.query<RunState>(
      `SELECT status, worker, progress->>'message' AS step, error->>'message' AS error,
              extract(epoch FROM finished_at - started_at)::float8 AS seconds
       FROM task_runs
       WHERE id = '${id}'`,
    );
    if (!run) throw new Error(`there is no run ${id}`);
    return run;
  }

  /** The scheduler fires the schedule by itself; its run is a run like any other. */
  private async nextSlot(): Promise<string> {
    // It declares its schedules first; before that there is nothing to be changed.
    const beat = this.stage.mallkeeper(['beat', '-l', 'info']);
    try {
      await beat.said(/beat ready/);
      await this.schedule('set', 'backup-database', '--every', '3s');
      const deadline = performance.now() + PATIENCE;
      for (;;) {
        const [run] = await this.query<{ id: string }>(
          `SELECT id FROM task_runs WHERE schedule = 'backup-database' ORDER BY id LIMIT 1`,
        );
        if (run) {
          // Once is enough: no other backup is to come in between when this one is looked at.
          await this.schedule('disable', 'backup-database');
          const { status } = await this.ended(run.id);
          await this.untilIdle();
          return status;
        }
        if (performance.now() > deadline) throw new Error('the schedule has not fired');
        await sleep(50);
      }
    } finally {
      await beat.stop();
    }
  }

  private async schedule(...args: string[]): Promise<void> {
    const { status, stderr } = await this.stage.mallkeeper(['schedule', ...args]).finished;
    if (status !== 0) throw new Error(stderr);
  }

  private async untilIdle(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const unfinished = await this.query<object>(
        `SELECT id, status FROM task_runs WHERE task LIKE 'backup.%' AND status IN ('PENDING', 'STARTED', 'RETRY')`,
      );
      if (unfinished.length === 0) return;
      if (performance.now() > deadline) throw new Error(`runs that never end: ${JSON.stringify(unfinished)}`);
      await sleep(100);
    }
  }

  /** Restores the newest verified backup beside everything, and counts it by hand. */
  private async restoreAndCount(): Promise<{ differences: string[]; tablesCompared: number }> {
    const name = await this.checks.archive.find('latest');
    const { manifest } = await this.checks.archive.manifest(name);
    const url = new URL(this.servers.databaseUrl);
    url.pathname = '/restored_after_chaos';
    const restored = await this.stage.mallkeeper(['backup', 'restore', 'latest', '--yes', '--into', url.href])
      .finished;
    if (restored.status !== 0) return { differences: [restored.stderr], tablesCompared: 0 };
    return this.checks.differences(manifest, url.href);
  }

  private query<Row extends object>(sql: string): Promise<Row[]> {
    return despiteFaults(() => this.dataSource.query<Row[]>(sql));
  }
}

interface RunState {
  readonly status: string;
  readonly worker: string | null;
  readonly step: string | null;
  readonly error: string | null;
  readonly seconds: number | null;
}
