import { expect, it } from '@jest/globals';
import { causeChaos, chaosSeed } from '../support/chaos.js';

it('executes 10,000 runs exactly once while workers are killed 30 times and servers restarted and flushed', async () => {
  const runs = 10_000;
  const report = await causeChaos({
    seed: chaosSeed(),
    runs,
    kills: 30,
    redisRestarts: 2,
    flushes: 1,
    postgresRestarts: 1,
    workers: 4,
  });
  expect(report).toMatchObject({
    statuses: { SUCCESS: runs },
    logged: 2 * runs,
    different: 2 * runs,
    unfinished: 0,
    waitingInRedis: 0,
  });
}, 600_000);
