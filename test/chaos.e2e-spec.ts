import { expect, it } from '@jest/globals';
import { causeChaos, chaosSeed } from './support/chaos.js';

it('executes every run exactly once while workers are killed and servers restarted', async () => {
  const runs = 600;
  const report = await causeChaos({
    seed: chaosSeed(),
    runs,
    kills: 3,
    redisRestarts: 1,
    flushes: 1,
    postgresRestarts: 1,
    workers: 2,
  });
  expect(report).toMatchObject({
    statuses: { SUCCESS: runs },
    logged: 2 * runs,
    different: 2 * runs,
    unfinished: 0,
    waitingInRedis: 0,
  });
}, 150_000);
