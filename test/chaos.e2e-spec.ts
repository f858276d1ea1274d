import { expect, it } from '@jest/globals';
import { causeChaos, chaosSeed } from './support/chaos.js';

/** Whoever submits a run hears within this time (ms) that it is there, or that PostgreSQL is away. */
const ANSWER = 10_000;

it('executes every run exactly once while workers are killed and servers restarted', async () => {
  const runs = 600;
  const report = await causeChaos({
    seed: chaosSeed(),
    runs,
    kills: 3,
    postgresRestarts: 1,
    broker: { restart: 1, lose: 1, disconnect: 1, refuse: 1 },
    workers: 2,
  });
  expect(report).toMatchObject({
    statuses: { SUCCESS: runs },
    logged: 2 * runs,
    different: 2 * runs,
    unfinished: 0,
    waitingInBroker: 0,
  });
  expect(report.longestSubmission).toBeLessThan(ANSWER);
}, 150_000);
