import { expect, it } from '@jest/globals';
import { causeChaos, chaosSeed } from '../support/chaos.js';

/** Whoever submits a run hears within this time (ms) that it is there, or that PostgreSQL is away. */
const ANSWER = 10_000;

it('executes 10,000 runs exactly once while workers are killed 30 times and servers restarted, and the broker loses all it holds', async () => {
  const runs = 10_000;
  const report = await causeChaos({
    seed: chaosSeed(),
    runs,
    kills: 30,
    postgresRestarts: 1,
    broker: { restart: 2, lose: 2, disconnect: 3, refuse: 2 },
    workers: 4,
  });
  expect(report).toMatchObject({
    statuses: { SUCCESS: runs },
    logged: 2 * runs,
    different: 2 * runs,
    unfinished: 0,
    waitingInBroker: 0,
  });
  expect(report.longestSubmission).toBeLessThan(ANSWER);
}, 900_000);
