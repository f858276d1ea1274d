import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as RabbitServers from '../scripts/rabbit-server.mjs';
import type { BenchResult } from './billing.js';
import { Figures } from './results/figures.js';
import { withinMinutes } from './results/time-limit.js';
import { Celery } from './tasks/celery.js';
import { withMallkeeper } from './tasks/mallkeeper.js';
import { inTurn } from './tasks/rounds.js';

/** As with Redis: see tasks.ts. */
const ROUNDS = 5;
const RUNS = 6_000;
const CELERY_RUNS = 1_500;
const CONCURRENCY = 100;

/** Runs a second that are wanted end to end. */
const WANTED_RATE = 2_500;

/** Minutes for all of it. */
const LONGEST = 10;

/** Where the source has it, two folders above the benchmarks as they were built. */
const SERVER = new URL('../../../scripts/rabbit-server.mjs', import.meta.url).href;

const figures = new Figures('rabbitmq');

/** Runs that do nothing over RabbitMQ, in turn with the same over Redis and with Celery on the same RabbitMQ. */
export function run(): Promise<BenchResult[]> {
  return withinMinutes(LONGEST, measure());
}

async function measure(): Promise<BenchResult[]> {
  const { startRabbit } = (await import(SERVER)) as typeof RabbitServers;
  const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-rabbit-'));
  const rabbit = await startRabbit(folder);
  const stop = (): void => void rabbit.kill();
  process.once('exit', stop);
  try {
    return await withMallkeeper(
      (onRabbit) =>
        withMallkeeper(async (onRedis) => {
          for (const each of [onRabbit, onRedis]) await each.startWorker('-c', String(CONCURRENCY));
          const celery = Celery.start(onRedis.database.settings.REDIS_URL ?? '', rabbit.url);
          try {
            const [rates, redisRates, celeryRates] = await inTurn(ROUNDS, [
              { contestant: onRabbit, runs: RUNS },
              { contestant: onRedis, runs: RUNS },
              ...(celery ? [{ contestant: celery, runs: CELERY_RUNS }] : []),
            ]);
            if (!rates || !redisRates) throw new Error('a contestant has no rates');
            return [
              figures.atLeast('end to end', rates.finished, 'runs/s', WANTED_RATE),
              figures.plain('end to end over Redis', redisRates.finished, 'runs/s'),
              figures.plain('end to end, share of that over Redis', rates.finished / redisRates.finished, ''),
              ...(celeryRates
                ? [
                    figures.plain('end to end, Celery', celeryRates.finished, 'runs/s'),
                    figures.plain('end to end, times Celery', rates.finished / celeryRates.finished, ''),
                  ]
                : [figures.plain('Celery left out: no python3-celery and -redis', null, '')]),
              figures.plain('submissions', rates.submitted, 'runs/s'),
            ];
          } finally {
            await celery?.close();
          }
        }),
      { BROKER_URL: rabbit.url },
    );
  } finally {
    process.off('exit', stop);
    await rabbit.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
