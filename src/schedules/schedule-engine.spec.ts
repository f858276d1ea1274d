import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import { IsString } from 'class-validator';
import { MayBeLeftOut } from '../http/index.js';
import type { DataSource } from 'typeorm';
import { expectEventually } from '../../test/support/eventually.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { RunningClock, startScheduleApplication } from '../../test/support/schedule-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { Listener } from '../database/index.js';
import { configureLogging } from '../logging/index.js';
import { defineTask, Task, TaskClient, TaskProcessor } from '../tasks/index.js';
import { DatabaseClock } from './database-clock.js';
import { ScheduleEngine } from './schedule-engine.js';
import { ScheduleQueries } from './schedule-queries.js';
import { ScheduleService } from './schedule.service.js';

class TrialInput {
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const trial = defineTask<TrialInput, null>('trial.note', {
  queue: 'trial',
  description: 'does nothing',
  input: TrialInput,
});

@TaskProcessor()
class TrialProcessor {
  @Task(trial)
  async note(): Promise<null> {
    return null;
  }
}

interface NewSchedule {
  readonly cron: string;
  readonly timezone?: string;
  readonly task?: string;
  readonly enabled?: boolean;
  readonly overlap?: 'skip' | 'allow_all';
  readonly catchUp?: 'none' | 'latest' | 'all';
  /** Seconds. */
  readonly catchUpWindow?: number;
  readonly owedFrom: string;
}

const WEEK = 7 * 86_400;

describe('the schedule engine', () => {
  let database: TestDatabase;
  let clock: FixedClock;
  let application: INestApplicationContext;
  let engine: ScheduleEngine;
  const others: INestApplicationContext[] = [];

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase({ DATABASE_POOL_SIZE: '4' });
    clock = new FixedClock(new Date('2026-01-05T00:00:00+08:00'));
    application = await startScheduleApplication(database.settings, clock, ['trial'], [TrialProcessor]);
    engine = application.get(ScheduleEngine);
  });

