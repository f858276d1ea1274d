import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SystemClock } from '../config/index.js';
import { configureLogging } from '../logging/index.js';
import { DatabaseClock } from './database-clock.js';

const HOUR = 3_600_000;

describe('the clock of the database', () => {
  let shared: DatabaseClock;
  /** What the three clocks show, and how long the database takes to answer; ms. */
  let steady: number;
  let machine: number;
  let database: number;
  let answer: number;

  const pass = (ms: number): void => {
    steady += ms;
    machine += ms;
    database += ms;
  };

  beforeEach(() => {
    configureLogging({ level: 'critical', format: 'json' });
    steady = 5_000;
    machine = database = Date.parse('2026-01-05T00:00:00Z');
    answer = 2;
    jest.spyOn(performance, 'now').mockImplementation(() => steady);
    jest.useFakeTimers({ doNotFake: ['performance'] });
    jest.spyOn(Date, 'now').mockImplementation(() => machine);
    const dataSource = {
      query: async () => {
        pass(answer / 2);
        const now = database;
        pass(answer / 2);
        return [{ now }];
      },
    } as unknown as DataSource;
    const clock = new SystemClock('UTC');
    clock.now = () => new Date(machine);
    shared = new DatabaseClock(dataSource, clock);
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const off = (moment: Date): number => moment.getTime() - database;

  it('is the machine’s where that differs little', async () => {
    machine += 30;
    expect(off(await shared.now())).toBe(30);
  });

  it.each([800, -800, HOUR, -HOUR])('is the database’s where the machine is %i ms off', async (ahead) => {
    machine += ahead;
    expect(Math.abs(off(await shared.now()))).toBeLessThan(1);
    pass(HOUR);
    expect(Math.abs(off(shared.estimate()))).toBeLessThan(1);
  });

  it.each([2 * HOUR, -2 * HOUR])('goes on when the machine’s clock is stepped by %i ms', async (step) => {
    await shared.now();
    expect(shared.wasStepped()).toBe(false);
    machine += step;
    expect(Math.abs(off(shared.estimate()))).toBeLessThan(1);
    expect(shared.wasStepped()).toBe(true);
    await shared.measure();
    expect(shared.wasStepped()).toBe(false);
    expect(Math.abs(off(shared.estimate()))).toBeLessThan(1);
  });

  it('is right again after the machine was suspended, and its steady clock with it', async () => {
    await shared.now();
    machine += 8 * HOUR;
    database += 8 * HOUR;
    expect(shared.wasStepped()).toBe(true);
    expect(Math.abs(off(await shared.now()))).toBeLessThan(1);
  });

  it('keeps what it knew when the database is slow to answer', async () => {
    machine += 800;
    await shared.now();
    answer = 5_000;
    expect(Math.abs(off(await shared.now()))).toBeLessThan(1);
  });

  it('is not misled by a step while the database is asked', async () => {
    await shared.now();
    answer = 2;
    const asked = shared.measure();
    machine += 2 * HOUR;
    await asked;
    expect(Math.abs(off(shared.estimate()))).toBeLessThan(1);
  });
});
