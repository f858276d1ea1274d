import { expect, it } from '@jest/globals';
import { chaosSeed } from '../support/chaos.js';
import { isThorough } from '../support/thorough.js';
import { causeScheduleChaos } from '../support/schedule-chaos.js';

/** Two minutes where it was asked for by name, one otherwise. */
const times = isThorough ? 2 : 1;

it('gives every owed slot of 200 schedules exactly one row while schedulers, workers and PostgreSQL are killed', async () => {
  const report = await causeScheduleChaos({
    seed: chaosSeed(),
    seconds: 60 * times,
    schedules: 200,
    schedulers: 3,
    workers: 2,
    schedulerKills: 6 * times,
    workerKills: 3 * times,
    outages: times,
    pauses: 5,
    postgresRestarts: 1,
    changes: 30 * times,
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
