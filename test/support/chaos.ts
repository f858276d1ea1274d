import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { loadSettings, type Settings } from '../../src/config/index.js';
import { dataSourceOptions, migrate } from '../../src/database/index.js';
import { configureLogging } from '../../src/logging/index.js';
import { TaskClient } from '../../src/tasks/index.js';
import { ChaosServers } from './chaos-servers.js';
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
  readonly redisRestarts: number;
  /** FLUSHALL. */
  readonly flushes: number;
  readonly postgresRestarts: number;
  /** Processes that execute runs at any time, but for the moment that it takes to replace one. */
  readonly workers: number;
}

/** What stood in the database and in Redis when all was over. */
export interface ChaosReport {
  /** How many runs have which status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Steps that were logged, and how many different ones: every run has two. */
  readonly logged: number;
  readonly different: number;
  /** Runs that are being executed, wait, have a lease or a token, or are counted by a limit. */
  readonly unfinished: number;
  /** Copies that Redis still holds as waiting. */
  readonly waitingInRedis: number;
  /** Copies that Redis still holds as being worked on. */
  readonly activeInRedis: number;
  /** Claims that were lost with a worker. */
  readonly redeliveries: number;
  /** Runs that threw once, and were executed again. */
  readonly retried: number;
  readonly seconds: number;
}

/** Longest time that everything may take after the last fault, in ms. */
const PATIENCE = 60_000;

const POOLS = ['local', 'async', 'local', 'prefork'] as const;

/** CHAOS_SEED, or one that nobody knows before. */
export function chaosSeed(): number {
  return Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
}

/** Submits runs, executes them, and breaks everything that they stand on meanwhile. */
export async function causeChaos(plan: ChaosPlan): Promise<ChaosReport> {
  configureLogging({ level: 'critical', format: 'json' });
  const servers = await ChaosServers.start();
  const end = (): void => void servers.stop();
  process.once('exit', end);
  try {
    const settings = loadSettings({
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      TASK_LEASE: '5',
      LOG_LEVEL: 'critical',
    });
    await migrate(settings);
    const report = await new Chaos(plan, servers, settings).cause();
    // So that a failure can be brought about again, and everybody sees what was survived.
    process.stderr.write(`chaos: ${JSON.stringify({ ...plan, ...report })}\n`);
    return report;
  } finally {
    process.off('exit', end);
    await servers.stop();
  }
}

class Chaos {
  private readonly random: () => number;
  private readonly workers = new Set<Running>();
  private readonly dataSource: DataSource;
  /** Those that execute runs by now. */
  private readonly ready = new Set<Running>();
  private started = 0;
  private over = false;
  private submitted = 0;
  private readonly since = performance.now();

  constructor(
    private readonly plan: ChaosPlan,
    private readonly servers: ChaosServers,
    private readonly settings: Settings,
  ) {
    this.random = generator(plan.seed);
    this.dataSource = new DataSource(dataSourceOptions(settings));
  }

  async cause(): Promise<ChaosReport> {
    await this.dataSource.initialize();
    const submitter = await startSubmitter(this.settings);
    try {
      await createChaosLog(this.dataSource);
      for (let worker = 0; worker < this.plan.workers; worker++) this.launch();
      const faults = this.breakEverything();
      await Promise.all([this.submitAll(submitter.get(TaskClient)), faults]);
      await this.untilAllHaveEnded();
      return await this.report();
    } finally {
      this.over = true;
      const left = [...this.workers];
      for (const { child } of left) child.kill('SIGKILL');
      await Promise.all(left.map(({ finished }) => finished));
      await submitter.close();
      await this.dataSource.destroy();
    }
  }

  private launch(): void {
    const number = this.started++;
    const options: ChaosWorkerOptions = {
      name: `worker-${number}`,
      pool: POOLS[number % POOLS.length] ?? 'local',
      concurrency: number % POOLS.length === 3 ? 2 : 8,
    };
    const worker = launchChaosWorker(options, {
      DATABASE_URL: this.servers.databaseUrl,
      REDIS_URL: this.servers.redisUrl,
      TASK_LEASE: String(this.settings.TASK_LEASE),
      LOG_LEVEL: 'critical',
    });
    this.workers.add(worker);
    worker.child.once('message', () => this.ready.add(worker));
    void worker.finished.then(() => {
      this.workers.delete(worker);
      this.ready.delete(worker);
      // Killed, or it could not start because PostgreSQL was away: whoever watches over it starts it again.
      if (!this.over) this.launch();
    });
  }

  /** Each fault comes when so many steps have been logged: always in the midst of work, however fast the machine is. */
  private async breakEverything(): Promise<void> {
    const { kills, redisRestarts, flushes, postgresRestarts, runs } = this.plan;
    const faults = [
      ...Array<() => Promise<void>>(kills).fill(() => this.killSomebody()),
      ...Array<() => Promise<void>>(redisRestarts).fill(() => this.servers.restartRedis()),
      ...Array<() => Promise<void>>(flushes).fill(() => this.flush()),
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

  private async killSomebody(): Promise<void> {
    while (this.ready.size === 0) await sleep(50);
    const candidates = [...this.ready];
    const victim = candidates[Math.floor(this.random() * candidates.length)];
    if (!victim) return;
    this.ready.delete(victim);
    victim.child.kill('SIGKILL');
    await once(victim.child, 'exit');
  }

  private async flush(): Promise<void> {
    const redis = new Redis(this.servers.redisUrl);
    await redis.flushall();
    await redis.quit();
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
    await this.despiteFaults(() =>
      tasks.applyAsync(
        task,
        { number, seconds },
        {
          idempotencyKey: `number ${number}`,
          priority: number % 10,
          countdown: number % 7 === 0 ? 1 : undefined,
        },
      ),
    );
  }

  private async untilLogged(steps: number): Promise<void> {
    while ((await this.logged()) < steps) await sleep(50);
  }

  private async logged(): Promise<number> {
    const [row] = await this.query<{ steps: number }>('SELECT count(*)::integer AS steps FROM chaos_log');
    return row?.steps ?? 0;
  }

  private async untilAllHaveEnded(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    while (performance.now() < deadline) {
      const [left] = await this.query<{ runs: number }>(
        `SELECT count(*)::integer AS runs FROM task_runs WHERE status IN ('PENDING', 'STARTED', 'RETRY')`,
      );
      if (left?.runs === 0) return;
      await sleep(100);
    }
  }

  private async report(): Promise<ChaosReport> {
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
    const redis = new Redis(this.servers.redisUrl);
    const lengths = await Promise.all(
      ['wait', 'active'].map(async (list) => {
        const [key] = await redis.keys(`*:chaos:${list}`);
        return key === undefined ? 0 : redis.llen(key);
      }),
    );
    await redis.quit();
    return {
      statuses: Object.fromEntries(statuses.map(({ status, runs: count }) => [status, count])),
      logged: log?.logged ?? 0,
      different: log?.different ?? 0,
      unfinished: runs?.unfinished ?? 0,
      redeliveries: runs?.redeliveries ?? 0,
      retried: runs?.retried ?? 0,
      waitingInRedis: lengths[0] ?? 0,
      activeInRedis: lengths[1] ?? 0,
      seconds: Math.round((performance.now() - this.since) / 1000),
    };
  }

  private query<Row extends object>(sql: string): Promise<Row[]> {
    return this.despiteFaults(() => this.dataSource.query<Row[]>(sql));
  }

  /** What any caller does whose database is away for a moment. */
  private async despiteFaults<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }
}

/** Mulberry32: numbers from 0 to 1 that follow from a seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle<Item>(items: Item[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
}
