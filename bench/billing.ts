import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { AuthModule } from '../src/auth/index.js';
import { ConfigModule, type Settings } from '../src/config/index.js';
import { DatabaseModule } from '../src/database/index.js';
import { FinanceModule, generateMonthlyAccounts } from '../src/finance/index.js';
import { HttpModule } from '../src/http/index.js';
import { TaskClient, TasksModule, Worker } from '../src/tasks/index.js';
import { createTestDatabase } from '../test/support/test-database.js';

/** One number that a benchmark found. */
export interface BenchResult {
  readonly bench: string;
  readonly metric: string;
  /** null: was not measured; `metric` says why. */
  readonly value: number | null;
  readonly unit: string;
  /** What `value` must not exceed; null: only for information. */
  readonly limit: number | null;
  /** Set when `value` must reach `limit` instead. */
  readonly atLeast?: true;
  /** value / limit. */
  readonly ratio: number | null;
}

const SIZES = [1_000, 10_000, 100_000];

/** The month that is billed; every contract is billed here from this month on. */
const PERIOD = '2026-01';

/** Seconds for a month's bills of 100,000 contracts in one run. */
const SECONDS = 10;

/** Seconds for a run that finds everything billed, which is what 29 of 30 daily runs are. */
const SECONDS_WHEN_BILLED = 2;

/** Megabytes of the whole worker process. */
const MEGABYTES = 300;

/** How much longer than among 1,000 a contract may take among more of them. */
const STEEPNESS = 1.5;

/** A month's bills by the real worker, in rent rolls of 1,000 to 100,000 contracts. */
export async function run(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  let fewest: number | undefined;
  for (const size of SIZES) {
    const { first, again, bills, megabytes } = await billOneMonth(size);
    const largest = size === SIZES.at(-1);
    const perContract = (first * 1000) / size;
    results.push(
      result(`a month of ${size} contracts`, first, 's', largest ? SECONDS : null),
      result(`the same month again`, again, 's', largest ? SECONDS_WHEN_BILLED : null),
      result(`bills of ${size} contracts`, bills, 'bills', null),
      result(`worker's peak memory, ${size} contracts`, megabytes, 'MB', MEGABYTES),
      result(
        `time a contract among ${size}`,
        perContract,
        'ms',
        fewest === undefined ? null : fewest * STEEPNESS,
      ),
    );
    fewest ??= perContract;
  }
  return results;
}

function result(metric: string, value: number, unit: string, limit: number | null): BenchResult {
  return { bench: 'billing', metric, value, unit, limit, ratio: limit === null ? null : value / limit };
}

interface Measured {
  /** Seconds from the call to its result. */
  readonly first: number;
  readonly again: number;
  readonly bills: number;
  readonly megabytes: number;
}

async function billOneMonth(size: number): Promise<Measured> {
  const database = await createTestDatabase();
  try {
    await addContracts(database.dataSource, size);
    return await withWorker(database.settings, async (tasks) => {
      const memory = watchMemory();
      const bill = async (): Promise<{ seconds: number; bills: number }> => {
        const start = performance.now();
        const called = await tasks.delay(generateMonthlyAccounts, { period: PERIOD, dryRun: false });
        const { bills } = await called.get({ timeout: 600 });
        return { seconds: (performance.now() - start) / 1000, bills };
      };
      const first = await bill();
      const again = await bill();
      if (again.bills > 0) throw new Error(`the second run made ${again.bills} bills`);
      return { first: first.seconds, again: again.seconds, bills: first.bills, megabytes: memory.peak() };
    });
  } finally {
    await database.drop();
  }
}

async function withWorker<Result>(
  settings: Settings,
  work: (tasks: TaskClient) => Promise<Result>,
): Promise<Result> {
  @Module({
    imports: [
      ConfigModule.register(settings),
      DatabaseModule.register(),
      HttpModule,
      AuthModule,
      TasksModule.register(),
      FinanceModule,
    ],
  })
  class BillingWorker {}

  const application = await NestFactory.createApplicationContext(BillingWorker, { logger: ['error'] });
  try {
    await application.get(Worker).start();
    return await work(application.get(TaskClient));
  } finally {
    await application.get(Worker).stop(0);
    await application.close();
  }
}

function watchMemory(): { peak(): number } {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss() / 1024 / 1024);
  };
  const timer = setInterval(look, 20);
  return {
    peak() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

/**
 * A rent roll as malls have it: six contracts of ten monthly, three quarterly, one yearly; terms of two to seven years
 * that began in the five years before; a third without a management fee; one in four with rent-free days at the start;
 * rents that rise by nothing to 8 percent a year.
 */
async function addContracts(dataSource: DataSource, size: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO shops (code, name) SELECT 'S' || n, 'Shop ' || n FROM generate_series(1, $1::integer) AS n`,
    [size],
  );
  await dataSource.query(
    `INSERT INTO tenants (name) SELECT 'Tenant ' || n FROM generate_series(1, $1::integer) AS n`,
    [size],
  );
  await dataSource.query(
    `INSERT INTO contracts (
       number, shop_id, tenant_id, contact_email, start_date, end_date, monthly_rent, management_fee, billing_cycle,
       due_day, rent_free_until, escalation_percent, status, billing_from
     )
     SELECT 'HT' || n, shops.id, tenants.id, 'tenant' || n || '@shop.example', start_date, end_date,
            1000 + (n * 7919 % 900000) / 100.0,
            CASE WHEN n % 3 = 0 THEN 0 ELSE 200 + (n * 104729 % 90000) / 100.0 END,
            (ARRAY['monthly', 'monthly', 'monthly', 'monthly', 'monthly', 'monthly', 'quarterly', 'quarterly',
                   'quarterly', 'yearly'])[1 + n % 10],
            1 + n % 31,
            CASE WHEN n % 4 = 0 THEN start_date + 45 END,
            (ARRAY[0, 3, 5, 5.5, 8])[1 + n % 5],
            'ACTIVE',
            $2
     FROM generate_series(1::bigint, $1::bigint) AS n
     JOIN shops ON shops.code = 'S' || n
     JOIN tenants ON tenants.name = 'Tenant ' || n
     CROSS JOIN LATERAL (SELECT date '2021-01-01' + (n * 37 % 1820)::integer AS start_date) AS start
     CROSS JOIN LATERAL (SELECT start_date + 730 + (n * 13 % 1800)::integer AS end_date) AS term`,
    [size, `${PERIOD}-01`],
  );
}
