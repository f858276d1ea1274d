import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchResult } from './billing.js';
import { Figures } from './results/figures.js';
import { withinMinutes } from './results/time-limit.js';
import { BareBull } from './tasks/bare-bull.js';
import { Celery } from './tasks/celery.js';
import { memoryOf, whileRunning } from './tasks/child-processes.js';
import { addHistory, aloneWith, sequentialScans } from './tasks/history.js';
import { callOverRest, fireMissedSlots, lookAround } from './tasks/load.js';
import { type Mallkeeper, withMallkeeper } from './tasks/mallkeeper.js';
import { inTurn, quantile } from './tasks/rounds.js';

/** Rounds that count; of each the median is what is shown. */
const ROUNDS = 5;
/** Runs of a round. */
const RUNS = 6_000;
/** Celery's rounds are shorter, so that they take about as long. */
const CELERY_RUNS = 1_500;
/** Runs one after the other, to see how soon they start. */
const SINGLE_RUNS = 300;
/** Rows of history. */
const HISTORY = 1_000_000;
/** Rounds and runs in the prefork pool, which is not for many short runs. */
const PREFORK_ROUNDS = 3;
const PREFORK_RUNS = 500;
/** As many processes as Celery's worker has. */
const PREFORK_CHILDREN = 2;
/** What scheduler and API have to do before their memory is looked at again: slots that were missed, calls over REST. */
const MISSED_SCHEDULES = 50;
const REST_CALLS = 1_000;

/** How many runs a worker executes at once, here and with bare Bull. */
const CONCURRENCY = 100;
/** Ms for processes that have started to come to rest. */
const REST = 2_000;

/** Runs a second that are wanted end to end, as a share of bare Bull, and as a multiple of Celery. */
const WANTED_RATE = 3_000;
const WANTED_SHARE_OF_BULL = 0.5;
const WANTED_TIMES_CELERY = 4;
/** With so much history, as a share of the rate without. */
const WANTED_WITH_HISTORY = 0.8;
/** Ms from a run's submission to its start that 99 of 100 stay below, with an idle worker. */
const START_LATENCY = 20;

/** Minutes for all of it, on a busy machine too: what takes longer hangs. */
const LONGEST = 12;

const figures = new Figures('tasks');

/** Runs that do nothing: how many, how soon, in how much memory; beside bare Bull and Celery, and on top of a long history. */
export function run(): Promise<BenchResult[]> {
  return withinMinutes(LONGEST, measure());
}

async function measure(): Promise<BenchResult[]> {
  return [
    ...(await throughput()),
    ...(await withMallkeeper(latency)),
    ...(await withMallkeeper(memory)),
    ...(await history()),
    ...(await withMallkeeper(prefork)),
  ];
}

/** Against bare Bull and Celery on the same Redis, in turn. */
function throughput(): Promise<BenchResult[]> {
  return withMallkeeper(async (mallkeeper) => {
    const redisUrl = mallkeeper.database.settings.REDIS_URL ?? '';
    await mallkeeper.startWorker('-c', String(CONCURRENCY));
    const bull = await BareBull.start(redisUrl, CONCURRENCY);
    const celery = Celery.start(redisUrl);
    try {
      const [ours, bare, theirs] = await inTurn(ROUNDS, [
        { contestant: mallkeeper, runs: RUNS },
        { contestant: bull, runs: RUNS },
        ...(celery ? [{ contestant: celery, runs: CELERY_RUNS }] : []),
      ]);
      if (!ours || !bare) throw new Error('a contestant has no rates');
      return [
        figures.atLeast('end to end', ours.finished, 'runs/s', WANTED_RATE),
        figures.plain('end to end, bare Bull', bare.finished, 'runs/s'),
        figures.atLeast(
          'end to end, share of bare Bull',
          ours.finished / bare.finished,
          '',
          WANTED_SHARE_OF_BULL,
        ),
        ...(theirs
          ? [
              figures.plain('end to end, Celery', theirs.finished, 'runs/s'),
              figures.atLeast(
                'end to end, times Celery',
                ours.finished / theirs.finished,
                '',
                WANTED_TIMES_CELERY,
              ),
            ]
          : [figures.plain('Celery left out: no python3-celery and -redis', null, '')]),
        figures.plain('submissions', ours.submitted, 'runs/s'),
        figures.plain('submissions, bare Bull', bare.submitted, 'runs/s'),
        ...(theirs ? [figures.plain('submissions, Celery', theirs.submitted, 'runs/s')] : []),
        ...(celery ? [figures.plain("memory of Celery's worker after the load", celery.memory(), 'MB')] : []),
      ];
    } finally {
      await Promise.all([bull.close(), celery?.close()]);
    }
  });
}

