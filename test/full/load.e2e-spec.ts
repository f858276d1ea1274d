import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Api, eventually, Installation } from '../support/installation.js';
import { driveLoad, keepSevenTasksRunning } from '../support/load.js';

/** Requests a second, of which each fourth starts a run, and for how many seconds. How fast they are answered: npm run bench -- load. */
const RATE = 150;
const SECONDS = 60;
/** Seconds after which the seven tasks are started once more. */
const EVERY = 10;

interface Run {
  readonly id: string;
  readonly task: string;
  readonly status: string;
}

describe('a minute of 150 requests a second, while the seven tasks run', () => {
  let mall: Installation;
  let api: Api;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    ({ api } = await mall.start());
  }, 120_000);

  afterAll(() => mall.close());

  it('answers every request as it should be, and executes every run', async () => {
    const over = new AbortController();
    const [{ requests, faults }, started] = await Promise.all([
      driveLoad(api, { rate: RATE, seconds: SECONDS }).finally(() => over.abort()),
      keepSevenTasksRunning(api, EVERY, over.signal),
    ]);
    expect(requests).toBe(RATE * SECONDS);
    expect(faults).toEqual([]);
    expect(started.length).toBeGreaterThanOrEqual(7 * 5);
    const ended = await eventually(
      async () => Promise.all(started.map((id) => api.get<Run>(`/api/v1/runs/${id}`))),
      (runs) => runs.every(({ status }) => status === 'SUCCESS' || status === 'FAILURE'),
    );
    expect(ended.filter(({ status }) => status !== 'SUCCESS')).toEqual([]);
    await eventually(
      () => api.all<Run>('/api/v1/runs?task=core.debug&status=SUCCESS'),
      (runs) => runs.length === (RATE * SECONDS) / 4,
    );
  });
});
