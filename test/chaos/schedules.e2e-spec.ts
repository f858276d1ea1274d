import { expect, it } from '@jest/globals';
import { chaosSeed } from '../support/chaos.js';
import { causeScheduleChaos } from '../support/schedule-chaos.js';

it('gives every owed slot of 200 schedules exactly one row while schedulers, workers and PostgreSQL are killed for two minutes', async () => {
  const report = await causeScheduleChaos({
    seed: chaosSeed(),
    seconds: 120,
    schedules: 200,
    schedulers: 3,
    workers: 2,
    schedulerKills: 12,
    workerKills: 6,
    outages: 2,
    pauses: 5,
    postgresRestarts: 1,
    changes: 60,
  });
  expect(report).toMatchObject({
    missing: 0,
    extra: 0,
    early: 0,
    unpaired: 0,
    skippedAnyway: 0,
    outOfTurn: 0,
    stepsAmiss: 0,
    unfinished: 0,
  });
}, 600_000);
