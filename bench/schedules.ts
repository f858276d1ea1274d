import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleService } from '../src/schedules/index.js';
import type { Running } from '../test/support/installation.js';
import type { BenchResult } from './billing.js';
import { Figures } from './results/figures.js';
import { withinMinutes } from './results/time-limit.js';
import { Firings } from './schedules/firings.js';
import { addDistant, addOverdue, addSimultaneous } from './schedules/schedules.js';
import { memoryOf, processorSecondsOf, whileRunning } from './tasks/child-processes.js';
import { type Mallkeeper, withMallkeeper } from './tasks/mallkeeper.js';
import { quantile } from './tasks/rounds.js';

/** Slots of one schedule that comes every second. */
const SINGLE_SLOTS = 60;
/** Schedules that come at the same moment, seconds between their slots, and how many of these count. */
const SIMULTANEOUS = 1_000;
const INTERVAL = 5;
const ROUNDS = 6;
/** Schedules of which none comes, how often a scheduler is started with them, and for how long (s) it is left alone. */
const DISTANT = 10_000;
const STARTS = 3;
const IDLE = 60;
/** Changes of each kind. */
const CHANGES = 20;

/** Ms from a slot to its firing that 99 of 100 stay below: of one schedule on an idle machine, and of many at once. */
const SINGLE_DELAY = 100;
const SIMULTANEOUS_DELAY = 1_000;
/** Seconds from the start of a process until it fires what is owed; MB; share (%) of one processor when nothing comes. */
const START = 3;
const MEMORY = 250;
const BUSY = 2;
/** Ms until a change is heeded. */
const CHANGE_DELAY = 1_000;

/** Minutes for all of it, on a busy machine too. */
const LONGEST = 12;

const figures = new Figures('schedules');

/** How soon slots are fired, by real schedulers in processes of their own, and what schedules cost that do not come. */
export function run(): Promise<BenchResult[]> {
  return withinMinutes(LONGEST, measure());
}

async function measure(): Promise<BenchResult[]> {
  return [
    ...(await withFirings(single)),
    ...(await withFirings((mallkeeper, firings) => simultaneous(mallkeeper, firings, 1, 'one scheduler'))),
    ...(await withFirings((mallkeeper, firings) => simultaneous(mallkeeper, firings, 3, 'three schedulers'))),
    ...(await withFirings(async (mallkeeper, firings) => {
      await mallkeeper.startWorker();
      return simultaneous(mallkeeper, firings, 3, 'three and a worker');
    })),
    ...(await withFirings(distant)),
    ...(await withFirings(changes)),
  ];
}

function withFirings<Result>(
  work: (mallkeeper: Mallkeeper, firings: Firings) => Promise<Result>,
): Promise<Result> {
  return withMallkeeper(async (mallkeeper) => {
    const firings = await Firings.listen(mallkeeper.database);
    try {
      return await work(mallkeeper, firings);
    } finally {
      await firings.close();
    }
  });
}

async function startScheduler(mallkeeper: Mallkeeper): Promise<Running> {
  const scheduler = mallkeeper.launch('beat', '-l', 'info');
  await scheduler.said(/beat ready/);
  return scheduler;
}

/** One schedule, and nothing else to do. */
async function single(mallkeeper: Mallkeeper, firings: Firings): Promise<BenchResult[]> {
  const scheduler = await startScheduler(mallkeeper);
  await addSimultaneous(mallkeeper.database.dataSource, 1, '1s');
  // The first ones find a program that has done nothing yet.
  const delays = await whileRunning(scheduler, firings.delays(SINGLE_SLOTS, Date.now() + 3_000));
  return [
    figures.plain('slot to run, one schedule, p50', quantile(delays, 0.5), 'ms'),
    figures.atMost('slot to run, one schedule, p99', quantile(delays, 0.99), 'ms', SINGLE_DELAY),
  ];
}

