import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { addMall, NEXT_MONTH, TODAY } from '../../bench/business/mall.js';
import { backupDatabase, BackupModule } from '../../src/backup/index.js';
import { drop, sibling, withServer } from '../../src/backup/scratch-database.js';
import { SETTINGS, type Settings } from '../../src/config/index.js';
import { FinanceModule, generateMonthlyAccounts } from '../../src/finance/index.js';
import { PaymentService } from '../../src/finance/payment.service.js';
import { NotificationsModule } from '../../src/notifications/index.js';
import { SchedulesModule } from '../../src/schedules/index.js';
import { TaskClient } from '../../src/tasks/index.js';
import { root, Running } from '../support/installation.js';
import { type MallApplication, startMall } from '../support/mall-application.js';

/** Payments that are begun each second, whether the ones before have ended or not, ... */
const PAYMENTS_A_SECOND = 200;
/** ... unless so many have not: then the machine is not up to it, and the figure says so. */
const MOST_AT_ONCE = 100;
const CONTRACTS = 3_000;

/** Seconds; with nothing beside it, billing so many contracts takes one or two. */
const LONGEST_BILLING = 20;

/** Payments of small parts of open bills, as fast as they come. */
class Load {
  readonly failed: unknown[] = [];
  private readonly latencies: number[] = [];
  private begun = 0;
  private stopping = false;
  private readonly pending = new Set<Promise<void>>();
  private readonly running: Promise<void>;
  private readonly since = performance.now();
  private ended = 0;

  constructor(
    private readonly payments: PaymentService,
    private readonly bills: readonly string[],
  ) {
    this.running = this.run();
  }

  /** @returns what was seen. */
  async stop(): Promise<{ made: number; aSecond: number; slowest: number; p99: number }> {
    this.stopping = true;
    await this.running;
    await Promise.all(this.pending);
    const seconds = (this.ended - this.since) / 1000;
    const sorted = this.latencies.toSorted((one, other) => one - other);
    return {
      made: sorted.length,
      aSecond: Math.round(sorted.length / seconds),
      slowest: Math.round(sorted.at(-1) ?? 0),
      p99: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    };
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const due = ((performance.now() - this.since) / 1000) * PAYMENTS_A_SECOND;
      while (this.begun < due && this.pending.size < MOST_AT_ONCE) this.begin(this.begun++);
      await sleep(5);
    }
  }

  private begin(number: number): void {
    const begun = performance.now();
    const payment = this.pay(number)
      .then(() => void this.latencies.push(performance.now() - begun))
      .catch((error: unknown) => void this.failed.push(error))
      .finally(() => {
        this.pending.delete(payment);
        this.ended = performance.now();
      });
    this.pending.add(payment);
  }

  private async pay(number: number): Promise<void> {
    await this.payments.record(
      {
        billId: this.bills[number % this.bills.length] ?? '',
        amount: '0.01',
        paidAt: `${TODAY}T10:00:00+08:00`,
        method: 'transfer',
        reference: `load ${number}`,
        keepRest: false,
      },
      'load',
    );
  }
}

/** Looks again and again who does what with the database, and who waits for whom. */
class Watch {
  /** Statements that waited for a lock that a connection of a backup held. */
  readonly blocked: string[] = [];
  private readonly seen = new Set<string>();
  private stopping = false;
  private readonly running: Promise<void>;

  constructor(private readonly dataSource: DataSource) {
    this.running = this.run();
    // It is awaited later; until then its failure must not count as unheeded.
    this.running.catch(() => undefined);
  }

  /** Resolves once a connection of that name is there. */
  async sees(application: string): Promise<void> {
    while (!this.seen.has(application)) await Promise.race([sleep(10), this.running]);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const [{ connections, blocked }] = await this.dataSource.query<[Connections]>(CONNECTIONS_OF_BACKUPS);
      for (const connection of connections) this.seen.add(connection);
      this.blocked.push(...blocked);
      await sleep(50);
    }
  }
}

interface Connections {
  /** Names of those that belong to a backup. */
  readonly connections: string[];
  /** Statements that wait for a lock that one of them holds. */
  readonly blocked: string[];
}

const CONNECTIONS_OF_BACKUPS = `
  WITH backups AS (
    SELECT pid, application_name FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'mallkeeper backup%'
  )
  SELECT ARRAY(SELECT application_name FROM backups) AS connections,
         ARRAY(
           SELECT query FROM pg_stat_activity
           WHERE datname = current_database() AND pg_blocking_pids(pid) && ARRAY(SELECT pid FROM backups)
         ) AS blocked`;

