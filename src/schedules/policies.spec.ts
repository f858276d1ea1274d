import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IsInt } from 'class-validator';
import { expectEventually } from '../../test/support/eventually.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { startScheduleApplication } from '../../test/support/schedule-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { configureLogging } from '../logging/index.js';
import { MayBeLeftOut } from '../http/index.js';
import { defineTask, Task, type TaskContext, TaskProcessor, Worker } from '../tasks/index.js';
import type { CreateSchedule } from './dto/change-schedule.js';
import { ScheduleBackfill, ScheduleEngine, ScheduleQueries, ScheduleService } from './index.js';

class TrialInput {
  @MayBeLeftOut()
  @IsInt()
  number?: number;
}

const note = defineTask<TrialInput, string | null>('trial.note', {
  queue: 'trial',
  description: 'tells of which slot it is',
  input: TrialInput,
});

const linger = defineTask<TrialInput, null>('trial.linger', {
  queue: 'trial',
  description: 'goes on until it is told to end',
  input: TrialInput,
});

@TaskProcessor()
class TrialProcessor {
  @Task(note)
  async note(_input: TrialInput, { slot }: TaskContext): Promise<string | null> {
    return slot?.toISOString() ?? null;
  }

  @Task(linger)
  async linger(_input: TrialInput, { signal }: TaskContext): Promise<null> {
    await new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    return null;
  }
}

