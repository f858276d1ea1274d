import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { configureLogging } from '../../src/logging/index.js';
import { ScheduleEngine, ScheduleService } from '../../src/schedules/index.js';
import { TaskClient } from '../../src/tasks/index.js';
import { CHAOS_QUEUE, Elsewhere } from '../support/chaos-tasks.js';
import { expectEventually } from '../support/eventually.js';
import { FixedClock } from '../support/fixed-clock.js';
import { startScheduleApplication } from '../support/schedule-application.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let schedulers: [INestApplicationContext, INestApplicationContext];
const clock = new FixedClock(new Date('2026-01-05T00:00:00+08:00'));

beforeAll(async () => {
  configureLogging({ level: 'critical', format: 'json' });
  database = await createTestDatabase();
  const start = () => startScheduleApplication(database.settings, clock, [CHAOS_QUEUE], [Elsewhere]);
  schedulers = [await start(), await start()];
});

afterAll(async () => {
  for (const scheduler of schedulers) await scheduler.close();
  await database.drop();
});

it('a scheduler that stands still in the middle of firing keeps its schedules from the others for seconds only', async () => {
  const [still, other] = schedulers;
  await other.get(ScheduleService).create(
    {
      name: 'hourly',
      task: 'chaos.append',
      kwargs: { number: 1, seconds: 0 },
      cron: ['0 * * * *'],
    },
    'spec',
  );
  clock.moveTo(new Date('2026-01-05T01:00:00+08:00'));
  // As a machine does that is suspended: it holds the schedule's row, and says nothing more.
  let goOn: () => void = () => undefined;
  let stopped = false;
  const tasks = still.get(TaskClient);
  const submitEach = tasks.submitEach.bind(tasks);
  jest.spyOn(tasks, 'submitEach').mockImplementationOnce(async (manager, calls) => {
    stopped = true;
    await new Promise<void>((resolve) => (goOn = resolve));
    return submitEach(manager, calls);
  });
  const firing = still.get(ScheduleEngine).sweep();
  const end = expect(firing).rejects.toThrow();
  await expectEventually(() => stopped, true);

  const slots = async (): Promise<object[]> => {
    await other.get(ScheduleEngine).sweep();
    return database.dataSource.query<object[]>('SELECT slot, outcome FROM schedule_slots');
  };
  expect(await slots()).toEqual([]);
  const settled = [{ slot: new Date('2026-01-04T17:00:00Z'), outcome: 'RUN' }];
  await expectEventually(slots, settled, 30_000);

  // It goes on as if nothing had been, and can write nothing.
  goOn();
  await end;
  expect(await database.dataSource.query('SELECT slot, outcome FROM schedule_slots')).toEqual(settled);
  expect(await database.dataSource.query('SELECT slot FROM task_runs')).toHaveLength(1);
});
