import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { startScheduleApplication } from '../../test/support/schedule-application.js';
import { swapDatabases } from '../../test/support/swap-databases.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  defineTask,
  FinishedRuns,
  NodeCommands,
  Nodes,
  type RunEvent,
  RunEvents,
  Task,
  TaskClient,
  type TaskContext,
  TaskProcessor,
  Worker,
} from '../tasks/index.js';
import { ScheduleEngine } from './schedule-engine.js';

class NoteInput {
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = (name: string, options: object = {}) =>
  defineTask<NoteInput, string>(`swap.${name}`, {
    queue: 'swap',
    description: 'For this spec.',
    input: NoteInput,
    ...options,
  });

const note = declare('note');
const alone = declare('alone', { concurrency: { max: 1 } });
const long = declare('long');

const barrier = new Barrier();
/** Why the long run was told to end. */
let abortion: unknown;
/** What the long run came to when it wanted to write. */
let step: unknown;
const stepDone = new Barrier();

@TaskProcessor()
class SwapProcessor {
  @Task(note)
  async note(): Promise<string> {
    return 'noted';
  }

  @Task(alone)
  async alone(): Promise<string> {
    return 'noted';
  }

  @Task(long)
  async long(_: NoteInput, context: TaskContext): Promise<string> {
    context.signal.addEventListener('abort', () => {
      abortion = context.signal.reason;
    });
    barrier.arrive();
    await barrier.opened;
    try {
      step = await context.transaction(async () => 'written');
    } catch (error) {
      step = error;
      throw error;
    } finally {
      stepDone.arrive();
    }
    return 'done';
  }
}

describe('when another database takes the place of the one that everything works with', () => {
  let before: TestDatabase;
  let after: TestDatabase;
  let application: INestApplicationContext;
  let worker: Worker;
  let longRun: string;
  let aloneRun: string;
  const heard: string[] = [];

  const insertSchedule = (database: TestDatabase, name: string, catchUp: string): Promise<unknown> =>
    database.dataSource.query(
      `INSERT INTO schedules (name, task, cron, timezone, overlap, catch_up, catch_up_window, source, owed_from)
       VALUES ($1, $2, '0 * * * *', 'Asia/Shanghai', 'allow_all', $3, 86400, 'person', '2026-01-05T08:30:00+08:00')`,
      [name, note.name, catchUp],
    );

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    before = await createTestDatabase({ TASK_LEASE: '3' });
    after = await createTestDatabase();
    const clock = new FixedClock(new Date('2026-01-05T10:30:00+08:00'));
    application = await startScheduleApplication(before.settings, clock, ['swap'], [SwapProcessor]);
    worker = application.get(Worker);
    await application.get(RunEvents).subscribe((events: readonly RunEvent[]) => {
      heard.push(...events.map(({ kind, run }) => `${kind} ${run.id}`));
    });
    const tasks = application.get(TaskClient);
    // What the other one has: runs that were given to the broker long ago, and schedules with a past.
    await insertSchedule(before, 'gone', 'none');
    await insertSchedule(after, 'all', 'all');
    await insertSchedule(after, 'latest', 'latest');
    await after.dataSource.query(
      `INSERT INTO task_runs (id, task, queue, kwargs, max_attempts, due_at, published_at, publication, limit_key, limit_max)
       SELECT gen_random_uuid(), task, 'swap', '{}', 1, now() - interval '1 h', now() - interval '1 h', 1, key, most
       FROM (VALUES ($1, NULL, NULL), ($2, $2, 1)) AS run (task, key, most)`,
      [note.name, alone.name],
    );
    await worker.start();
    await application.get(ScheduleEngine).start();
    longRun = (await tasks.delay(long, {})).id;
    aloneRun = (await tasks.applyAsync(alone, {}, { countdown: 3_600 })).id;
    await barrier.reached;
    await swapDatabases(before, after);
  });

  afterAll(async () => {
    await worker.stop(0);
    await application.close();
    await before.drop();
    await after.drop();
  });

  // `before` is by name the one that is worked with now.
  const now = (sql: string, parameters: unknown[] = []): Promise<object[]> =>
    before.dataSource.query<object[]>(sql, parameters);

  it('runs that wait in it are executed', async () => {
    await expectEventually(
      () =>
        now(
          `SELECT task, status, result FROM task_runs WHERE schedule IS NULL AND task <> $1 ORDER BY task`,
          [long.name],
        ),
      [
        { task: alone.name, status: 'SUCCESS', result: 'noted' },
        { task: note.name, status: 'SUCCESS', result: 'noted' },
      ],
    );
  });

  it('slots that it owes are caught up by policy', async () => {
    await expectEventually(
      () =>
        now(
          `SELECT concat(schedule, to_char(slot AT TIME ZONE 'Asia/Shanghai', ' HH24 '), outcome) AS slot
           FROM schedule_slots WHERE schedule IN ('all', 'latest', 'gone') ORDER BY schedule, slot`,
        ),
      ['all 09 RUN', 'all 10 RUN', 'latest 09 SKIPPED', 'latest 10 RUN'].map((slot) => ({ slot })),
    );
  });

  it('a run of the old one ends as somebody else’s, and is recorded in neither', async () => {
    await expectEventually(() => (abortion as { name?: string } | undefined)?.name, 'ClaimLostError');
    await expectEventually(() => (worker.state().figures as { active: number }).active, 0);
    barrier.open();
    await stepDone.reached;
    expect(step).toMatchObject({ name: 'ClaimLostError' });
    expect(await now('SELECT FROM task_runs WHERE id = ANY ($1::uuid[])', [[longRun, aloneRun]])).toEqual([]);
    const old = await after.dataSource.query<object[]>(
      'SELECT id, status, result FROM task_runs WHERE id = ANY ($1::uuid[]) ORDER BY id',
      [[longRun, aloneRun]],
    );
    expect(old).toEqual([
      { id: longRun, status: 'STARTED', result: null },
      { id: aloneRun, status: 'PENDING', result: null },
    ]);
  });

  it('worker and scheduler show in it, and hear what is said to them', async () => {
    await expectEventually(
      async () => (await application.get(Nodes).list()).map(({ kind, status }) => `${kind} ${status}`),
      ['worker alive', 'scheduler alive'],
    );
    const replies = await application.get(NodeCommands).send('ping');
    expect(replies).toMatchObject([{ failed: false, reply: 'pong' }]);
    await insertSchedule(before, 'later', 'all');
    await expectEventually(
      () => now(`SELECT outcome FROM schedule_slots WHERE schedule = 'later'`),
      [{ outcome: 'RUN' }, { outcome: 'RUN' }],
    );
  });

  it('what is submitted now is executed, and told as ever', async () => {
    heard.length = 0;
    const run = await application.get(TaskClient).delay(note, {});
    expect(await run.get({ timeout: 10 })).toBe('noted');
    expect(await application.get(FinishedRuns).wait(run.id, 0)).toMatchObject({ status: 'SUCCESS' });
    await expectEventually(() => heard.includes(`finished ${run.id}`), true);
    // One of the old database is simply not there.
    expect(await application.get(FinishedRuns).wait(longRun, 1_000)).toBeUndefined();
  });
});
