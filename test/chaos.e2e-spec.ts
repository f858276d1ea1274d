import { expect, it } from '@jest/globals';
import { causeChaos } from './support/chaos.js';

it('executes every run exactly once while workers are killed and servers are restarted', async () => {
  const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 100_000);
  const runs = 600;
  const report = await causeChaos({
    seed,
    runs,
    kills: 3,
    redisRestarts: 1,
    flushes: 1,
    postgresRestarts: 1,
    workers: 2,
  });
  expect({ seed, ...report }).toMatchObject({
    seed,
    statuses: { SUCCESS: runs },
    logged: 2 * runs,
    different: 2 * runs,
    unfinished: 0,
    waitingInRedis: 0,
  });
}, 120_000);
