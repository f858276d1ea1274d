import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Settings } from '../../src/config/index.js';
import { dataSourceOptions } from '../../src/database/index.js';
import { TaskClient } from '../../src/tasks/index.js';
import { type Chance, chanceFrom, shuffle } from './chance.js';
import type { Remains } from './chaos-broker.js';
import { ChaosProcesses } from './chaos-processes.js';
import {
  type ChaosServers,
  despiteFaults,
  environmentOf,
  PATIENCE,
  withChaosServers,
} from './chaos-servers.js';
import {
  append,
  appendInTurn,
  type ChaosWorkerOptions,
  createChaosLog,
  launchChaosWorker,
  startSubmitter,
} from './chaos-tasks.js';
import type { Running } from './installation.js';

export interface ChaosPlan {
  /** The same seed gives the same faults in the same order, at the same numbers of runs. */
  readonly seed: number;
  readonly runs: number;
  /** Workers killed with SIGKILL. */
  readonly kills: number;
  readonly postgresRestarts: number;
  /** What happens to the broker, and how often; see ChaosBroker. */
  readonly broker: Readonly<Partial<Record<'restart' | 'lose' | 'disconnect' | 'refuse', number>>>;
  /** Processes that execute runs at any time, but for the moment that it takes to replace one. */
  readonly workers: number;
}

/** What stood in the database and in the broker when all was over. */
export interface ChaosReport {
  /** How many runs have which status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Steps that were logged, and how many different ones: every run has two. */
  readonly logged: number;
  readonly different: number;
  /** Runs that are being executed, wait, have a lease or a token, or are counted by a limit. */
  readonly unfinished: number;
  /** Copies that the broker still holds: they wait, or are being worked on. */
  readonly waitingInBroker: number;
  readonly unacknowledged: number;
  /** Claims that were lost with a worker. */
  readonly redeliveries: number;
  /** Runs that threw once, and were executed again. */
  readonly retried: number;
  /** The longest that somebody waited until a run was submitted, or refused because PostgreSQL was away, in ms. */
  readonly longestSubmission: number;
  readonly seconds: number;
}

const POOLS = ['local', 'async', 'local', 'prefork'] as const;

/** CHAOS_SEED, or one that nobody knows before. */
export function chaosSeed(): number {
  return Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
}

/** Submits runs, executes them, and breaks everything that they stand on meanwhile. */
export function causeChaos(plan: ChaosPlan): Promise<ChaosReport> {
  return withChaosServers(plan, (servers, settings) => new Chaos(plan, servers, settings).cause());
}

class Chaos {
  private readonly random: Chance;
  private readonly workers: ChaosProcesses;
  private readonly dataSource: DataSource;
  private submitted = 0;
  private longestSubmission = 0;
  private readonly since = performance.now();

  constructor(
    private readonly plan: ChaosPlan,
    private readonly servers: ChaosServers,
    private readonly settings: Settings,
  ) {
    this.random = chanceFrom(plan.seed);
    this.workers = new ChaosProcesses(this.random, (number) => this.launch(number));
    this.dataSource = new DataSource(dataSourceOptions(settings));
  }

  async cause(): Promise<ChaosReport> {
    await this.dataSource.initialize();
    const submitter = await startSubmitter(this.settings);
    try {
      await createChaosLog(this.dataSource);
      this.workers.start(this.plan.workers);
      const faults = this.breakEverything();
      await Promise.all([this.submitAll(submitter.get(TaskClient)), faults]);
      await this.untilAllHaveEnded();
      return await this.report(await this.remains());
    } finally {
      await this.workers.stop('SIGKILL');
      await submitter.close();
      await this.dataSource.destroy();
    }
  }

  private launch(number: number): Running {
    const options: ChaosWorkerOptions = {
      name: `worker-${number}`,
      pool: POOLS[number % POOLS.length] ?? 'local',
      concurrency: number % POOLS.length === 3 ? 2 : 8,
    };
    return launchChaosWorker(options, environmentOf(this.settings));
  }

  /** Each fault comes when so many steps have been logged: always in the midst of work, however fast the machine is. */
  private async breakEverything(): Promise<void> {
    const { kills, postgresRestarts, broker, runs } = this.plan;
    const brokerFaults = Object.entries(broker) as [keyof typeof broker, number][];
    const faults = [
      ...Array<() => Promise<void>>(kills).fill(() => this.workers.killOne()),
      ...brokerFaults.flatMap(([fault, times]) =>
        Array<() => Promise<void>>(times).fill(() => this.servers.broker[fault]()),
      ),
      ...Array<() => Promise<void>>(postgresRestarts).fill(() => this.servers.restartPostgres()),
    ];
    shuffle(faults, this.random);
    const moments = faults
      .map(() => (0.02 + 0.9 * this.random()) * 2 * runs)
      .sort((one, other) => one - other);
    for (const [index, fault] of faults.entries()) {
      await this.untilLogged(moments[index] ?? 0);
      await fault();
    }
  }

