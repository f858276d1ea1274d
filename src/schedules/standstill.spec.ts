import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { publishedBySweep } from '../../test/support/publications.js';
import { startScheduleApplication } from '../../test/support/schedule-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { Standstill } from '../database/index.js';
import { MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import { defineTask, RunQueries, Task, TaskClient, TaskProcessor, Worker } from '../tasks/index.js';
import { ScheduleEngine } from './schedule-engine.js';

class NoteInput {
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const note = defineTask<NoteInput, string>('still.note', {
  queue: 'still',
  description: 'For this spec.',
  input: NoteInput,
});
const alone = defineTask<NoteInput, string>('still.alone', {
  queue: 'still',
  description: 'For this spec.',
  input: NoteInput,
  concurrency: { max: 1 },
});
const long = defineTask<NoteInput, string>('still.long', {
  queue: 'still',
  description: 'For this spec.',
  input: NoteInput,
});

let barrier = new Barrier();

@TaskProcessor()
class StillProcessor {
  @Task(note)
  async note(): Promise<string> {
    return 'noted';
  }

  @Task(alone)
  async alone(): Promise<string> {
    return 'noted';
  }

  @Task(long)
  async long(): Promise<string> {
    const held = barrier;
    held.arrive();
    await held.opened;
    return 'done';
  }
}

describe('while everything stands still', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let standstill: Standstill;
  let tasks: TaskClient;
  let worker: Worker;
  let engine: ScheduleEngine;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase();
    const clock = new FixedClock(new Date('2026-01-05T10:30:00+08:00'));
    application = await startScheduleApplication(database.settings, clock, ['still'], [StillProcessor]);
    standstill = application.get(Standstill);
    tasks = application.get(TaskClient);
    worker = application.get(Worker);
    engine = application.get(ScheduleEngine);
  });
  afterAll(async () => {
    await application.close();
    await database.drop();
  });
  afterEach(async () => {
    await standstill.end();
    await engine.stop();
    await worker.stop(0);
    await database.dataSource.query('TRUNCATE schedules, schedule_slots, task_runs CASCADE');
  });

  /** Every run: its status, and whether the broker has it. */
  const runs = (): Promise<object[]> =>
    database.dataSource.query<object[]>(
      'SELECT task, status, published_at IS NOT NULL AS published FROM task_runs ORDER BY id',
    );
  const waiting = (task: string): object => ({ task, status: 'PENDING', published: false });
  const done = (task: string): object => ({ task, status: 'SUCCESS', published: false });

  it('no run starts, whether the broker has it or not, and afterwards each does, once', async () => {
    // The broker has these two before.
    await tasks.delay(note, {});
    await tasks.delay(alone, {});
    await expectEventually(runs, [
      { task: note.name, status: 'PENDING', published: true },
      { task: alone.name, status: 'PENDING', published: true },
    ]);
    await standstill.begin('the spec says so', 60);
    await tasks.delay(note, {});
    await tasks.delay(alone, {});
    await worker.start();
    const all = [note.name, alone.name, note.name, alone.name];
    // Their copies are used up; from here on only a sweep could bring them back.
    await expectEventually(runs, all.map(waiting));
    expect(await publishedBySweep(application)).toBe(0);
    expect(await runs()).toEqual(all.map(waiting));
    await standstill.end();
    await expectEventually(runs, all.map(done));
    const tries = await database.dataSource.query<object[]>(
      'SELECT DISTINCT attempt, deliveries FROM task_runs',
    );
    expect(tries).toEqual([{ attempt: 1, deliveries: 0 }]);
  });

  it('what is being executed is counted, and ends as ever', async () => {
    barrier = new Barrier();
    await worker.start();
    const run = await tasks.delay(long, {});
    await barrier.reached;
    await standstill.begin('the spec says so', 60);
    const queries = application.get(RunQueries);
    expect(await queries.executing()).toBe(1);
    barrier.open();
    expect(await run.get({ timeout: 10 })).toBe('done');
    await expectEventually(() => queries.executing(), 0);
  });

  it('a run whose lease is over is not taken back, and none expires', async () => {
    const run = await tasks.delay(note, {});
    await standstill.begin('the spec says so', 60);
    await database.dataSource.query(
      `UPDATE task_runs SET status = 'STARTED', token = gen_random_uuid(), lease_until = now() - interval '1 h'
       WHERE id = $1`,
      [run.id],
    );
    await tasks.applyAsync(note, {}, { expires: new Date(Date.now() - 1_000) });
    expect(await publishedBySweep(application)).toBe(0);
    const statuses = async (): Promise<object[]> =>
      database.dataSource.query<object[]>('SELECT status FROM task_runs ORDER BY id');
    expect(await statuses()).toEqual([{ status: 'STARTED' }, { status: 'PENDING' }]);
    expect(await application.get(RunQueries).executing()).toBe(0);
  });

  it('slots stay owed, and are caught up by policy when it runs out, by itself', async () => {
    for (const catchUp of ['all', 'latest', 'none']) {
      await database.dataSource.query(
        `INSERT INTO schedules (name, task, cron, timezone, overlap, catch_up, catch_up_window, source, owed_from)
         VALUES ($1, $2, '0 * * * *', 'Asia/Shanghai', 'allow_all', $1, 86400, 'person', '2026-01-05T08:30:00+08:00')`,
        [catchUp, note.name],
      );
    }
    const slots = async (): Promise<string[]> => {
      const rows = await database.dataSource.query<{ text: string }[]>(
        `SELECT concat(schedule, to_char(slot AT TIME ZONE 'Asia/Shanghai', ' HH24 '), outcome) AS text
         FROM schedule_slots ORDER BY schedule, slot`,
      );
      return rows.map(({ text }) => text);
    };
    await standstill.begin('the spec says so', 60);
    await worker.start();
    await engine.start();
    await engine.ring('all');
    expect(await slots()).toEqual([]);
    expect(await runs()).toEqual([]);
    await standstill.renew(0.5);
    await expectEventually(slots, [
      ...['all 09 RUN', 'all 10 RUN'],
      ...['latest 09 SKIPPED', 'latest 10 RUN'],
      ...['none 09 SKIPPED', 'none 10 SKIPPED'],
    ]);
    await expectEventually(runs, [note.name, note.name, note.name].map(done));
  });
});