/** Many schedules that come at the same moments. */
async function simultaneous(
  mallkeeper: Mallkeeper,
  firings: Firings,
  schedulers: number,
  who: string,
): Promise<BenchResult[]> {
  const [first] = await Promise.all(Array.from({ length: schedulers }, () => startScheduler(mallkeeper)));
  if (!first) throw new Error('there is no scheduler');
  await addSimultaneous(mallkeeper.database.dataSource, SIMULTANEOUS, `${INTERVAL}s`);
  const warm = Date.now() + 1.5 * INTERVAL * 1_000;
  const delays = await whileRunning(first, firings.delays(SIMULTANEOUS * ROUNDS, warm));
  const metric = `slot to run, ${SIMULTANEOUS} at once, ${who}`;
  return [
    figures.plain(`${metric}, p50`, quantile(delays, 0.5), 'ms'),
    figures.atMost(`${metric}, p99`, quantile(delays, 0.99), 'ms', SIMULTANEOUS_DELAY),
    figures.plain(`${metric}, max`, Math.max(...delays), 'ms'),
  ];
}

/** Very many schedules that do not come, beside a start without any. */
async function distant(mallkeeper: Mallkeeper, firings: Firings): Promise<BenchResult[]> {
  const { dataSource } = mallkeeper.database;
  const alone = await startsOf(mallkeeper, firings);
  await addDistant(dataSource, DISTANT);
  const many = await startsOf(mallkeeper, firings);
  const scheduler = await startScheduler(mallkeeper);
  await sleep(2_000);
  const before = processorSecondsOf(scheduler);
  await whileRunning(scheduler, sleep(IDLE * 1_000));
  const after = processorSecondsOf(scheduler);
  const metric = `${DISTANT} schedules`;
  return [
    figures.plain('start of a scheduler, no schedules', quantile(alone, 0.5), 's'),
    figures.atMost(`start of a scheduler, ${metric}`, quantile(many, 0.5), 's', START),
    figures.atMost(`memory of a scheduler, ${metric}`, memoryOf(scheduler), 'MB', MEMORY),
    before === null || after === null
      ? figures.plain(`processor, ${metric}, none due`, null, '%')
      : figures.atMost(`processor, ${metric}, none due`, ((after - before) / IDLE) * 100, '%', BUSY),
  ];
}

/** Seconds from the start of a process until it has fired a slot that was owed before. */
async function startsOf(mallkeeper: Mallkeeper, firings: Firings): Promise<number[]> {
  const seconds: number[] = [];
  for (let count = 0; count < STARTS; count++) {
    await addOverdue(mallkeeper.database.dataSource);
    const start = Date.now();
    const fired = firings.first();
    const scheduler = mallkeeper.launch('beat', '-l', 'info');
    seconds.push(((await whileRunning(scheduler, fired)) - start) / 1_000);
    await scheduler.stop();
  }
  return seconds;
}

/** A schedule that comes every hour, then every second, then every hour again. */
async function changes(mallkeeper: Mallkeeper, firings: Firings): Promise<BenchResult[]> {
  const { dataSource } = mallkeeper.database;
  const service = mallkeeper.application.get(ScheduleService);
  const scheduler = await startScheduler(mallkeeper);
  await addSimultaneous(dataSource, 1, '1h');
  const bySql = (every: string): Promise<unknown> =>
    dataSource.query('UPDATE schedules SET every = $1 WHERE name = $2', [every, 'bench-1']);
  const byService = (every: string): Promise<unknown> =>
    service.update('bench-1', { every: [every] }, 'bench');
  const delaysOf = async (change: (every: string) => Promise<unknown>): Promise<number[]> => {
    const delays: number[] = [];
    for (let count = 0; count < CHANGES; count++) {
      // At any moment of a second, but for its end: the next slot is then that of the next second.
      const second = Math.floor(Date.now() / 1_000 + 1) * 1_000;
      await sleep(second + 50 + Math.random() * 800 - Date.now());
      const fired = firings.first();
      await change('1s');
      delays.push((await whileRunning(scheduler, fired)) - (second + 1_000));
      await change('1h');
    }
    return delays;
  };
  const metric = 'first slot after a change to its run';
  return [
    figures.atMost(`${metric}, by SQL, max`, Math.max(...(await delaysOf(bySql))), 'ms', CHANGE_DELAY),
    figures.atMost(
      `${metric}, by the service, max`,
      Math.max(...(await delaysOf(byService))),
      'ms',
      CHANGE_DELAY,
    ),
  ];
}