  /** A tenth ahead of what is done, so that there is work at every fault. Each run has a key: nothing is submitted twice. */
  private async submitAll(tasks: TaskClient): Promise<void> {
    const { runs } = this.plan;
    const ahead = Math.ceil(runs / 10);
    while (this.submitted < runs) {
      await this.untilLogged(2 * (this.submitted - ahead));
      const numbers = Array.from(
        { length: Math.min(50, runs - this.submitted) },
        (_, index) => this.submitted + index,
      );
      await Promise.all(numbers.map((number) => this.submit(tasks, number)));
      this.submitted += numbers.length;
    }
  }

  private async submit(tasks: TaskClient, number: number): Promise<void> {
    const task = number % 20 === 0 ? appendInTurn : append;
    const seconds = 0.02 + 0.3 * this.random();
    const options = {
      idempotencyKey: `number ${number}`,
      priority: number % 10,
      countdown: number % 7 === 0 ? 1 : undefined,
    };
    await despiteFaults(async () => {
      const start = performance.now();
      try {
        await tasks.applyAsync(task, { number, seconds }, options);
      } finally {
        this.longestSubmission = Math.max(this.longestSubmission, performance.now() - start);
      }
    });
  }

  private async untilLogged(steps: number): Promise<void> {
    while ((await this.logged()) < steps) await sleep(50);
  }

  private async logged(): Promise<number> {
    const [row] = await this.query<{ steps: number }>('SELECT count(*)::integer AS steps FROM chaos_log');
    return row?.steps ?? 0;
  }

  /** As long as runs go on ending, however slowly: a busy machine takes its time, and a run that is lost never ends. */
  private async untilAllHaveEnded(): Promise<void> {
    let fewest = Infinity;
    let deadline = Infinity;
    while (performance.now() < deadline) {
      const [left] = await this.query<{ runs: number }>(
        `SELECT count(*)::integer AS runs FROM task_runs WHERE status IN ('PENDING', 'STARTED', 'RETRY')`,
      );
      const runs = left?.runs ?? Infinity;
      if (runs === 0) return;
      if (runs < fewest) {
        fewest = runs;
        deadline = performance.now() + PATIENCE;
      }
      await sleep(100);
    }
  }

  /** A copy that nobody needs any more waits until a worker has room to throw it away. */
  private async remains(): Promise<Remains> {
    const deadline = performance.now() + PATIENCE;
    let remains = await this.servers.broker.remains();
    while (remains.waiting > 0 && performance.now() < deadline) {
      await sleep(100);
      remains = await this.servers.broker.remains();
    }
    return remains;
  }

  private async report({ waiting, unacknowledged }: Remains): Promise<ChaosReport> {
    const statuses = await this.query<{ status: string; runs: number }>(
      'SELECT status, count(*)::integer AS runs FROM task_runs GROUP BY status',
    );
    const [log] = await this.query<{ logged: number; different: number }>(
      `SELECT count(*)::integer AS logged, count(DISTINCT (number, step))::integer AS different FROM chaos_log`,
    );
    const [runs] = await this.query<{ unfinished: number; redeliveries: number; retried: number }>(
      `SELECT count(*) FILTER (WHERE status IN ('PENDING', 'STARTED', 'RETRY') OR token IS NOT NULL
                                  OR lease_until IS NOT NULL OR published_at IS NOT NULL)::integer AS unfinished,
              sum(deliveries)::integer AS redeliveries,
              count(*) FILTER (WHERE attempt > 1)::integer AS retried
         FROM task_runs`,
    );
    return {
      statuses: Object.fromEntries(statuses.map(({ status, runs: count }) => [status, count])),
      logged: log?.logged ?? 0,
      different: log?.different ?? 0,
      unfinished: runs?.unfinished ?? 0,
      redeliveries: runs?.redeliveries ?? 0,
      retried: runs?.retried ?? 0,
      longestSubmission: Math.round(this.longestSubmission),
      waitingInBroker: waiting,
      unacknowledged,
      seconds: Math.round((performance.now() - this.since) / 1000),
    };
  }

  private query<Row extends object>(sql: string): Promise<Row[]> {
    return despiteFaults(() => this.dataSource.query<Row[]>(sql));
  }
}