describe('while 200 payments a second come in', () => {
  let mall: MallApplication;
  let worker: Running;
  let settings: Settings;
  let into: string;

  const environment = (url: string | undefined): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATABASE_URL: url,
    REDIS_URL: settings.REDIS_URL,
    MALLKEEPER_DATA_DIR: mall.folder,
    LOG_LEVEL: 'critical',
  });

  const mallkeeper = (args: string[], url = settings.DATABASE_URL): Running =>
    new Running(
      spawn(process.execPath, [join(root, 'bin', 'mallkeeper'), ...args], {
        cwd: mall.folder,
        env: environment(url),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  beforeAll(async () => {
    const modules = [SchedulesModule, NotificationsModule, FinanceModule, BackupModule];
    mall = await startMall({ today: TODAY, modules });
    settings = mall.application.get<Settings>(SETTINGS);
    into = sibling(settings.DATABASE_URL ?? '', 'restored_under_load');
    await addMall(mall.dataSource, CONTRACTS);
    // So that the dump takes some seconds.
    await mall.dataSource.query(
      `INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
       SELECT 'load', 'fill', 'shop', n::text, jsonb_build_object('one', md5(random()::text), 'two', md5(random()::text))
       FROM generate_series(1, 200000) AS n`,
    );
    worker = mallkeeper(['worker', '-Q', 'backup,finance', '-l', 'info']);
    await worker.said(/worker ready/);
  }, 120_000);

  afterAll(async () => {
    await worker.stop();
    await withServer(into, (client) => drop(client, 'restored_under_load'));
    await mall.close();
  });

  const paid = async (url: string): Promise<number> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM payments WHERE reference LIKE 'load %'`,
    );
    await client.end();
    return rows[0]?.count ?? 0;
  };

  /** Restores the backup elsewhere: its money agrees, and it is of a moment between the two counts of payments. */
  const provesInOrder = async (before: number, after: number): Promise<void> => {
    const restored = await mallkeeper(['backup', 'restore', 'latest', '--yes', '--into', into]).finished;
    expect(restored).toMatchObject({ status: 0 });
    const reconciled = await mallkeeper(['finance', 'reconcile', '--json'], into).finished;
    expect(JSON.parse(reconciled.stdout)).toMatchObject({ differences: 0 });
    expect(reconciled.status).toBe(0);
    const inCopy = await paid(into);
    expect(inCopy).toBeGreaterThanOrEqual(before);
    expect(inCopy).toBeLessThan(after);
  };

  /** Seconds that billing took, and whether all of it lay within the backup. */
  const timesOf = async (
    backup: string,
    billing: string,
  ): Promise<{ billing: number; isInTheMiddle: boolean }> => {
    const [times] = await mall.dataSource.query<{ billing: number; isInTheMiddle: boolean }[]>(
      `SELECT extract(epoch FROM billing.finished_at - billing.started_at)::float8 AS billing,
              billing.started_at > backup.started_at AND billing.finished_at < backup.finished_at AS "isInTheMiddle"
       FROM task_runs AS billing, task_runs AS backup
       WHERE billing.id = $1 AND backup.id = $2`,
      [billing, backup],
    );
    return times ?? { billing: Infinity, isInTheMiddle: false };
  };

  it('a backup blocks nobody, and its copy is in order to the cent', async () => {
    const url = settings.DATABASE_URL ?? '';
    const bills = await mall.dataSource.query<{ id: string }[]>(
      `SELECT id::text FROM bills WHERE outstanding > 100 ORDER BY id LIMIT 2000`,
    );
    const tasks = mall.application.get(TaskClient);
    const load = new Load(
      mall.application.get(PaymentService),
      bills.map(({ id }) => id),
    );
    const watch = new Watch(mall.dataSource);
    try {
      await sleep(3_000);
      const before = await paid(url);
      const backup = await tasks.delay(backupDatabase, {});
      await watch.sees('mallkeeper backup');
      const billing = await tasks.delay(generateMonthlyAccounts, { period: NEXT_MONTH, dryRun: false });
      const billed = await billing.get({ timeout: 60 });
      const made = await backup.get({ timeout: 120 });
      const after = await paid(url);
      await watch.stop();
      const seen = await load.stop();
      const times = await timesOf(backup.id, billing.id);
      const alone = Math.round(before / 3);
      const figures = { alone, ...seen, bills: billed.bills, billing: times.billing, ...made.seconds };
      process.stderr.write(`backup under load: ${JSON.stringify(figures)}\n`);

      expect(load.failed).toEqual([]);
      // How many there can be is for the machine to say; with a backup beside them there are hardly fewer.
      expect(before).toBeGreaterThan(0);
      expect(seen.aSecond).toBeGreaterThan(alone / 2);
      expect(billed.bills).toBe(CONTRACTS);
      expect(times).toMatchObject({ isInTheMiddle: true });
      expect(times.billing).toBeLessThan(LONGEST_BILLING);
      expect(watch.blocked).toEqual([]);
      expect(made.status).toBe('VERIFIED');
      await provesInOrder(before, after);
    } finally {
      await watch.stop();
      await load.stop();
    }
  }, 180_000);
});
