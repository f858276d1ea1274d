import { CoreModule, cleanupOldData } from '../src/core/index.js';
import {
  FinanceModule,
  generateMonthlyAccounts,
  reconcile,
  sendOverdueAlerts,
  sendPaymentReminders,
} from '../src/finance/index.js';
import { NotificationsModule } from '../src/notifications/index.js';
import { generateDailyReport, ReportsModule } from '../src/reports/index.js';
import { SchedulesModule } from '../src/schedules/index.js';
import { TaskClient, type TaskDefinition, Worker } from '../src/tasks/index.js';
import { type MallApplication, startMall } from '../test/support/mall-application.js';
import type { BenchResult } from './billing.js';
import { measureLists } from './business/lists.js';
import { addMall, NEXT_MONTH, TODAY } from './business/mall.js';
import { describe, Plans, readWhole } from './business/plans.js';

/** Contracts, each with twelve bills; fewer while one works on it. */
const CONTRACTS = Number(process.env.BENCH_CONTRACTS ?? 100_000);

/** Seconds for a month's bills, for the reminders and for the alerts. */
const SECONDS = 10;

/** Seconds for the daily report. */
const SECONDS_OF_REPORT = 3;

/** Milliseconds for a page of a list, or a statement. */
const MILLISECONDS = 100;

/** Megabytes of the process, which is worker and API at once. */
const MEGABYTES = 300;

const DAY = 24 * 3600 * 1000;

/** Plans that are printed of each step. */
const PRINTED = 3;

/** What the daily work takes in a mall of 100,000 contracts and 1,200,000 bills. */
export async function run(): Promise<BenchResult[]> {
  const plans = new Plans();
  // So that notices go out by e-mail, too; nobody sends them meanwhile, as no worker reads that queue.
  const environment = { SMTP_URL: 'smtp://127.0.0.1:9' };
  const modules = [SchedulesModule, NotificationsModule, FinanceModule, ReportsModule, CoreModule];
  const mall = await startMall({ today: TODAY, modules, environment });
  try {
    console.error(`adding ${CONTRACTS} contracts and ${CONTRACTS * 12} bills`);
    await addMall(mall.dataSource, CONTRACTS);
    await mall.application.get(Worker).start({ queues: ['finance', 'reports', 'core'] });
    return await new Business(mall, plans).measure();
  } finally {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  }
}

class Business {
  private readonly results: BenchResult[] = [];
  /** Large tables that were read from one end to the other by what should not have. */
  private readonly wholes: string[] = [];
  private peak = 0;

  constructor(
    private readonly mall: MallApplication,
    private readonly plans: Plans,
  ) {}

  async measure(): Promise<BenchResult[]> {
    const watch = setInterval(() => this.lookAtMemory(), 20);
    this.plans.take();

    const reminders = await this.task('payment reminders', sendPaymentReminders, { daysAhead: 3 }, SECONDS);
    this.add('bills reminded of', reminders.bills, 'bills');
    this.add('notices of it', reminders.notices, 'notices');
    const alerts = await this.task('overdue alerts', sendOverdueAlerts, { daysOverdue: 0 }, SECONDS);
    this.add('bills that are overdue', alerts.overdue, 'bills');
    this.add('bills alerted of', alerts.alerted, 'bills');
    this.add('notices of it', alerts.notices, 'notices');
    this.add('memory after reminders and alerts', this.peak, 'MB');
    // Most days there is little that was not told the day before.
    this.mall.clock.moveTo(new Date(this.mall.clock.now().getTime() + DAY));
    const daily = await this.task(
      'reminders of the day after',
      sendPaymentReminders,
      { daysAhead: 3 },
      SECONDS,
    );
    this.add('bills reminded of then', daily.bills, 'bills');
    const staged = await this.task('alerts of the day after', sendOverdueAlerts, { daysOverdue: 0 }, SECONDS);
    this.add('bills alerted of then', staged.alerted, 'bills');

    await this.task('daily report', generateDailyReport, {}, SECONDS_OF_REPORT);
    await this.mall.dataSource.query(
      `INSERT INTO reports (edition, date, data)
       SELECT 'daily', date - n, data FROM reports, generate_series(1, 1000) AS n`,
    );
    await this.page('report of a whole year', '/reports/range?from=2026-01-01&to=2026-12-20', null, true);

    const month = await this.task(
      `bills of ${NEXT_MONTH}`,
      generateMonthlyAccounts,
      { period: NEXT_MONTH, dryRun: false },
      SECONDS,
    );
    this.add('bills made', month.bills, 'bills');
    this.add('credit applied', Number(month.creditApplied), 'yuan');
    await this.task(
      'the same month again',
      generateMonthlyAccounts,
      { period: NEXT_MONTH, dryRun: false },
      null,
    );

    await this.page(
      "a tenant's statement",
      '/tenants/777/statement?from=2026-01-01&to=2026-12-31',
      MILLISECONDS,
    );
    await this.pagesOfLists();

    const { differences } = await this.task('reconcile', reconcile, { tellManagers: false }, null, true);
    this.add('differences', differences, 'differences', 0);
    const cleaned = await this.task('cleanup, dry run', cleanupOldData, { dryRun: true }, null, true);
    this.add(
      'rows that cleanup would remove',
      cleaned.kinds.reduce((sum, { rows }) => sum + rows, 0),
      'rows',
    );

    clearInterval(watch);
    this.add('peak memory of worker and API', this.peak, 'MB', MEGABYTES);
    // A small table is rightly read as a whole.
    const limit = CONTRACTS < 100_000 ? null : 0;
    this.add('large tables read whole by what should not', this.wholes.length, 'statements', limit);
    for (const each of this.wholes) console.error(each);
    return this.results;
  }