/** From the insertion of a run to its start, by the database's clock. */
async function latency(mallkeeper: Mallkeeper): Promise<BenchResult[]> {
  await mallkeeper.startWorker('-c', String(CONCURRENCY));
  await mallkeeper.round(RUNS);
  const ids: string[] = [];
  for (let count = 0; count < SINGLE_RUNS; count++) {
    // Long enough for the worker to wait again.
    await sleep(5);
    ids.push(await mallkeeper.runOne());
  }
  const rows = await mallkeeper.database.dataSource.query<{ ms: number }[]>(
    `SELECT (extract(epoch FROM started_at - created_at) * 1000)::float8 AS ms FROM task_runs
      WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  const latencies = rows.map(({ ms }) => ms);
  const durability = (await isDurable(mallkeeper)) ? 'durable' : 'not durable';
  return [
    figures.plain(`submit to start, p50 (${durability})`, quantile(latencies, 0.5), 'ms'),
    figures.atMost(`submit to start, p99 (${durability})`, quantile(latencies, 0.99), 'ms', START_LATENCY),
  ];
}

/** Whether PostgreSQL is set up so that what it has committed survives a power cut. */
async function isDurable({ database }: Mallkeeper): Promise<boolean> {
  const [row] = await database.dataSource.query<{ durable: boolean }[]>(
    `SELECT bool_and(setting = 'on') AS durable FROM pg_settings
      WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  return row?.durable ?? false;
}

/** What the processes of an installation hold when they have nothing to do, and after they had. */
async function memory(mallkeeper: Mallkeeper): Promise<BenchResult[]> {
  const worker = await mallkeeper.startWorker('-c', String(CONCURRENCY));
  const scheduler = mallkeeper.launch('beat', '-l', 'info');
  const api = mallkeeper.launch('start', '--no-worker', '--no-beat', '-l', 'warning');
  await scheduler.said(/beat ready/);
  const [, address = ''] = await api.said(/Mallkeeper is ready: (\S+)/);
  const look = (when: string): BenchResult[] => [
    figures.plain(`memory of a worker (-c ${CONCURRENCY}), ${when}`, memoryOf(worker), 'MB'),
    figures.plain(`memory of a scheduler, ${when}`, memoryOf(scheduler), 'MB'),
    figures.plain(`memory of the API, ${when}`, memoryOf(api), 'MB'),
  ];
  await sleep(REST);
  const idle = look('idle');
  await whileRunning(worker, mallkeeper.round(RUNS));
  await whileRunning(scheduler, fireMissedSlots(mallkeeper.database.dataSource, MISSED_SCHEDULES));
  await whileRunning(api, callOverRest(address, REST_CALLS));
  return [...idle, ...look('after the load')];
}

/** On top of a long history, in turn with an installation that has none. */
function history(): Promise<BenchResult[]> {
  return withMallkeeper((young) =>
    withMallkeeper(async (old) => {
      const { dataSource } = old.database;
      await addHistory(dataSource, HISTORY);
      const before = await sequentialScans(dataSource);
      for (const each of [young, old]) await each.startWorker('-c', String(CONCURRENCY));
      const [empty, full] = await inTurn(ROUNDS, [
        { contestant: young, runs: RUNS },
        { contestant: old, runs: RUNS },
      ]);
      if (!empty || !full) throw new Error('a contestant has no rates');
      await lookAround(old);
      await old.stop();
      await aloneWith(dataSource);
      const scans = (await sequentialScans(dataSource)) - before;
      const rows = `${HISTORY} rows of history`;
      return [
        figures.plain('end to end without history', empty.finished, 'runs/s'),
        figures.plain(`end to end with ${rows}`, full.finished, 'runs/s'),
        figures.atLeast(
          'end to end, share of that without',
          full.finished / empty.finished,
          '',
          WANTED_WITH_HISTORY,
        ),
        figures.plain(`submissions with ${rows}`, full.submitted, 'runs/s'),
        figures.atMost('sequential scans of task_runs', scans, 'scans', 0),
      ];
    }),
  );
}

/** Each run in a child process of its own: for tasks that are not to be trusted, not for speed. */
async function prefork(mallkeeper: Mallkeeper): Promise<BenchResult[]> {
  const worker = await mallkeeper.startWorker('-P', 'prefork', '-c', String(PREFORK_CHILDREN));
  const [rates] = await inTurn(PREFORK_ROUNDS, [{ contestant: mallkeeper, runs: PREFORK_RUNS }]);
  if (!rates) throw new Error('the contestant has no rates');
  return [
    figures.plain(`end to end, prefork (-c ${PREFORK_CHILDREN})`, rates.finished, 'runs/s'),
    figures.plain(`memory of that worker after the load`, memoryOf(worker), 'MB'),
  ];
}