  afterAll(async () => {
    await application.close();
    await database.drop();
  });

  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE schedules, schedule_slots, task_runs CASCADE');
    clock.moveTo(new Date('2026-01-05T00:00:00+08:00'));
  });

  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });

  const insert = async (name: string, schedule: NewSchedule): Promise<void> => {
    await database.dataSource.query(
      `INSERT INTO schedules (name, task, cron, timezone, enabled, overlap, catch_up, catch_up_window, source, owed_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'person', $9)`,
      [
        name,
        schedule.task ?? trial.name,
        schedule.cron,
        schedule.timezone ?? 'Asia/Shanghai',
        schedule.enabled ?? true,
        schedule.overlap ?? 'allow_all',
        schedule.catchUp ?? 'latest',
        schedule.catchUpWindow ?? WEEK,
        schedule.owedFrom,
      ],
    );
  };

  const moveTo = async (time: string): Promise<void> => {
    clock.moveTo(new Date(time));
    await engine.sweep();
  };

  /** Every slot that has a row, oldest first: the time, and `RUN` or the reason. */
  const slots = async (name: string): Promise<string[]> => {
    const rows = await database.dataSource.query<{ text: string }[]>(
      `SELECT concat(to_char(slot AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI '), coalesce(reason, outcome)) AS text
       FROM schedule_slots
       WHERE schedule = $1
       ORDER BY slot`,
      [name],
    );
    return rows.map(({ text }) => text);
  };

  /** How the three records of what was fired agree: every RUN has its run, every run of a slot its row. */
  const discrepancies = async (): Promise<unknown[]> =>
    database.dataSource.query<unknown[]>(
      `SELECT * FROM (
         SELECT schedule, slot, run_id FROM schedule_slots WHERE outcome = 'RUN'
       ) AS slots
       FULL JOIN (
         SELECT schedule, slot, id AS run_id FROM task_runs WHERE slot IS NOT NULL
       ) AS runs USING (schedule, slot, run_id)
       WHERE slots.run_id IS NULL OR runs.run_id IS NULL
       UNION ALL
       SELECT name, last_slot, NULL FROM schedules
       WHERE run_count <> (SELECT count(*) FROM task_runs WHERE schedule = name AND slot IS NOT NULL)
          OR last_slot IS DISTINCT FROM (SELECT max(slot) FROM schedule_slots WHERE schedule = name)`,
    );

  const startOther = async (otherClock: FixedClock | RunningClock = clock): Promise<ScheduleEngine> => {
    const other = await startScheduleApplication(database.settings, otherClock, ['trial'], [TrialProcessor]);
    others.push(other);
    return other.get(ScheduleEngine);
  };

  describe('fires', () => {
    it('a slot when its time has come, once, with its own time in the run', async () => {
      await insert('daily', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      await moveTo('2026-01-05T07:59:59.999+08:00');
      expect(await slots('daily')).toEqual([]);
      await moveTo('2026-01-05T08:00:00+08:00');
      await moveTo('2026-01-05T08:00:01+08:00');
      await moveTo('2026-01-06T07:59:59+08:00');
      expect(await slots('daily')).toEqual(['01-05 08:00 RUN']);
      const runs = await database.dataSource.query<object[]>(
        'SELECT task, schedule, slot, status, submitted_by AS by FROM task_runs',
      );
      expect(runs).toEqual([
        {
          task: 'trial.note',
          schedule: 'daily',
          slot: new Date('2026-01-05T00:00:00Z'),
          status: 'PENDING',
          by: 'scheduler',
        },
      ]);
      expect(await discrepancies()).toEqual([]);
    });

    it('no slot from before a schedule owed any', async () => {
      await insert('daily', { cron: '0 8 * * *', catchUp: 'all', owedFrom: '2026-01-05T08:00:00+08:00' });
      await moveTo('2026-01-06T09:00:00+08:00');
      expect(await slots('daily')).toEqual(['01-06 08:00 RUN']);
    });

    it('nothing of a disabled schedule', async () => {
      await insert('off', { cron: '0 8 * * *', enabled: false, owedFrom: '2026-01-05T00:00:00+08:00' });
      await moveTo('2026-01-05T08:00:00+08:00');
      expect(await slots('off')).toEqual([]);
    });

    it('by the wall clock of each zone, a missing hour and a repeated one once', async () => {
      const owedFrom = '2026-03-07T12:00:00Z';
      await insert('gap', { cron: '30 2 * * *', timezone: 'America/New_York', owedFrom });
      await insert('fold', { cron: '30 1 * * *', timezone: 'America/New_York', owedFrom });
      for (let hour = 0; hour < 24; hour++) {
        await moveTo(new Date(Date.parse(owedFrom) + hour * 3_600_000).toISOString());
      }
      // 07:00 UTC is 03:00 EDT, the first moment after the gap, and 15:00 in Shanghai.
      expect(await slots('gap')).toEqual(['03-08 15:00 RUN']);
      await database.dataSource.query(
        `UPDATE schedules SET owed_from = '2026-10-31T12:00:00Z' WHERE name = 'fold'`,
      );
      for (let hour = 0; hour < 24; hour++) {
        await moveTo(new Date(Date.parse('2026-10-31T12:00:00Z') + hour * 3_600_000).toISOString());
      }
      // Once, at 01:30 EDT (05:30 UTC); not again at 01:30 EST. The clock of the test moves in hours.
      expect((await slots('fold')).filter((slot) => slot.startsWith('11-01'))).toEqual(['11-01 13:30 RUN']);
    });
  });

  describe('after it was away', () => {
    const owedFrom = '2026-01-05T00:00:00+08:00';

    it('catches up on the latest slot, and says of the others that it does not', async () => {
      await insert('latest', { cron: '0 */6 * * *', catchUp: 'latest', owedFrom });
      await moveTo('2026-01-05T20:00:00+08:00');
      await moveTo('2026-01-05T21:00:00+08:00');
      const missed = 'catch-up latest: missed, and so was a later slot';
      expect(await slots('latest')).toEqual([
        `01-05 06:00 ${missed}`,
        `01-05 12:00 ${missed}`,
        '01-05 18:00 RUN',
      ]);
      expect(await discrepancies()).toEqual([]);
    });

    it('catches up on none, but still fires what is only a moment late', async () => {
      await insert('none', { cron: '0 */6 * * *', catchUp: 'none', owedFrom });
      await moveTo('2026-01-05T18:00:30+08:00');
      await moveTo('2026-01-06T00:02:00+08:00');
      expect(await slots('none')).toEqual([
        '01-05 06:00 catch-up none: missed',
        '01-05 12:00 catch-up none: missed',
        '01-05 18:00 RUN',
        '01-06 00:00 catch-up none: missed',
      ]);
    });

    it('catches up on all, each with its own slot, in their order', async () => {
      await insert('all', { cron: '0 */6 * * *', catchUp: 'all', owedFrom });
      await moveTo('2026-01-05T20:00:00+08:00');
      expect(await slots('all')).toEqual(['01-05 06:00 RUN', '01-05 12:00 RUN', '01-05 18:00 RUN']);
      const runs = await database.dataSource.query<{ slot: Date }[]>(
        'SELECT slot FROM task_runs ORDER BY id',
      );
      expect(runs.map(({ slot }) => slot.toISOString())).toEqual([
        '2026-01-04T22:00:00.000Z',
        '2026-01-05T04:00:00.000Z',
        '2026-01-05T10:00:00.000Z',
      ]);
      expect(await discrepancies()).toEqual([]);
    });

    it('does not catch up on what was missed for longer than the window', async () => {
      await insert('all', { cron: '0 */6 * * *', catchUp: 'all', catchUpWindow: 8 * 3600, owedFrom });
      await insert('latest', { cron: '0 6 * * *', catchUp: 'latest', catchUpWindow: 8 * 3600, owedFrom });
      await moveTo('2026-01-05T20:00:00+08:00');
      expect(await slots('all')).toEqual([
        '01-05 06:00 catch-up window: missed by more than 28800 s',
        '01-05 12:00 RUN',
        '01-05 18:00 RUN',
      ]);
      expect(await slots('latest')).toEqual(['01-05 06:00 catch-up window: missed by more than 28800 s']);
    });

    it('settles what several schedules owe in the order of their slots', async () => {
      await insert('a-last', { cron: '0 18 * * *', owedFrom });
      await insert('b-first', { cron: '0 6 * * *', owedFrom });
      await insert('c-second', { cron: '0 */12 * * *', owedFrom });
      await moveTo('2026-01-05T20:00:00+08:00');
      const runs = await database.dataSource.query<{ schedule: string }[]>(
        'SELECT schedule FROM task_runs ORDER BY id',
      );
      expect(runs.map(({ schedule }) => schedule)).toEqual(['b-first', 'c-second', 'a-last']);
    });

    it('gives every minute of a month its row, in sets', async () => {
      await insert('minutely', { cron: '* * * * *', owedFrom });
      clock.moveTo(new Date('2026-02-05T00:00:00+08:00'));
      let statements = 0;
      const { logger } = application.get<DataSource>(getDataSourceToken());
      const logQuery = logger.logQuery.bind(logger);
      logger.logQuery = () => {
        statements++;
      };
      await engine.sweep();
      logger.logQuery = logQuery;
      const [row] = await database.dataSource.query<{ rows: number; runs: number }[]>(
        `SELECT count(*)::integer AS rows, count(run_id)::integer AS runs FROM schedule_slots`,
      );
      expect(row).toEqual({ rows: 31 * 24 * 60, runs: 1 });
      expect(await discrepancies()).toEqual([]);
      expect(statements).toBeGreaterThan(0);
      expect(statements).toBeLessThan(100);
    });

    it('gives the slots of more than a year ago one row together', async () => {
      await insert('hourly', { cron: '0 * * * *', owedFrom: '2020-01-01T00:00:00+08:00' });
      await moveTo('2026-01-05T00:30:00+08:00');
      const rows = await slots('hourly');
      // One for each hour of 366 days, and one for all before.
      expect(rows).toHaveLength(366 * 24 + 1);
      expect(rows[0]).toContain(
        'missed, like every slot since 2020-01-01T00:00:00+08:00; this row is for them all',
      );
      expect(rows.at(-1)).toBe('01-05 00:00 RUN');
    });
  });

  describe('while a run has not finished', () => {
    it('skips the slot where runs must not overlap, and says for which run', async () => {
      await insert('skip', { cron: '0 * * * *', overlap: 'skip', owedFrom: '2026-01-05T00:00:00+08:00' });
      await moveTo('2026-01-05T01:00:00+08:00');
      await moveTo('2026-01-05T02:00:00+08:00');
      const [run] = await database.dataSource.query<{ id: string }[]>('SELECT id FROM task_runs');
      await database.dataSource.query(`UPDATE task_runs SET status = 'SUCCESS', finished_at = now()`);
      await moveTo('2026-01-05T03:00:00+08:00');
      expect(await slots('skip')).toEqual([
        '01-05 01:00 RUN',
        `01-05 02:00 overlap skip: run ${run!.id} had not finished`,
        '01-05 03:00 RUN',
      ]);
      expect(await discrepancies()).toEqual([]);
    });

    it('runs the slot where they may', async () => {
      await insert('allow', {
        cron: '0 * * * *',
        overlap: 'allow_all',
        owedFrom: '2026-01-05T00:00:00+08:00',
      });
      await moveTo('2026-01-05T01:00:00+08:00');
      await moveTo('2026-01-05T02:00:00+08:00');
      expect(await slots('allow')).toEqual(['01-05 01:00 RUN', '01-05 02:00 RUN']);
    });
  });

  it('says of a slot whose task does not exist that it was refused, and goes on', async () => {
    await insert('gone', { cron: '0 * * * *', task: 'trial.gone', owedFrom: '2026-01-05T00:00:00+08:00' });
    await insert('here', { cron: '0 * * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
    await moveTo('2026-01-05T01:00:00+08:00');
    expect(await slots('gone')).toEqual([expect.stringContaining('refused: There is no task "trial.gone"')]);
    expect(await slots('here')).toEqual(['01-05 01:00 RUN']);
  });

  it('is not kept from firing by a crontab that somebody spoiled in SQL', async () => {
    await insert('spoiled', { cron: 'every day', owedFrom: '2026-01-05T00:00:00+08:00' });
    await insert('sound', { cron: '0 * * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
    await moveTo('2026-01-05T01:00:00+08:00');
    expect(await slots('sound')).toEqual(['01-05 01:00 RUN']);
    expect(await application.get(ScheduleQueries).next('spoiled', 3)).toEqual([]);
  });

  describe('when the clock is stepped', () => {
    it('back, fires nothing twice and loses nothing', async () => {
      await insert('hourly', { cron: '0 * * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      await moveTo('2026-01-05T01:00:00+08:00');
      await moveTo('2026-01-05T02:00:00+08:00');
      await moveTo('2026-01-05T00:30:00+08:00');
      for (const time of ['01:00', '01:30', '02:00', '02:30', '03:00']) {
        await moveTo(`2026-01-05T${time}:00+08:00`);
      }
      expect(await slots('hourly')).toEqual(['01-05 01:00 RUN', '01-05 02:00 RUN', '01-05 03:00 RUN']);
      expect(await discrepancies()).toEqual([]);
    });

    it('back, and the timing is changed before it comes forth again, fires nothing twice', async () => {
      await insert('hourly', { cron: '0 * * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      await moveTo('2026-01-05T01:00:00+08:00');
      await moveTo('2026-01-05T02:00:00+08:00');
      await moveTo('2026-01-05T00:30:00+08:00');
      await application.get(ScheduleService).update('hourly', { cron: ['*/30 * * * *'] }, 'somebody');
      for (const time of ['01:00', '01:30', '02:00', '02:30']) await moveTo(`2026-01-05T${time}:00+08:00`);
      // The new timing owes its slots from the change on; those of both timings have their rows already.
      expect(await slots('hourly')).toEqual([
        '01-05 01:00 RUN',
        '01-05 01:30 RUN',
        '01-05 02:00 RUN',
        '01-05 02:30 RUN',
      ]);
    });

    it('forward, treats the slots in between as missed', async () => {
      await insert('hourly', { cron: '0 * * * *', catchUp: 'latest', owedFrom: '2026-01-05T00:00:00+08:00' });
      await moveTo('2026-01-05T01:00:00+08:00');
      await moveTo('2026-01-05T03:00:00+08:00');
      expect(await slots('hourly')).toEqual([
        '01-05 01:00 RUN',
        '01-05 02:00 catch-up latest: missed, and so was a later slot',
        '01-05 03:00 RUN',
      ]);
    });
  });

  it('goes by the clock of the database where its own is ahead', async () => {
    await insert('daily', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
    const shown = jest
      .spyOn(application.get(DatabaseClock), 'estimate')
      .mockImplementation(() => new Date(clock.now().getTime() - 1_000));
    try {
      await moveTo('2026-01-05T08:00:00.999+08:00');
      expect(await slots('daily')).toEqual([]);
      await moveTo('2026-01-05T08:00:01+08:00');
      expect(await slots('daily')).toEqual(['01-05 08:00 RUN']);
    } finally {
      shown.mockRestore();
    }
  });

  describe('when a schedule is changed', () => {
    it('in the very moment of its slot, fires by what is committed first', async () => {
      await insert('daily', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      clock.moveTo(new Date('2026-01-05T08:00:00+08:00'));
      const change = database.dataSource.createQueryRunner();
      await change.startTransaction();
      await change.query(
        `UPDATE schedules SET cron = '0 9 * * *', owed_from = '2026-01-05T08:00:00+08:00' WHERE name = 'daily'`,
      );
      await engine.sweep();
      await change.commitTransaction();
      await change.release();
      await engine.sweep();
      expect(await slots('daily')).toEqual([]);
      await moveTo('2026-01-05T09:00:00+08:00');
      expect(await slots('daily')).toEqual(['01-05 09:00 RUN']);
    });

    it('while it is being fired, waits: what is fired is what the schedule says until the end', async () => {
      await insert('daily', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      const tasks = application.get(TaskClient);
      const submitEach = tasks.submitEach.bind(tasks);
      let change: Promise<unknown> | undefined;
      let waits: boolean | undefined;
      const between = jest.spyOn(tasks, 'submitEach').mockImplementationOnce(async (manager, calls) => {
        change = application.get(ScheduleService).update('daily', { enabled: false }, 'somebody');
        waits = await Promise.race([change.then(() => false), untilOneWaits().then(() => true)]);
        return submitEach(manager, calls);
      });
      try {
        await moveTo('2026-01-05T08:00:00+08:00');
        await change;
        expect(waits).toBe(true);
        expect(await slots('daily')).toEqual(['01-05 08:00 RUN']);
        expect(await discrepancies()).toEqual([]);
      } finally {
        between.mockRestore();
      }
    });

    it('in SQL, owes its slots from then on and none of the past', async () => {
      await insert('daily', { cron: '0 8 * * *', catchUp: 'all', owedFrom: '2026-01-04T00:00:00+08:00' });
      await moveTo('2026-01-04T12:00:00+08:00');
      await moveTo('2026-01-05T06:00:00+08:00');
      await database.dataSource.query(`UPDATE schedules SET cron = '0 * * * *' WHERE name = 'daily'`);
      await moveTo('2026-01-05T06:10:00+08:00');
      await moveTo('2026-01-05T07:00:00+08:00');
      expect(await slots('daily')).toEqual(['01-04 08:00 RUN', '01-05 07:00 RUN']);
    });

    it('and enabled again, owes none of the slots of the time when it was off', async () => {
      await insert('daily', { cron: '0 8 * * *', catchUp: 'all', owedFrom: '2026-01-05T00:00:00+08:00' });
      const service = application.get(ScheduleService);
      await moveTo('2026-01-05T08:00:00+08:00');
      await service.update('daily', { enabled: false }, 'somebody');
      await moveTo('2026-01-07T12:00:00+08:00');
      await service.update('daily', { enabled: true }, 'somebody');
      await moveTo('2026-01-08T08:00:00+08:00');
      expect(await slots('daily')).toEqual(['01-05 08:00 RUN', '01-08 08:00 RUN']);
      await database.dataSource.query('UPDATE schedules SET enabled = false');
      await moveTo('2026-01-09T12:00:00+08:00');
      await database.dataSource.query('UPDATE schedules SET enabled = true');
      await moveTo('2026-01-09T12:00:01+08:00');
      await moveTo('2026-01-10T08:00:00+08:00');
      expect(await slots('daily')).toEqual(['01-05 08:00 RUN', '01-08 08:00 RUN', '01-10 08:00 RUN']);
    });

    it('in something else, still owes what it owed', async () => {
      await insert('daily', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      clock.moveTo(new Date('2026-01-05T09:00:00+08:00'));
      await application.get(ScheduleService).update('daily', { catchUp: 'all', overlap: 'skip' }, 'somebody');
      await engine.sweep();
      expect(await slots('daily')).toEqual(['01-05 08:00 RUN']);
    });
  });

  describe('beside others', () => {
    const crons = ['* * * * *', '*/2 * * * *', '*/3 * * * *', '0,7,30 * * * *', '5-55/10 * * * *'];

    it.each([2, 5])('of which there are %i, fires every slot once', async (engines) => {
      const all = [engine];
      while (all.length < engines) all.push(await startOther());
      for (const [index, cron] of [...crons, ...crons].entries()) {
        await insert(`schedule-${index}`, { cron, owedFrom: '2026-01-05T00:00:00+08:00' });
      }
      for (let minute = 1; minute <= 12; minute++) {
        clock.moveTo(new Date(Date.parse('2026-01-05T00:00:00+08:00') + minute * 60_000));
        await Promise.all(all.map((each) => each.sweep()));
      }
      const rows = await database.dataSource.query<{ schedule: string; runs: number }[]>(
        `SELECT schedule, count(run_id)::integer AS runs FROM schedule_slots GROUP BY schedule ORDER BY schedule`,
      );
      expect(rows.map(({ runs }) => runs)).toEqual([12, 6, 4, 1, 1, 12, 6, 4, 1, 1]);
      expect(await discrepancies()).toEqual([]);
    });

    it('whose connections are killed again and again, leaves exactly one row for each owed slot', async () => {
      const all = [engine, await startOther(), await startOther()];
      for (const [index, cron] of crons.entries()) {
        await insert(`schedule-${index}`, { cron, catchUp: 'all', owedFrom: '2026-01-05T00:00:00+08:00' });
      }
      let killed = 0;
      for (let minute = 1; minute <= 12; minute++) {
        clock.moveTo(new Date(Date.parse('2026-01-05T00:00:00+08:00') + minute * 60_000));
        const swept = new AbortController();
        const sweeps = Promise.allSettled(all.map((each) => each.sweep())).finally(() => swept.abort());
        // Some as soon as their transaction has begun, some when it has done a part of its work.
        const after = `${minute % 6} ms`;
        while (!swept.signal.aborted) {
          killed += await killConnections(`xact_start < clock_timestamp() - interval '${after}'`);
        }
        await sweeps;
      }
      // As when it keeps time: what the last killing has left (a lock, a dead connection) keeps it back for a moment.
      const sweepAndCount = async (): Promise<number[]> => {
        await Promise.allSettled([engine.sweep()]);
        const rows = await database.dataSource.query<{ slots: number }[]>(
          `SELECT count(*)::integer AS slots FROM schedule_slots GROUP BY schedule ORDER BY schedule`,
        );
        return rows.map(({ slots: count }) => count);
      };
      await expectEventually(sweepAndCount, [12, 6, 4, 1, 1]);
      expect(await discrepancies()).toEqual([]);
      expect(killed).toBeGreaterThan(0);
    });
  });

  describe('once started', () => {
    it('fires on the moment, survives the loss of every connection, and heeds a change made in SQL', async () => {
      const running = new RunningClock(new Date('2026-01-05T07:59:58+08:00'));
      await insert('first', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      await insert('changed', { cron: '0 20 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      const started = await startOther(running);
      await started.start({ name: 'spec-scheduler' });
      const nodes = await database.dataSource.query<object[]>('SELECT name, kind FROM nodes');
      expect(nodes).toEqual([{ name: 'spec-scheduler', kind: 'scheduler' }]);

      running.moveTo(new Date('2026-01-05T07:59:59.500+08:00'));
      const eight = running.onTheMachine(new Date('2026-01-05T08:00:00+08:00'));
      await expectEventually(() => slots('first'), ['01-05 08:00 RUN']);
      const [row] = await database.dataSource.query<{ at: Date }[]>(
        'SELECT created_at AS at FROM schedule_slots',
      );
      // Within 100 ms on an idle machine; specs run on a busy one.
      expect(row!.at.getTime() - eight.getTime()).toBeGreaterThanOrEqual(0);
      expect(row!.at.getTime() - eight.getTime()).toBeLessThan(1_000);

      expect(await killConnections('true')).toBeGreaterThan(0);
      await expectEventually(listeners, 1);
      running.moveTo(new Date('2026-01-05T08:59:58.500+08:00'));
      await database.dataSource.query(`UPDATE schedules SET cron = '0 9 * * *' WHERE name = 'changed'`);
      await expectEventually(() => slots('changed'), ['01-05 09:00 RUN']);
      // Once more, when nothing else makes it read the table.
      running.moveTo(new Date('2026-01-05T09:59:58.500+08:00'));
      await database.dataSource.query(`UPDATE schedules SET cron = '0 10 * * *' WHERE name = 'changed'`);
      await expectEventually(() => slots('changed'), ['01-05 09:00 RUN', '01-05 10:00 RUN']);

      await started.stop();
      expect(await database.dataSource.query('SELECT FROM nodes')).toEqual([]);
    });

    it('tells others of what it changes, and not of each look at the table', async () => {
      await insert('minutely', { cron: '* * * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      const heard: string[] = [];
      const listener = new Listener(
        database.settings.DATABASE_URL ?? '',
        ['mallkeeper_schedules', 'over'],
        () => undefined,
      );
      listener.on('mallkeeper_schedules', () => heard.push('changed'));
      listener.on('over', () => heard.push('over'));
      await listener.open();
      await moveTo('2026-01-05T00:01:00+08:00');
      await database.dataSource.query(`SELECT pg_notify('over', '')`);
      await expectEventually(async () => heard, ['over']);
      await database.dataSource.query(`UPDATE schedules SET name = 'renamed'`);
      await expectEventually(async () => heard, ['over', 'changed']);
      await listener.close();
    });

    it('fires at the doorbell what is owed, and nothing when it has been stopped', async () => {
      await insert('rung', { cron: '0 8 * * *', owedFrom: '2026-01-05T00:00:00+08:00' });
      const started = await startOther();
      await started.start({ name: 'spec-doorbell' });
      await started.ring('rung');
      expect(await slots('rung')).toEqual([]);
      clock.moveTo(new Date('2026-01-05T08:00:00+08:00'));
      await started.ring('rung');
      await started.ring('no-such-schedule');
      expect(await slots('rung')).toEqual(['01-05 08:00 RUN']);
      await started.stop();
      clock.moveTo(new Date('2026-01-06T08:00:00+08:00'));
      await started.ring('rung');
      expect(await slots('rung')).toEqual(['01-05 08:00 RUN']);
    });
  });

  /** Until a connection waits for a row that another one holds. */
  const untilOneWaits = (): Promise<void> =>
    expectEventually(async () => {
      const rows = await database.dataSource.query<unknown[]>(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    }, true);

  const listeners = async (): Promise<number> => {
    const rows = await database.dataSource.query<unknown[]>(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'mallkeeper listener' AND query LIKE 'LISTEN%'`,
    );
    return rows.length;
  };

  /** Ends the connections of the engines; @returns how many there were. */
  const killConnections = async (condition: string): Promise<number> => {
    const killed = await database.dataSource.query<unknown[]>(
      `SELECT pg_terminate_backend(pid)
       FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`,
    );
    return killed.length;
  };
});
