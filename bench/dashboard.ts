import { CoreModule } from '../src/core/index.js';
import { FinanceModule } from '../src/finance/index.js';
import { MonitorModule } from '../src/monitor/index.js';
import { MonitorSweep } from '../src/monitor/monitor-sweep.js';
import { NotificationsModule } from '../src/notifications/index.js';
import { ReportsModule } from '../src/reports/index.js';
import { SchedulerModule } from '../src/scheduler/index.js';
import { SchedulesModule } from '../src/schedules/index.js';
import { RunSearchIndex } from '../src/tasks/index.js';
import { type MallApplication, startMall } from '../test/support/mall-application.js';
import type { BenchResult } from './billing.js';
import { addRuns, DAYS, NEEDLE } from './dashboard/runs.js';
import { Figures } from './results/figures.js';
import { withinMinutes } from './results/time-limit.js';
import { quantile } from './tasks/rounds.js';

/** Runs that have ended; fewer while one works on it. */
const RUNS = Number(process.env.BENCH_RUNS ?? 1_000_000);

/** How often each page is asked for, after some times that do not count. */
const TIMES = 60;
const WARM = 5;

/** Ms that 95 of 100 answers stay below. */
const PAGE = 50;

/** Ms of a look by Prometheus. */
const SCRAPE = 100;

/** Minutes for all of it, on a busy machine too. */
const LONGEST = 20;

const DAY = 86_400_000;

const figures = new Figures('dashboard');

/** What pages wait for that are read among a million runs of a week. */
export function run(): Promise<BenchResult[]> {
  return withinMinutes(LONGEST, measure());
}

async function measure(): Promise<BenchResult[]> {
  const mall = await startMall({
    today: new Date().toISOString().slice(0, 10),
    modules: [
      SchedulesModule,
      NotificationsModule,
      FinanceModule,
      ReportsModule,
      CoreModule,
      SchedulerModule.register({ active: false }),
      MonitorModule.register({ sweeps: false }),
    ],
  });
  try {
    console.error(`adding ${RUNS} runs`);
    await addRuns(mall.dataSource, RUNS);
    const start = performance.now();
    await mall.application.get(MonitorSweep).sweep();
    const counted = (performance.now() - start) / 1000;
    const indexed = await secondsToIndex(mall);
    await mall.dataSource.query('VACUUM (ANALYZE) run_figures, run_search');
    return [
      figures.plain(`counting ${RUNS} runs that are there already`, counted, 's'),
      figures.plain(`making ${RUNS} runs findable that are there already`, indexed, 's'),
      ...(await pagesOf(mall)),
      await scrape(mall),
    ];
  } finally {
    await mall.close();
  }
}

async function secondsToIndex({ application, dataSource }: MallApplication): Promise<number> {
  const index = application.get(RunSearchIndex);
  const start = performance.now();
  let more = true;
  while (more) more = await dataSource.transaction((manager) => index.extend(manager));
  return (performance.now() - start) / 1000;
}

async function pagesOf(mall: MallApplication): Promise<BenchResult[]> {
  const now = Date.now();
  const ago = (days: number): string => encodeURIComponent(new Date(now - days * DAY).toISOString());
  const pages: [string, string][] = [
    ['overview, 24 h', '/overview'],
    [`overview, ${DAYS} d`, '/overview?range=7d'],
    [`statistics of tasks, ${DAYS} d`, '/tasks/statistics?range=7d'],
    ['statistics of a task, 24 h', '/tasks/finance.task-0/statistics'],
    ['statistics of a task, 30 d', '/tasks/finance.task-0/statistics?range=30d'],
    ['queues', '/queues'],
    ['runs, first page', '/runs'],
    ...['SUCCESS', 'FAILURE', 'REVOKED', 'STARTED', 'PENDING', 'RETRY'].map((status): [string, string] => [
      `runs, status ${status}`,
      `/runs?status=${status}`,
    ]),
    ['runs, a task', '/runs?task=finance.task-0'],
    ['runs, a task that is not', '/runs?task=nothing.like-it'],
    ['runs, a task that failed', '/runs?task=finance.task-0&status=FAILURE'],
    ['runs, a queue', '/runs?queue=finance'],
    ['runs, a queue that failed', '/runs?queue=finance&status=FAILURE'],
    ['runs, a worker', '/runs?worker=mallkeeper@mall-3'],
    ['runs, a worker that is not', '/runs?worker=nobody'],
    ['runs, a schedule', '/runs?schedule=every-3'],
    ['runs, from and to', `/runs?from=${ago(4)}&to=${ago(3)}`],
    ['runs, from, a task', `/runs?from=${ago(2)}&task=finance.task-0`],
    ['runs, text that many have', '/runs?q=contract'],
    ['runs, text of one in an hour', `/runs?q=${NEEDLE}&from=${ago(1 / 24)}`],
    ['runs, text of one in a day', `/runs?q=${NEEDLE}&from=${ago(1)}`],
    [`runs, text of one in ${DAYS} days`, `/runs?q=${NEEDLE}`],
    [`runs, text of none in ${DAYS} days`, '/runs?q=nothing-like-it'],
  ];
  const results: BenchResult[] = [];
  for (const [name, path] of pages) {
    const ask = async (): Promise<number> => (await mall.request('GET', path)).status;
    results.push(await page(name, ask, PAGE));
  }
  return results;
}

/** What Prometheus waits for. */
async function scrape(mall: MallApplication): Promise<BenchResult> {
  const address = `${await mall.application.getUrl()}/metrics`;
  return page(
    'metrics',
    async () => {
      const answer = await fetch(address);
      await answer.text();
      return answer.status;
    },
    SCRAPE,
  );
}

async function page(name: string, ask: () => Promise<number>, limit: number): Promise<BenchResult> {
  const took: number[] = [];
  for (let time = -WARM; time < TIMES; time++) {
    const start = performance.now();
    const status = await ask();
    const milliseconds = performance.now() - start;
    if (status !== 200) throw new Error(`${name} was answered with ${status}`);
    if (time >= 0) took.push(milliseconds);
    // What takes seconds takes seconds: nobody needs to see it sixty times.
    if (milliseconds > 1_000 && took.length > 1) break;
  }
  const [half, most] = [quantile(took, 0.5), quantile(took, 0.95)];
  console.error(`  ${name}: p50 ${half.toFixed(1)} ms, p95 ${most.toFixed(1)} ms`);
  return figures.atMost(`${name}, p95`, most, 'ms', limit);
}
