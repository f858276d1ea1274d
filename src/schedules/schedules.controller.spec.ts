import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import type { Page } from '../http/index.js';
import type { Run } from '../tasks/index.js';
import type { Schedule, Slot } from './dto/schedule.js';
import { OldSlots, ScheduleDefaults, ScheduleEngine, SchedulesModule, ScheduleService } from './index.js';
import { ScheduleQueries } from './schedule-queries.js';
import type { DefaultSchedule } from './schedule-defaults.js';

/** An RFC 9457 problem document. */
interface Refusal {
  readonly detail: string;
  readonly errors: { readonly field: string }[];
}

const renewals: DefaultSchedule = {
  name: 'renewals',
  description: 'tells of contracts that end',
  task: 'store.send-renewal-reminders',
  kwargs: { daysUntilExpiry: 60 },
  cron: '0 9 1 * *',
  timezone: 'Asia/Shanghai',
  overlap: 'skip',
  catchUp: 'latest',
  catchUpWindow: 35 * 86_400,
};

describe('schedules over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [SchedulesModule] });
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE schedules, schedule_slots, task_runs, audit_log CASCADE');
    mall.clock.moveTo(new Date('2026-01-05T12:00:00+08:00'));
    await mall.application.get(ScheduleDefaults).sync([renewals]);
  });

  const moveTo = async (time: string): Promise<void> => {
    mall.clock.moveTo(new Date(time));
    await mall.application.get(ScheduleEngine).sweep();
  };

  const audited = (): Promise<object[]> =>
    mall.dataSource.query<object[]>(
      `SELECT actor, action, subject_type AS type, subject_id AS id, details
       FROM audit_log
       WHERE subject_type = $1 AND actor <> 'code'
       ORDER BY id`,
      ['schedule'],
    );

  it('are shown whole, their times with the offset of their own zone', async () => {
    await moveTo('2026-02-01T09:00:00+08:00');
    const [run] = await mall.dataSource.query<{ id: string }[]>('SELECT id FROM task_runs');
    const shown = {
      name: 'renewals',
      description: 'tells of contracts that end',
      task: 'store.send-renewal-reminders',
      kwargs: { daysUntilExpiry: 60 },
      queue: null,
      priority: 0,
      cron: '0 9 1 * *',
      every: null,
      at: null,
      timezone: 'Asia/Shanghai',
      words: { en: expect.any(String), zh: expect.any(String) },
      calendar: null,
      calendarRule: 'only',
      start: null,
      end: null,
      maxRuns: null,
      enabled: true,
      overlap: 'skip',
      catchUp: 'latest',
      catchUpWindow: 35 * 86_400,
      expires: null,
      jitter: null,
      pauseAfterFailures: null,
      pausedBecause: null,
      note: '',
      changedAt: expect.any(String),
      changedBy: null,
      warnings: [],
      source: 'code',
      customised: false,
      lastSlot: '2026-02-01T09:00:00+08:00',
      next: '2026-03-01T09:00:00+08:00',
      runCount: 1,
      lastRun: { id: run!.id, status: 'PENDING', finishedAt: null, error: null },
      recent: [{ slot: '2026-02-01T09:00:00+08:00', status: 'PENDING', run: run!.id, reason: null }],
    };
    expect(await mall.request('GET', '/schedules/renewals')).toEqual({ status: 200, body: shown });
    expect(await mall.request('GET', '/schedules')).toEqual({
      status: 200,
      body: { items: [shown], nextCursor: null },
    });
    const { status } = await mall.request('GET', '/schedules/nothing');
    expect(status).toBe(404);
  });

  it('show how their last twenty slots went, the latest first', async () => {
    await mall.request('POST', '/schedules', {
      name: 'hourly',
      task: renewals.task,
      every: '1h',
      catchUp: 'all',
      overlap: 'allow_all',
    });
    await moveTo('2026-01-06T12:30:00+08:00');
    await mall.dataSource.query(
      `UPDATE task_runs SET status = 'FAILURE', finished_at = now() WHERE slot = '2026-01-06T12:00:00+08:00'`,
    );
    await mall.dataSource.query(`DELETE FROM task_runs WHERE slot = '2026-01-06T11:00:00+08:00'`);
    await mall.dataSource.query(
      `UPDATE schedule_slots SET outcome = 'SKIPPED', run_id = NULL, reason = 'for this spec'
       WHERE slot = '2026-01-06T10:00:00+08:00'`,
    );
    const { body } = await mall.request<Schedule>('GET', '/schedules/hourly');
    expect(body.recent).toHaveLength(20);
    expect(body.recent.slice(0, 4)).toMatchObject([
      { slot: '2026-01-06T12:00:00+08:00', status: 'FAILURE', run: expect.any(String), reason: null },
      { slot: '2026-01-06T11:00:00+08:00', status: 'RUN', run: null },
      { slot: '2026-01-06T10:00:00+08:00', status: 'SKIPPED', run: null, reason: 'for this spec' },
      { slot: '2026-01-06T09:00:00+08:00', run: expect.any(String) },
    ]);
    const { body: listed } = await mall.request<Page<Schedule>>('GET', '/schedules');
    expect(listed.items.find(({ name }) => name === 'hourly')).toEqual(body);
  });

  it('are listed by name, page by page', async () => {
    for (const name of ['b', 'a', 'c']) {
      await mall.request('POST', '/schedules', { name, task: renewals.task, cron: '0 0 * * *' });
    }
    const first = await mall.request<Page<Schedule>>('GET', '/schedules?limit=3');
    expect(first.body.items.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const second = await mall.request<Page<Schedule>>('GET', `/schedules?cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ name }) => name)).toEqual(['renewals']);
    expect(second.body.nextCursor).toBeNull();
  });

  it('say when they fire next, and never while they are disabled', async () => {
    expect(await mall.request('GET', '/schedules/renewals/next?count=2')).toEqual({
      status: 200,
      body: { next: ['2026-02-01T09:00:00+08:00', '2026-03-01T09:00:00+08:00'] },
    });
    const byDefault = await mall.request<{ next: string[] }>('GET', '/schedules/renewals/next');
    expect(byDefault.body.next).toHaveLength(10);
    await mall.request('PATCH', '/schedules/renewals', { enabled: false });
    expect(await mall.request('GET', '/schedules/renewals/next')).toEqual({
      status: 200,
      body: { next: [] },
    });
    const shown = await mall.request<Schedule>('GET', '/schedules/renewals');
    expect(shown.body).toMatchObject({ enabled: false, next: null });
  });

  it('can be tried out, in the zone of the mall or another, from now or another time', async () => {
    const preview = (body: object) => mall.request<{ next: string[] }>('POST', '/schedules/preview', body);
    expect(await preview({ cron: '0 20 * * FRI', count: 1 })).toMatchObject({
      status: 200,
      body: { next: ['2026-01-09T20:00:00+08:00'] },
    });
    const abroad = {
      cron: '30 2 * * *',
      timezone: 'America/New_York',
      from: '2026-03-08T00:00:00',
      count: 2,
    };
    expect((await preview(abroad)).body.next).toEqual([
      '2026-03-08T03:00:00-04:00',
      '2026-03-09T02:30:00-04:00',
    ]);
    const refused = await mall.request<Refusal>('POST', '/schedules/preview', { cron: '0 25 * * *' });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      { field: 'cron', value: '0 25 * * *', message: expect.stringContaining('hour: "25" cannot be used') },
    ]);
  });

  it('run now, with their kwargs and beside their slots, and it is known who asked', async () => {
    const { status, body } = await mall.request<Run>('POST', '/schedules/renewals/run');
    expect(status).toBe(202);
    expect(body).toMatchObject({
      task: renewals.task,
      kwargs: { daysUntilExpiry: 60 },
      schedule: 'renewals',
      slot: null,
    });
    expect(await audited()).toEqual([
      { actor: 'admin', action: 'schedule.run', type: 'schedule', id: 'renewals', details: { run: body.id } },
    ]);
    const slots = await mall.request<Page<Slot>>('GET', '/schedules/renewals/slots');
    expect(slots.body.items).toEqual([]);
    const unknown = await mall.request('POST', '/schedules/nothing/run');
    expect(unknown.status).toBe(404);
  });

  it('change, are then customised, and what changed is known', async () => {
    const { status, body } = await mall.request<Schedule>('PATCH', '/schedules/renewals', {
      cron: ' 30  9 1  * * ',
      timezone: 'europe/london',
      kwargs: { daysUntilExpiry: 90 },
      catchUp: 'none',
      catchUpWindow: 0,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cron: '30 9 1 * *',
      timezone: 'Europe/London',
      kwargs: { daysUntilExpiry: 90 },
      catchUp: 'none',
      catchUpWindow: 0,
      customised: true,
      next: '2026-02-01T09:30:00+00:00',
    });
    expect(await audited()).toEqual([
      expect.objectContaining({
        actor: 'admin',
        action: 'schedule.update',
        details: {
          before: {
            cron: '0 9 1 * *',
            timezone: 'Asia/Shanghai',
            kwargs: { daysUntilExpiry: 60 },
            catchUp: 'latest',
            catchUpWindow: 35 * 86_400,
            customised: false,
          },
          after: {
            cron: '30 9 1 * *',
            timezone: 'Europe/London',
            kwargs: { daysUntilExpiry: 90 },
            catchUp: 'none',
            catchUpWindow: 0,
            customised: true,
          },
        },
      }),
    ]);
  });

  it('are not customised by a change that changes nothing', async () => {
    const { body } = await mall.request<Schedule>('PATCH', '/schedules/renewals', { cron: renewals.cron });
    expect(body.customised).toBe(false);
    expect(await audited()).toEqual([]);
  });

  it.each([
    [{ cron: '0 9 1 *' }, 'cron'],
    [{ timezone: 'Asia/Atlantis' }, 'timezone'],
    [{ kwargs: { daysUntilExpiry: -1 } }, 'kwargs.daysUntilExpiry'],
    [{ kwargs: { days: 1 } }, 'kwargs.days'],
    [{ catchUp: 'some' }, 'catchUp'],
    [{ catchUpWindow: -1 }, 'catchUpWindow'],
    [{ enabled: 'no' }, 'enabled'],
    [{ cron: null }, 'cron'],
    [{ task: 'core.debug' }, 'task'],
  ])('refuse %j, naming the field', async (changes, field) => {
    const { status, body } = await mall.request<Refusal>('PATCH', '/schedules/renewals', changes);
    expect(status).toBe(400);
    expect(new Set(body.errors.map((error) => error.field))).toEqual(new Set([field]));
    const { body: kept } = await mall.request<Schedule>('GET', '/schedules/renewals');
    expect(kept).toMatchObject({ cron: renewals.cron, customised: false });
  });

  it('go back to what the code declares', async () => {
    await mall.request('PATCH', '/schedules/renewals', { cron: '0 10 1 * *', enabled: false });
    const { status, body } = await mall.request<Schedule>('POST', '/schedules/renewals/reset');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cron: renewals.cron,
      enabled: true,
      customised: false,
      kwargs: renewals.kwargs,
    });
    expect(await audited()).toEqual([
      expect.objectContaining({ action: 'schedule.update' }),
      expect.objectContaining({
        action: 'schedule.reset',
        details: {
          before: { cron: '0 10 1 * *', enabled: false, customised: true },
          after: { cron: '0 9 1 * *', enabled: true, customised: false },
        },
      }),
    ]);
    await mall.request('POST', '/schedules', { name: 'mine', task: renewals.task, cron: '0 0 * * *' });
    expect((await mall.request('POST', '/schedules/mine/reset')).status).toBe(409);
  });

  it('can be made and deleted by people; the defaults can only be disabled', async () => {
    const made = await mall.request<Schedule>('POST', '/schedules', {
      name: 'twice-a-day',
      task: 'apps.store.tasks.send_renewal_reminders_task',
      cron: '0 8,20 * * *',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      task: 'store.send-renewal-reminders',
      kwargs: {},
      timezone: 'Asia/Shanghai',
      source: 'person',
      customised: false,
      next: '2026-01-05T20:00:00+08:00',
    });
    const again = { name: 'twice-a-day', task: renewals.task, cron: '0 0 * * *' };
    expect((await mall.request('POST', '/schedules', again)).status).toBe(409);
    const untimed = await mall.request<Refusal>('POST', '/schedules', { name: 'never', task: renewals.task });
    expect(untimed.body.errors.map(({ field }) => field)).toEqual(['cron']);
    const wrong = { name: 'Not good', task: 'no.such-task', cron: '0 0 * * *' };
    const refused = await mall.request<Refusal>('POST', '/schedules', wrong);
    expect(refused.body.errors.map(({ field }) => field)).toEqual(['name']);
    // Under such a name nobody could ask for it: the routes of these names are others.
    for (const name of ['next', 'preview', 'week']) {
      const hidden = await mall.request<Refusal>('POST', '/schedules', { ...again, name });
      expect(hidden.body.errors.map(({ field }) => field)).toEqual(['name']);
    }
    const unknown = await mall.request<Refusal>('POST', '/schedules', { ...wrong, name: 'good' });
    expect(unknown.body.errors.map(({ field }) => field)).toEqual(['task']);

    await mall.application.get(ScheduleService).delete('twice-a-day', 'somebody');
    expect((await mall.request('GET', '/schedules/twice-a-day')).status).toBe(404);
    expect(await audited()).toEqual([
      expect.objectContaining({ action: 'schedule.create', actor: 'admin' }),
      expect.objectContaining({ action: 'schedule.delete', actor: 'somebody' }),
    ]);
    expect((await mall.request('DELETE', '/schedules/renewals')).status).toBe(409);
  });

  it('show what became of every slot, the latest first, page by page', async () => {
    await mall.request('PATCH', '/schedules/renewals', { cron: '0 0 * * *', overlap: 'allow_all' });
    await moveTo('2026-01-06T00:00:00+08:00');
    await moveTo('2026-01-08T00:00:00+08:00');
    const first = await mall.request<Page<Slot>>('GET', '/schedules/renewals/slots?limit=2');
    const reason = 'catch-up latest: missed, and so was a later slot';
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(first.body.items).toMatchObject([
      { slot: '2026-01-08T00:00:00+08:00', outcome: 'RUN', reason: null, runId: id },
      { slot: '2026-01-07T00:00:00+08:00', outcome: 'SKIPPED', reason, runId: null },
    ]);
    const next = `/schedules/renewals/slots?limit=2&cursor=${first.body.nextCursor}`;
    const second = await mall.request<Page<Slot>>('GET', next);
    expect(second.body.items).toMatchObject([{ slot: '2026-01-06T00:00:00+08:00', outcome: 'RUN' }]);
    expect(second.body.nextCursor).toBeNull();
  });

  it('tell a task when it will run next, over all of its schedules that are enabled', async () => {
    const queries = mall.application.get(ScheduleQueries);
    const nextOf = async (after: string) =>
      (await queries.nextSlotOfTask(renewals.task, new Date(after)))?.toISOString();
    await mall.request('POST', '/schedules', { name: 'noon', task: renewals.task, cron: '0 12 10 * *' });
    expect(await nextOf('2026-01-05T12:00:00+08:00')).toBe('2026-01-10T04:00:00.000Z');
    expect(await nextOf('2026-01-20T12:00:00+08:00')).toBe('2026-02-01T01:00:00.000Z');
    // What has its row already does not come again, whatever a worker's clock says.
    await moveTo('2026-01-10T12:00:00+08:00');
    expect(await nextOf('2026-01-10T11:59:59+08:00')).toBe('2026-02-01T01:00:00.000Z');
    await mall.request('PATCH', '/schedules/noon', { enabled: false });
    await mall.request('PATCH', '/schedules/renewals', { enabled: false });
    expect(await nextOf('2026-01-05T12:00:00+08:00')).toBeUndefined();
  });
});

describe('the default schedules', () => {
  let mall: MallApplication;
  let defaults: ScheduleDefaults;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [SchedulesModule] });
    defaults = mall.application.get(ScheduleDefaults);
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE schedules, schedule_slots, task_runs CASCADE');
    mall.clock.moveTo(new Date('2026-01-05T12:00:00+08:00'));
  });

  const rows = (): Promise<{ name: string; cron: string; owed: string }[]> =>
    mall.dataSource.query(
      `SELECT name, cron, to_char(owed_from AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24') AS owed
       FROM schedules
       ORDER BY name`,
    );

  it('are added once, by however many processes that start at once', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ ...renewals, name: `default-${index}` }));
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => defaults.sync(index % 2 === 0 ? many : [...many].reverse())),
    );
    expect(await rows()).toHaveLength(20);
  });

  it('owe their slots from when they were added, whatever starts later', async () => {
    await defaults.sync([renewals]);
    mall.clock.moveTo(new Date('2026-01-06T12:00:00+08:00'));
    await defaults.sync([{ ...renewals, description: 'other words', catchUp: 'all' }]);
    expect(await rows()).toEqual([{ name: 'renewals', cron: '0 9 1 * *', owed: '01-05 12' }]);
    const shown = await mall.application.get(ScheduleQueries).get('renewals');
    expect(shown).toMatchObject({ description: 'other words', catchUp: 'all' });
  });

  it('owe their slots anew from when a release changed their timing', async () => {
    await defaults.sync([renewals]);
    mall.clock.moveTo(new Date('2026-01-06T12:00:00+08:00'));
    await defaults.sync([{ ...renewals, cron: '0 10 1 * *' }]);
    expect(await rows()).toEqual([{ name: 'renewals', cron: '0 10 1 * *', owed: '01-06 12' }]);
    await defaults.sync([]);
    const { items } = await mall.application.get(ScheduleQueries).history('renewals', { limit: 3 });
    expect(items.map(({ by, action }) => `${by}: ${action}`)).toEqual([
      'code: schedule.delete',
      'code: schedule.update',
      'code: schedule.create',
    ]);
    expect(items[1]?.details).toMatchObject({ after: { cron: '0 10 1 * *' } });
  });

  it('are left alone where a person customised them, or made a schedule of that name', async () => {
    await defaults.sync([renewals]);
    await mall.request('PATCH', '/schedules/renewals', { cron: '0 12 1 * *' });
    await mall.request('POST', '/schedules', { name: 'mine', task: renewals.task, cron: '0 13 1 * *' });
    await defaults.sync([
      { ...renewals, cron: '0 10 1 * *' },
      { ...renewals, name: 'mine' },
    ]);
    expect((await rows()).map(({ name, cron }) => `${name} ${cron}`)).toEqual([
      'mine 0 13 1 * *',
      'renewals 0 12 1 * *',
    ]);
  });

  it('go when the code declares them no more, unless a person customised them; their slots stay', async () => {
    const other = { ...renewals, name: 'other' };
    await defaults.sync([renewals, other]);
    mall.clock.moveTo(new Date('2026-02-01T09:00:00+08:00'));
    await mall.application.get(ScheduleEngine).sweep();
    await mall.request('PATCH', '/schedules/other', { enabled: false });
    await defaults.sync([]);
    expect((await rows()).map(({ name }) => name)).toEqual(['other']);
    expect(await mall.dataSource.query('SELECT schedule FROM schedule_slots ORDER BY schedule')).toEqual([
      { schedule: 'other' },
      { schedule: 'renewals' },
    ]);
  });

  it('are refused whole where one cannot be read', async () => {
    await expect(defaults.sync([renewals, { ...renewals, name: 'bad', cron: '0 9 32 * *' }])).rejects.toThrow(
      'day of month: "32" cannot be used',
    );
    expect(await rows()).toEqual([]);
  });
});

describe('the clean-up of old slots', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-01', modules: [SchedulesModule] });
  });

  afterAll(() => mall.close());

  it('takes those older than the retention and than any catch-up window, in batches, and no last slot', async () => {
    await mall.application.get(ScheduleDefaults).sync([
      { ...renewals, name: 'alive', catchUpWindow: 35 * 86_400 },
      { ...renewals, name: 'quiet', catchUpWindow: 0 },
    ]);
    await mall.dataSource.query(
      `INSERT INTO schedule_slots (schedule, slot, outcome, reason)
       SELECT schedule, timestamptz '2026-03-01 00:00+08' - make_interval(days => days), 'SKIPPED', 'spec'
       FROM unnest(ARRAY['alive', 'deleted']) AS schedule, generate_series(1, 50) AS days
       UNION ALL
       VALUES ('quiet', timestamptz '2020-01-01 00:00+08', 'SKIPPED', 'spec')`,
    );
    await mall.dataSource.query(
      `UPDATE schedules SET last_slot = '2026-02-28 00:00+08' WHERE name = 'alive'`,
    );
    await mall.dataSource.query(
      `UPDATE schedules SET last_slot = '2020-01-01 00:00+08' WHERE name = 'quiet'`,
    );
    const oldSlots = mall.application.get(OldSlots);
    const { manager } = mall.dataSource;
    // It is noon: the slot of 35 days ago is older than 35 days, by half a day.
    expect(await oldSlots.count(manager, 30)).toMatchObject({ rows: 2 * 16 });
    expect(await oldSlots.count(manager, 40)).toMatchObject({ rows: 2 * 11 });
    expect(await oldSlots.deleteBatch(manager, 30, 20)).toMatchObject({ rows: 20 });
    expect(await oldSlots.deleteBatch(manager, 30, 20)).toMatchObject({ rows: 12 });
    expect(await oldSlots.deleteBatch(manager, 30, 20)).toMatchObject({ rows: 0 });
    const left = await mall.dataSource.query<object[]>(
      'SELECT schedule, count(*)::integer FROM schedule_slots GROUP BY schedule ORDER BY schedule',
    );
    expect(left).toEqual([
      { schedule: 'alive', count: 34 },
      { schedule: 'deleted', count: 34 },
      { schedule: 'quiet', count: 1 },
    ]);
  });
});