describe('a schedule', () => {
  let database: TestDatabase;
  let clock: FixedClock;
  let application: INestApplicationContext;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase({ DATABASE_POOL_SIZE: '8' });
    clock = new FixedClock(new Date('2026-01-05T00:00:00+08:00'));
    application = await startScheduleApplication(
      database.settings,
      clock,
      ['trial', 'other'],
      [TrialProcessor],
    );
  });

  afterAll(async () => {
    await application.close();
    await database.drop();
  });

  beforeEach(async () => {
    await query('TRUNCATE schedules, schedule_slots, task_runs, task_logs, task_steps, audit_log CASCADE');
    clock.moveTo(new Date('2026-01-05T00:00:00+08:00'));
  });

  const query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(sql, parameters);

  /** Every hour, unless it is told otherwise. */
  const create = (settings: Partial<Omit<CreateSchedule, 'name'>> = {}) =>
    application
      .get(ScheduleService)
      .create({ name: 'trial', task: note.name, cron: ['0 * * * *'], ...settings }, 'somebody');

  const moveTo = async (time: string): Promise<void> => {
    clock.moveTo(new Date(time.includes('T') ? time : `2026-01-05T${time}:00+08:00`));
    await application.get(ScheduleEngine).sweep();
  };

  /** Every slot that has a row, oldest first: the time, and `RUN` or the reason, without the ids in it. */
  const slots = async (): Promise<string[]> => {
    const rows = await query<{ text: string }>(
      `SELECT concat(to_char(slot AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI '),
                     regexp_replace(coalesce(reason, outcome), 'run [0-9a-f-]{36}', 'run X')) AS text
       FROM schedule_slots
       ORDER BY slot`,
    );
    return rows.map(({ text }) => text);
  };

  interface RunRow {
    readonly id: string;
    readonly slot: string;
    readonly status: string;
    readonly after: string | null;
  }

  const runs = (): Promise<RunRow[]> =>
    query(
      `SELECT id, to_char(slot AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') AS slot, status, after_run AS after
       FROM task_runs
       ORDER BY slot, id`,
    );

  const statuses = async (): Promise<string[]> =>
    (await runs()).map(({ slot, status }) => `${slot} ${status}`);

  /** As if a worker had executed them. */
  const end = (status: 'SUCCESS' | 'FAILURE', slot?: string): Promise<unknown> =>
    query(
      `UPDATE task_runs
       SET status = $1, finished_at = now(), token = NULL, lease_until = NULL
       WHERE finished_at IS NULL
         AND ($2::text IS NULL OR to_char(slot AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') = $2)`,
      [status, slot],
    );

  const withWorker = async (work: () => Promise<void>): Promise<void> => {
    const worker = application.get(Worker);
    await worker.start({ queues: ['trial'], concurrency: 8 });
    try {
      await work();
    } finally {
      await worker.stop(0);
    }
  };

  describe('whose slot comes while a run has not finished', () => {
    it('buffer_one: lets one run wait for its turn, and skips the rest', async () => {
      await create({ overlap: 'buffer_one' });
      for (const time of ['01:00', '02:00', '03:00']) await moveTo(time);
      expect(await slots()).toEqual([
        '01-05 01:00 RUN',
        '01-05 02:00 RUN',
        '01-05 03:00 overlap buffer_one: run X had not finished, and another one waited for it',
      ]);
      const [first, second] = await runs();
      expect(second).toMatchObject({ after: first!.id });
      await end('SUCCESS', '01:00');
      await moveTo('04:00');
      expect((await slots()).at(-1)).toBe('01-05 04:00 RUN');
    });

    it('buffer_all: runs them all, one after the other, in the order of their slots', async () => {
      await create({ overlap: 'buffer_all', task: linger.name, catchUp: 'all' });
      for (const time of ['01:00', '04:00']) await moveTo(time);
      await withWorker(async () => {
        for (const slot of ['01:00', '02:00', '03:00', '04:00']) {
          await expectEventually(async () => (await executing()).join(), slot);
          const [run] = await query<{ id: string }>(`SELECT id FROM task_runs WHERE status = 'STARTED'`);
          await query(`UPDATE task_runs SET revocation = 'spec' WHERE id = $1`, [run!.id]);
          await query(`SELECT pg_notify('mallkeeper_revocations', $1)`, [run!.id]);
          await expectEventually(async () => (await finished()).includes(slot), true);
        }
      });
      expect(await slots()).toHaveLength(4);
    });

    it('cancel_other: ends the run before, and starts when that has ended', async () => {
      await create({ overlap: 'cancel_other', task: linger.name });
      await withWorker(async () => {
        await moveTo('01:00');
        await expectEventually(async () => (await executing()).join(), '01:00');
        await moveTo('02:00');
        await expectEventually(async () => (await executing()).join(), '02:00');
        expect(await statuses()).toEqual(['01:00 REVOKED', '02:00 STARTED']);
        const [first, second] = await query<{ error: { message: string }; after: string; id: string }>(
          'SELECT id, error, after_run AS after FROM task_runs ORDER BY id',
        );
        expect(first!.error.message).toBe('Terminated by its schedule, whose next slot came.');
        expect(second!.after).toBe(first!.id);
        await end('SUCCESS');
      });
    });

    it('terminate_other: ends the runs before and does not wait for that; one that has not begun never does', async () => {
      await create({ overlap: 'terminate_other' });
      await moveTo('01:00');
      await moveTo('02:00');
      expect(await runs()).toMatchObject([
        { slot: '01:00', status: 'REVOKED' },
        { slot: '02:00', status: 'PENDING', after: null },
      ]);
    });

    it('does not look at what somebody asked for by hand, and leaves it alone', async () => {
      await create({ overlap: 'terminate_other' });
      const { id } = await application.get(ScheduleService).runNow('trial', 'somebody');
      await moveTo('01:00');
      await application.get(ScheduleService).update('trial', { overlap: 'skip' }, 'somebody');
      await end('SUCCESS', '01:00');
      await moveTo('02:00');
      expect(await slots()).toEqual(['01-05 01:00 RUN', '01-05 02:00 RUN']);
      const [manual] = await query<{ status: string }>('SELECT status FROM task_runs WHERE id = $1', [id]);
      expect(manual).toEqual({ status: 'PENDING' });
    });

    it('takes turns in the order of the database, whatever the clocks of schedulers say', async () => {
      await create({ overlap: 'buffer_all' });
      await moveTo('01:00');
      // As if the scheduler that made this run were years ahead: its id sorts after all that follow.
      await query(`UPDATE task_runs SET id = 'ffffffff-ffff-7fff-bfff-ffffffffffff'`);
      await moveTo('02:00');
      await moveTo('03:00');
      const [first, second, third] = await runs();
      expect([second!.after, third!.after]).toEqual([first!.id, second!.id]);
    });

    it('of several that are late only the latest takes the place of the others', async () => {
      await create({ overlap: 'cancel_other', catchUp: 'all' });
      await moveTo('03:00');
      expect(await slots()).toEqual([
        '01-05 01:00 overlap cancel_other: a later slot took its place',
        '01-05 02:00 overlap cancel_other: a later slot took its place',
        '01-05 03:00 RUN',
      ]);
    });

    it('allow_all, skip: runs, or is skipped', async () => {
      await create({ overlap: 'allow_all' });
      await moveTo('01:00');
      await moveTo('02:00');
      await application.get(ScheduleService).update('trial', { overlap: 'skip' }, 'somebody');
      await moveTo('03:00');
      expect(await slots()).toEqual([
        '01-05 01:00 RUN',
        '01-05 02:00 RUN',
        '01-05 03:00 overlap skip: run X had not finished',
      ]);
    });
  });

  it('is paused after so many failures in a row, says so, and goes on when it is enabled', async () => {
    await create({ pauseAfterFailures: 2 });
    const ends = [
      ['01:00', 'FAILURE'],
      ['02:00', 'SUCCESS'],
      ['03:00', 'FAILURE'],
      ['04:00', 'FAILURE'],
    ] as const;
    for (const [time, status] of ends) {
      await moveTo(time);
      await end(status);
    }
    await moveTo('05:00');
    // Owed when it was paused, so it has its row.
    expect((await slots()).at(-1)).toBe('01-05 05:00 paused: 2 failures in a row, the last one: run X');
    const shown = await application.get(ScheduleQueries).get('trial');
    expect(shown).toMatchObject({ enabled: false, changedBy: 'scheduler', next: null });
    expect(shown.pausedBecause).toMatch(/^2 failures in a row, the last one: run [0-9a-f-]{36}$/);
    expect(shown.warnings.map(({ code }) => code)).toEqual(['paused']);

    const enabled = await application.get(ScheduleService).update('trial', { enabled: true }, 'somebody');
    expect(enabled).toMatchObject({ enabled: true, pausedBecause: null, warnings: [] });
    await moveTo('06:00');
    await end('FAILURE');
    await moveTo('07:00');
    expect((await slots()).slice(-2)).toEqual(['01-05 06:00 RUN', '01-05 07:00 RUN']);
    const { items } = await application.get(ScheduleQueries).history('trial', { limit: 10 });
    expect(items.map(({ by, action }) => `${by}: ${action}`)).toEqual([
      'somebody: schedule.update',
      'scheduler: schedule.pause',
      'somebody: schedule.create',
    ]);
  });

  it('is paused soon after the failure, long before it comes again', async () => {
    await create({ pauseAfterFailures: 1, cron: ['0 1 1 * *'] });
    await moveTo('2026-02-01T01:00:00+08:00');
    await end('FAILURE');
    await moveTo('2026-02-01T01:01:00+08:00');
    expect(await application.get(ScheduleQueries).get('trial')).toMatchObject({ enabled: false });
  });

  it('that is to be paused after it was away settles every slot that it owed', async () => {
    await create({ pauseAfterFailures: 1, catchUp: 'all' });
    await moveTo('01:00');
    await end('FAILURE');
    await moveTo('04:00');
    expect(await slots()).toEqual([
      '01-05 01:00 RUN',
      '01-05 02:00 paused: 1 failure in a row, the last one: run X',
      '01-05 03:00 paused: 1 failure in a row, the last one: run X',
      '01-05 04:00 paused: 1 failure in a row, the last one: run X',
    ]);
  });

  it('comes no more after so many runs, however many slots are late; skipped ones do not count', async () => {
    await create({ maxRuns: 3, catchUp: 'all' });
    await moveTo('02:00');
    await end('SUCCESS');
    await moveTo('06:00');
    await end('SUCCESS');
    await moveTo('08:00');
    await end('SUCCESS');
    await moveTo('23:00');
    expect((await slots()).filter((slot) => slot.endsWith('RUN'))).toHaveLength(3);
    expect(await application.get(ScheduleQueries).get('trial')).toMatchObject({
      runCount: 3,
      next: null,
      warnings: [expect.objectContaining({ code: 'finished' })],
    });
    await application.get(ScheduleService).update('trial', { maxRuns: null }, 'somebody');
    await moveTo('2026-01-06T00:00:00+08:00');
    // What came while it was over is not owed.
    expect((await slots()).at(-1)).toBe('01-06 00:00 RUN');
  });

  it('is told to be late when it has not been fired for a minute', async () => {
    await create();
    clock.moveTo(new Date('2026-01-05T01:00:59+08:00'));
    expect(await application.get(ScheduleQueries).late()).toEqual([]);
    clock.moveTo(new Date('2026-01-05T01:01:01+08:00'));
    expect(await application.get(ScheduleQueries).late()).toEqual([
      { schedule: 'trial', slot: '2026-01-05T01:00:00+08:00' },
    ]);
    await moveTo('01:02');
    expect(await application.get(ScheduleQueries).late()).toEqual([]);
  });

  it('comes at single moments, once each, in its own zone', async () => {
    await create({ cron: undefined, at: ['2026-01-05T09:00:00', '2026-01-05T03:00:00Z'] });
    for (let hour = 1; hour < 24; hour++) {
      await moveTo(`${String(hour).padStart(2, '0')}:30`);
      await end('SUCCESS');
    }
    expect(await slots()).toEqual(['01-05 09:00 RUN', '01-05 11:00 RUN']);
    expect(await application.get(ScheduleQueries).get('trial')).toMatchObject({
      next: null,
      warnings: [expect.objectContaining({ code: 'comes-no-more' })],
    });
  });

  it('keeps to start and end, and counts its intervals from the start', async () => {
    await create({
      cron: undefined,
      every: ['45m'],
      start: '2026-01-05T01:10:00',
      end: '2026-01-05T02:40:00+08:00',
      overlap: 'allow_all',
      catchUp: 'all',
    });
    await moveTo('05:00');
    expect(await slots()).toEqual(['01-05 01:10 RUN', '01-05 01:55 RUN', '01-05 02:40 RUN']);
  });

  it('comes on the last day too, where its end is a day', async () => {
    await create({ cron: ['0 20 * * *'], end: '2026-01-06', overlap: 'allow_all', catchUp: 'all' });
    await moveTo('2026-01-09T00:00:00+08:00');
    expect(await slots()).toEqual(['01-05 20:00 RUN', '01-06 20:00 RUN']);
  });

  it('gives its runs queue, priority, expiry and a delay at random', async () => {
    await create({ queue: 'trial', priority: 7, expires: 60, jitter: 30 });
    await moveTo('01:00');
    const [run] = await query<{ queue: string; priority: number; expires: number; delay: number }>(
      `SELECT queue, priority, extract(epoch FROM expires - eta)::float8 AS expires,
              extract(epoch FROM eta - created_at)::float8 AS delay
       FROM task_runs`,
    );
    // It expires so long after it may start, whatever puts that off.
    expect(run).toMatchObject({ queue: 'trial', priority: 7, expires: 60 });
    expect(run!.delay).toBeGreaterThanOrEqual(0);
    expect(run!.delay).toBeLessThanOrEqual(30);
  });

  it('tells its runs of their slot, however late they are executed', async () => {
    await create({ catchUp: 'all', overlap: 'buffer_all' });
    await moveTo('03:30');
    await withWorker(() =>
      expectEventually(
        async () =>
          (await query<{ result: string }>('SELECT result FROM task_runs ORDER BY slot')).map(
            ({ result }) => result,
          ),
        ['2026-01-04T17:00:00.000Z', '2026-01-04T18:00:00.000Z', '2026-01-04T19:00:00.000Z'],
      ),
    );
  });

  describe('that is changed in SQL', () => {
    it('has it in its history, and is a person’s from then on', async () => {
      await create();
      await query(`UPDATE schedules SET source = 'code', updated_at = clock_timestamp()`);
      await query(`UPDATE schedules SET cron = '30 * * * *', catch_up = 'none' WHERE name = 'trial'`);
      await moveTo('00:10');
      await moveTo('00:30');
      expect(await slots()).toEqual(['01-05 00:30 RUN']);
      const { items } = await application.get(ScheduleQueries).history('trial', { limit: 1 });
      expect(items).toEqual([
        {
          at: expect.any(String),
          by: expect.stringMatching(/^SQL: \w+$/),
          action: 'schedule.update',
          details: {
            before: { cron: '0 * * * *', catch_up: 'latest' },
            after: { cron: '30 * * * *', catch_up: 'none' },
          },
        },
      ]);
      expect(await application.get(ScheduleQueries).get('trial')).toMatchObject({ customised: true });
    });

    it('owes no slot of the past, also where the change says when it was made', async () => {
      await create({ catchUp: 'all' });
      clock.moveTo(new Date('2026-01-05T05:30:00+08:00'));
      await query(`UPDATE schedules SET cron = '*/30 * * * *', updated_at = now()`);
      await moveTo('05:30');
      await moveTo('06:00');
      expect(await slots()).toEqual(['01-05 06:00 RUN']);
    });

    it('comes on the days that its calendar has now, and on none of the past', async () => {
      await query(
        `INSERT INTO calendars (name, including) VALUES ('stock-taking', '{2026-01-20}')
         ON CONFLICT (name) DO UPDATE SET including = excluded.including`,
      );
      await create({ cron: ['0 8 * * *'], calendar: 'stock-taking', catchUp: 'all' });
      await moveTo('2026-01-06T12:00:00+08:00');
      await query(`UPDATE calendars SET including = '{2026-01-05,2026-01-07}' WHERE name = 'stock-taking'`);
      await moveTo('2026-01-06T12:00:01+08:00');
      await moveTo('2026-01-08T12:00:00+08:00');
      expect(await slots()).toEqual(['01-07 08:00 RUN']);
    });

    it('into what is no moment, is refused by the database', async () => {
      await create();
      for (const change of [`end_at = 'infinity'`, `at = '{NULL}'`, `at = '{}'`, `start_at = '-infinity'`]) {
        await expect(query(`UPDATE schedules SET ${change}`)).rejects.toThrow('schedules_moments');
      }
    });

    it('into what cannot be read, keeps no other from firing', async () => {
      await create();
      await application
        .get(ScheduleService)
        .create({ name: 'spoiled', task: note.name, cron: ['0 * * * *'] }, 'somebody');
      await moveTo('00:10');
      await query(`UPDATE schedules SET timezone = 'Nowhere/At-All' WHERE name = 'spoiled'`);
      await moveTo('01:00');
      expect(await slots()).toEqual(['01-05 01:00 RUN']);
      expect(await application.get(ScheduleQueries).coming(1)).toMatchObject([{ schedule: 'trial' }]);
    });

    it('so that it names no calendar that there is, is refused by the database', async () => {
      await create();
      await expect(query(`UPDATE schedules SET calendar = 'nowhere'`)).rejects.toThrow('foreign key');
    });
  });

  describe('backfilled', () => {
    const backfill = (range: { from: string; to: string; dryRun?: boolean; limit?: number }) =>
      application.get(ScheduleBackfill).backfill('trial', range, 'somebody');
    const from = '2026-01-05T01:00:00';
    const to = '2026-01-05T04:00:00';

    it('runs slots of the past that have no run, in turn, and leaves the others alone', async () => {
      await create({ catchUp: 'latest' });
      await moveTo('03:30');
      await end('SUCCESS');
      clock.moveTo(new Date('2026-01-05T05:00:00+08:00'));
      const asked = await backfill({ from: '2026-01-04T23:00:00', to, dryRun: true });
      expect(asked).toMatchObject({ dryRun: true, runs: 5 });
      expect(await runs()).toHaveLength(1);

      const { slots: settled } = await backfill({ from: '2026-01-04T23:00:00', to });
      const before = (await runs()).find(({ slot }) => slot === '03:00');
      expect(settled.map(({ slot, outcome }) => `${slot.slice(11, 16)} ${outcome}`)).toEqual([
        '23:00 RUN',
        '00:00 RUN',
        '01:00 RUN',
        '02:00 RUN',
        '03:00 HAS_RUN',
        '04:00 RUN',
      ]);
      expect(settled[4]!.runId).toBe(before!.id);
      await application.get(ScheduleEngine).sweep();
      expect(await slots()).toEqual([
        '01-04 23:00 RUN',
        '01-05 00:00 RUN',
        '01-05 01:00 RUN',
        '01-05 02:00 RUN',
        '01-05 03:00 RUN',
        '01-05 04:00 RUN',
        // Whatever is backfilled takes no slot from the schedule.
        '01-05 05:00 RUN',
      ]);
      expect(await application.get(ScheduleQueries).get('trial')).toMatchObject({ runCount: 7 });
      const again = await backfill({ from, to });
      expect(again.runs).toBe(0);
      const made = await runs();
      expect(made.filter(({ after }) => after === null)).toHaveLength(3);
    });

    it('to a day, has that day, and of today what there was of it', async () => {
      await create({ cron: ['0 8,20 * * *'] });
      clock.moveTo(new Date('2026-01-05T12:00:00+08:00'));
      const shown = async (to: string) =>
        (await backfill({ from: '2026-01-03', to, dryRun: true })).slots.map(({ slot }) => slot.slice(5, 13));
      expect(await shown('2026-01-04')).toEqual(['01-03T08', '01-03T20', '01-04T08', '01-04T20']);
      expect((await shown('2026-01-05')).at(-1)).toBe('01-05T08');
      await expect(shown('2026-01-06')).rejects.toThrow('must not be after now');
    });

    it('refuses more slots than it may, the future, and a range that ends before it begins', async () => {
      await create();
      clock.moveTo(new Date('2026-01-05T12:00:00+08:00'));
      const refused = async (range: Parameters<typeof backfill>[0]) =>
        backfill(range).then(
          () => 'done',
          (error: unknown) => String(error),
        );
      expect(await refused({ from, to, limit: 3 })).toContain('4 slots would run');
      expect(await refused({ from, to: '2026-01-05T12:00:01' })).toContain('must not be after now');
      expect(await refused({ from: to, to: from })).toContain('must not be before from');
      expect(await refused({ from: '2000-01-01', to })).toContain('more than 20000 slots');
      expect(await runs()).toEqual([]);
    });
  });

  it('whose clock is stepped forward and back by up to two hours, again and again, fires each slot once', async () => {
    await create({ cron: ['*/10 * * * *'], catchUp: 'all', overlap: 'allow_all' });
    const random = seeded(20_260_105);
    let latest = clock.now().getTime();
    let truth = latest;
    for (let step = 0; step < 60; step++) {
      truth += 5 * 60_000;
      const off = step % 3 === 0 ? 0 : (random() - 0.5) * 4 * 3_600_000;
      clock.moveTo(new Date(truth + off));
      latest = Math.max(latest, truth + off);
      await application.get(ScheduleEngine).sweep();
    }
    const owed = Math.floor(latest / 600_000) - Math.floor(Date.parse('2026-01-05T00:00:00+08:00') / 600_000);
    const rows = await query<{ slots: number; runs: number }>(
      'SELECT count(*)::integer AS slots, count(run_id)::integer AS runs FROM schedule_slots',
    );
    expect(rows).toEqual([{ slots: owed, runs: owed }]);
  });

  const executing = async (): Promise<string[]> =>
    (await runs()).filter(({ status }) => status === 'STARTED').map(({ slot }) => slot);
  const finished = async (): Promise<string[]> =>
    (await runs()).filter(({ status }) => status === 'REVOKED').map(({ slot }) => slot);
});

/** Numbers from 0 to 1, the same ones every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
