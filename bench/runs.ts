import { RunSearchIndex } from '../src/tasks/index.js';
import { type MallApplication, startMall } from '../test/support/mall-application.js';
import type { BenchResult } from './billing.js';
import { Figures } from './results/figures.js';
import { addRuns } from './runs/week.js';
import { quantile } from './tasks/rounds.js';

/** Runs of the last seven days; fewer while one works on it. */
const RUNS = Number(process.env.BENCH_RUNS ?? 1_000_000);

/** How often each page is asked for. */
const TIMES = 20;

/** Ms that 19 of 20 answers with a page of runs take at most. */
const MILLISECONDS = 50;

/** Runs a second that are made findable, in a process that does so half of its time. */
const WANTED_RATE = 5_000;

const figures = new Figures('runs');

const DAY = 86_400_000;

/** What the list of runs takes with a million of them, by every filter. */
export async function run(): Promise<BenchResult[]> {
  const mall = await startMall({ today: '2026-01-05' });
  try {
    console.error(`adding ${RUNS} runs`);
    await addRuns(mall.dataSource, RUNS);
    const rate = await makeFindable(mall);
    return [figures.atLeast('runs made findable', rate, 'runs/s', WANTED_RATE), ...(await pages(mall))];
  } finally {
    await mall.close();
  }
}

async function makeFindable({ application, dataSource }: MallApplication): Promise<number> {
  const index = application.get(RunSearchIndex);
  const start = performance.now();
  while (await dataSource.transaction((manager) => index.extend(manager)));
  const rate = (RUNS / (performance.now() - start)) * 1000;
  await dataSource.query('VACUUM (ANALYZE) run_search');
  return rate;
}

async function pages(mall: MallApplication): Promise<BenchResult[]> {
  const measured: { path: string; p95: number }[] = [];
  for (const filter of await filters(mall)) {
    const path = `/runs?${new URLSearchParams(filter)}`;
    const times: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      const start = performance.now();
      const { status } = await mall.request('GET', `${path}&limit=${time % 2 === 0 ? 50 : 100}`);
      if (status !== 200) throw new Error(`${path} was answered with ${status}`);
      times.push(performance.now() - start);
    }
    measured.push({ path, p95: quantile(times, 0.95) });
    console.error(`${quantile(times, 0.95).toFixed(0)} ms: ${decodeURIComponent(path)}`);
  }
  const slowest = measured.reduce((one, other) => (other.p95 > one.p95 ? other : one));
  const slow = measured.filter(({ p95 }) => p95 > MILLISECONDS);
  return [
    figures.atMost(
      `p95 of the slowest of ${measured.length} pages, ${slowest.path}`,
      slowest.p95,
      'ms',
      MILLISECONDS,
    ),
    figures.atMost('pages beyond the limit', slow.length, 'pages', 0),
  ];
}

async function filters({ dataSource }: MallApplication): Promise<Record<string, string>[]> {
  const [middle] = await dataSource.query<{ id: string }[]>(
    'SELECT id FROM task_runs ORDER BY id OFFSET $1 LIMIT 1',
    [Math.floor(RUNS / 2)],
  );
  const id = middle?.id ?? '';
  const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
  return [
    {},
    { sort: 'id' },
    { task: 'area3.task-3' },
    { queue: 'area5' },
    ...['PENDING', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED'].map((status) => ({ status })),
    { status: 'FAILURE,REVOKED' },
    { worker: 'worker@mall-2' },
    { worker: 'worker@mall-99' },
    { worker: 'nobody' },
    { schedule: 'schedule-10' },
    { from: daysAgo(3) },
    { to: daysAgo(3) },
    { from: daysAgo(4), to: daysAgo(3) },
    { task: 'area3.task-3', status: 'FAILURE' },
    { queue: 'area3', status: 'REVOKED', to: daysAgo(2) },
    { task: 'area3.task-3', worker: 'worker@mall-99' },
    { task: 'area3.task-3', worker: 'worker@mall-2', status: 'FAILURE', to: daysAgo(3) },
    { schedule: 'schedule-10', status: 'FAILURE' },
    ...[
      'needle',
      'needle-6',
      'found nowhere',
      'quartz',
      'pong',
      'TypeError',
      '租户777',
      'task-19',
      'ab12cd',
    ].map((q) => ({ q })),
    { q: 'needle', sort: 'id' },
    { q: 'needle', status: 'FAILURE' },
    { q: 'needle', task: 'area3.task-3', from: daysAgo(4), to: daysAgo(3) },
    { q: 'did not work', to: daysAgo(3) },
    { q: id },
    { q: id.slice(0, 10) },
  ];
}