  /** @param everything whether it has to look at everything. */
  private async task<Input extends object, Result>(
    metric: string,
    task: TaskDefinition<Input, Result>,
    input: Input,
    limit: number | null,
    everything = false,
  ): Promise<Result> {
    const start = performance.now();
    const called = await this.mall.application.get(TaskClient).delay(task, input);
    const result = await called.get({ timeout: 600 });
    this.add(metric, (performance.now() - start) / 1000, 's', limit);
    this.lookAtPlans(metric, everything);
    return result;
  }

  private async page(metric: string, path: string, limit: number | null, everything = false): Promise<void> {
    const start = performance.now();
    const { status } = await this.mall.request('GET', path);
    if (status !== 200) throw new Error(`${path} was answered with ${status}`);
    this.add(metric, performance.now() - start, 'ms', limit);
    this.lookAtPlans(metric, everything);
  }

  private async pagesOfLists(): Promise<void> {
    const pages = await measureLists(this.mall, (path) => this.lookAtPlans(path, false, 0));
    const slow = pages.filter(({ milliseconds }) => milliseconds > MILLISECONDS);
    for (const { path, milliseconds } of slow) this.add(`page of ${path}`, milliseconds, 'ms', MILLISECONDS);
    for (const { path, milliseconds } of pages.slice(slow.length, slow.length + 5)) {
      console.error(`  ${milliseconds.toFixed(0)} ms: ${path}`);
    }
    const [slowest] = pages;
    this.add(
      `slowest of ${pages.length} pages of lists, ${slowest?.path ?? ''}`,
      slowest?.milliseconds ?? 0,
      'ms',
      MILLISECONDS,
    );
    this.add('pages beyond the limit', slow.length, 'pages', 0);
  }

  private lookAtPlans(step: string, everything: boolean, printed = PRINTED): void {
    const plans = this.plans.take();
    if (printed > 0) console.error(`\n${step}: ${plans.length} statements took long`);
    for (const plan of plans.slice(0, printed)) console.error(describe(plan));
    if (everything) return;
    for (const plan of plans) {
      const tables = readWhole(plan);
      if (tables.length > 0)
        this.wholes.push(`${step} reads all of ${tables.join(', ')}:\n${describe(plan)}`);
    }
  }

  private lookAtMemory(): void {
    this.peak = Math.max(this.peak, process.memoryUsage.rss() / 1024 / 1024);
  }

  private add(metric: string, value: number, unit: string, limit: number | null = null): void {
    const ratio = limit === null ? null : limit === 0 ? value : value / limit;
    this.results.push({ bench: 'business', metric, value, unit, limit, ratio });
    console.error(`${metric}: ${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`);
  }
}
