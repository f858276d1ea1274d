import { expect, it } from '@jest/globals';
import { chaosSeed } from './support/chaos.js';
import { causeScheduleChaos } from './support/schedule-chaos.js';

it('gives every owed slot exactly one row while schedulers are killed and stand still', async () => {
  const report = await causeScheduleChaos({
    seed: chaosSeed(),
    seconds: 4,
    schedules: 40,
    schedulers: 2,
    workers: 1,
    schedulerKills: 1,
    workerKills: 0,
    outages: 1,
    pauses: 1,
    postgresRestarts: 0,
    changes: 8,
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
}, 150_000);
