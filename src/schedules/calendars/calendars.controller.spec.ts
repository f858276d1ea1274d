import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../../test/support/eventually.js';
import { type MallApplication, someoneWaits, startMall } from '../../../test/support/mall-application.js';
import { Listener } from '../../database/index.js';
import type { Page } from '../../http/index.js';
import { lastCnYear } from './cn-workdays.js';
import type { CalendarView, DaysOfCalendar } from './dto/calendar.js';
import { Calendars, SchedulesModule } from '../index.js';

/** An RFC 9457 problem document. */
interface Refusal {
  readonly detail: string;
  readonly errors: { readonly field: string; readonly value: unknown }[];
}

const OPEN = {
  description: 'Days on which the mall is open',
  weekdays: [1, 2, 3, 4, 5, 6],
  including: ['2026-02-01'],
  excluding: ['2026-01-01', '2026-02-16'],
};

describe('calendars over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [SchedulesModule] });
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE schedules, audit_log CASCADE');
    await mall.dataSource.query('DELETE FROM calendars WHERE NOT built_in');
  });

  const put = <Body = CalendarView>(name: string, calendar: object) =>
    mall.request<Body>('PUT', `/calendars/${name}`, calendar);
  const remove = (name: string) => mall.application.get(Calendars).delete(name, 'somebody');
  const audited = (): Promise<object[]> =>
    mall.dataSource.query<object[]>(
      `SELECT actor, action, subject_id AS name, details FROM audit_log WHERE subject_type = 'calendar' ORDER BY id`,
    );
  const keepTo = (calendar: string, ...schedules: string[]): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO schedules (name, task, cron, timezone, calendar, source)
       SELECT name, 'core.debug', '0 8 * * *', 'Asia/Shanghai', $1, 'person' FROM unnest($2::text[]) AS name`,
      [calendar, schedules],
    );

  it('are made whole, shown, and listed page by page', async () => {
    const { status, body } = await put('open', OPEN);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const shown = {
      name: 'open',
      ...OPEN,
      builtIn: false,
      scheduleCount: 0,
      createdAt: time,
      updatedAt: time,
      changedBy: 'admin',
    };
    expect({ status, body }).toEqual({ status: 200, body: shown });
    expect(await mall.request('GET', '/calendars/open')).toEqual({ status: 200, body: shown });
    const first = await mall.request<Page<CalendarView>>('GET', '/calendars?limit=2');
    expect(first.body.items.map(({ name }) => name)).toEqual(['cn-workdays', 'open']);
    const second = await mall.request<Page<CalendarView>>(
      'GET',
      `/calendars?limit=2&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({ items: [{ name: 'weekdays', builtIn: true }], nextCursor: null });
    expect((await mall.request('GET', '/calendars/shut')).status).toBe(404);
  });

  it('are shut to those who have not signed in', async () => {
    const address = await mall.application.getUrl();
    for (const path of ['/calendars', '/calendars/weekdays', '/calendars/weekdays/days']) {
      expect((await fetch(`${address}/api/v1${path}`)).status).toBe(401);
    }
  });

  it('are replaced whole, their days sorted, and the audit log says what changed', async () => {
    await put('open', OPEN);
    const { body: before } = await mall.request<CalendarView>('GET', '/calendars/open');
    const { body: after } = await put('open', {
      description: OPEN.description,
      weekdays: [6, 0, 6],
      including: ['2026-12-27', '2026-02-01', '2026-12-27'],
    });
    expect(after).toMatchObject({
      weekdays: [0, 6],
      including: ['2026-02-01', '2026-12-27'],
      excluding: [],
      createdAt: before.createdAt,
    });
    expect(new Date(after.updatedAt).getTime()).toBeGreaterThan(new Date(before.updatedAt).getTime());
    expect(await audited()).toEqual([
      { actor: 'admin', action: 'calendar.create', name: 'open', details: { before: {}, after: OPEN } },
      {
        actor: 'admin',
        action: 'calendar.update',
        name: 'open',
        details: {
          before: { weekdays: OPEN.weekdays, including: OPEN.including, excluding: OPEN.excluding },
          after: { weekdays: [0, 6], including: ['2026-02-01', '2026-12-27'], excluding: [] },
        },
      },
    ]);
  });

  it('are not changed by what changes nothing', async () => {
    const { body: before } = await put('open', OPEN);
    expect((await put('open', OPEN)).body).toEqual(before);
    expect(await audited()).toHaveLength(1);
  });

  it('are made once by two who make one at once: the second replaces what the first made', async () => {
    const runner = mall.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`INSERT INTO calendars (name, weekdays) VALUES ('open', '{1}')`);
    const second = put('open', OPEN);
    await someoneWaits(mall.dataSource);
    await runner.commitTransaction();
    await runner.release();
    expect((await second).body).toMatchObject(OPEN);
    expect(await audited()).toMatchObject([
      {
        action: 'calendar.update',
        details: { before: { weekdays: [1] }, after: { weekdays: OPEN.weekdays } },
      },
    ]);
  });

  it.each([
    [{ weekdays: [7] }, 'weekdays'],
    [{ weekdays: ['MON'] }, 'weekdays'],
    [{ weekdays: [1.5] }, 'weekdays'],
    [{ weekdays: null }, 'weekdays'],
    [{ weekdays: [] }, 'weekdays'],
    [{ weekdays: [], excluding: ['2026-01-01'] }, 'weekdays'],
    [{ including: ['2026-02-30'] }, 'including'],
    [{ including: ['2026-02'] }, 'including'],
    [{ including: ['0000-01-01'] }, 'including'],
    [{ including: [20260101] }, 'including'],
    [{ excluding: ['1 May'] }, 'excluding'],
    [{ including: ['2026-01-01'], excluding: ['2026-01-01'] }, 'excluding'],
    [{ description: 'x'.repeat(501) }, 'description'],
    [{ builtIn: true }, 'builtIn'],
  ])('refuse %j, naming the field', async (wrong, field) => {
    const { status, body } = await put<Refusal>('open', { weekdays: [1], ...wrong });
    expect(status).toBe(400);
    expect(new Set(body.errors.map((error) => error.field))).toEqual(new Set([field]));
    expect((await mall.request('GET', '/calendars/open')).status).toBe(404);
  });

  it('have a name that can be typed', async () => {
    const { status, body } = await put<Refusal>('Not%20good', OPEN);
    expect({ status, fields: body.errors.map(({ field }) => field) }).toEqual({
      status: 400,
      fields: ['name'],
    });
  });

  it('take 5,000 days each way, and no more', async () => {
    const dates = (count: number, from: string): string[] =>
      Array.from({ length: count }, (_, index) =>
        new Date(Date.parse(from) + index * 86_400_000).toISOString().slice(0, 10),
      );
    const including = dates(5_000, '2000-01-01');
    const { status, body } = await put('many', { including, excluding: dates(5_000, '2026-01-01') });
    expect({ status, count: body.including.length }).toEqual({ status: 200, count: 5_000 });
    expect((await put('many', { including: [...including, '2026-01-01'] })).status).toBe(400);
  });

  it('that come with the program stay as they are', async () => {
    for (const name of ['cn-workdays', 'weekdays']) {
      const { status, body } = await put<Refusal>(name, OPEN);
      expect(status).toBe(409);
      expect(body.detail).toContain(name);
      expect((await mall.request('DELETE', `/calendars/${name}`)).status).toBe(409);
    }
    const { body } = await mall.request<CalendarView>('GET', '/calendars/weekdays');
    expect(body).toMatchObject({ weekdays: [1, 2, 3, 4, 5], changedBy: null });
  });

  it('are deleted, but not while schedules keep to them, which are named', async () => {
    await put('open', OPEN);
    await keepTo(
      'open',
      ...Array.from({ length: 12 }, (_, index) => `daily-${String(index).padStart(2, '0')}`),
    );
    const { body: used } = await mall.request<CalendarView>('GET', '/calendars/open');
    expect(used.scheduleCount).toBe(12);
    const { status, body } = await mall.request<Refusal>('DELETE', '/calendars/open');
    expect(status).toBe(409);
    expect(body.detail).toMatch(/daily-00, .*daily-09 and 2 more/);
    await mall.dataSource.query('DELETE FROM schedules');
    await remove('open');
    expect((await mall.request('GET', '/calendars/open')).status).toBe(404);
    expect((await audited()).at(-1)).toEqual({
      actor: 'somebody',
      action: 'calendar.delete',
      name: 'open',
      details: { before: OPEN },
    });
    expect((await mall.request('DELETE', '/calendars/open')).status).toBe(404);
  });

  it('are not deleted under a schedule that comes to keep to one at that moment', async () => {
    await put('open', OPEN);
    const runner = mall.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `INSERT INTO schedules (name, task, cron, timezone, calendar, source)
       VALUES ('new', 'core.debug', '0 8 * * *', 'Asia/Shanghai', 'open', 'person')`,
    );
    const deleted = remove('open').catch((error: unknown) => error);
    await someoneWaits(mall.dataSource);
    await runner.commitTransaction();
    await runner.release();
    expect(await deleted).toMatchObject({ status: 409, message: expect.stringContaining('new') });
  });

  it('show the days that belong to them', async () => {
    await put('open', OPEN);
    const days = (query: string) => mall.request<DaysOfCalendar>('GET', `/calendars/open/days${query}`);
    expect((await days('?from=2026-01-31&to=2026-02-02')).body).toEqual({
      from: '2026-01-31',
      to: '2026-02-02',
      days: ['2026-01-31', '2026-02-01', '2026-02-02'],
      warnings: [],
    });
    expect((await days('?from=2026-02-14&to=2026-02-17')).body.days).toEqual(['2026-02-14', '2026-02-17']);
    const { body } = await days('');
    expect(body).toMatchObject({ from: '2026-01-05', to: '2026-02-04' });
    expect((await days('?from=2026-01-01&to=2028-12-31')).status).toBe(200);
    for (const wrong of [
      'from=2026-02-30',
      'to=2026-01-04',
      'to=2029-06-01',
      'from=2026-01',
      'until=2026-02-01',
    ]) {
      expect((await days(`?${wrong}`)).status).toBe(400);
    }
  });

  it('warn of years whose holidays are not known yet', async () => {
    const next = lastCnYear + 1;
    const days = async (name: string, from: string, to: string) =>
      (await mall.request<DaysOfCalendar>('GET', `/calendars/${name}/days?from=${from}&to=${to}`)).body;
    const { warnings } = await days('cn-workdays', `${lastCnYear}-12-31`, `${next}-01-02`);
    expect(warnings).toEqual([
      {
        code: 'calendar-years-unknown',
        en: expect.stringContaining(`to ${lastCnYear}; for ${next} it takes Monday to Friday`),
        zh: expect.stringContaining(`${next} 年按周一至周五计算`),
      },
    ]);
    expect((await days('cn-workdays', '2026-02-13', '2026-02-24')).days).toEqual([
      '2026-02-13',
      '2026-02-14',
      '2026-02-24',
    ]);
    expect((await days('weekdays', `${next}-01-01`, `${next}-01-07`)).warnings).toEqual([]);
  });

  it('tell the engines of days that have changed', async () => {
    await put('open', OPEN);
    let told = 0;
    const { url } = mall.dataSource.options as { url: string };
    const listener = new Listener(url, ['mallkeeper_schedules'], () => undefined);
    listener.on('mallkeeper_schedules', () => told++);
    await listener.open();
    try {
      await put('open', { ...OPEN, description: 'other words' });
      await put('open', { ...OPEN, excluding: [] });
      await expectEventually(() => told, 1);
    } finally {
      await listener.close();
    }
  });

  it('are loaded all, or those that are named, ready to be asked for days', async () => {
    await put('open', OPEN);
    const calendars = mall.application.get(Calendars);
    expect([...(await calendars.load()).keys()].sort()).toEqual(['cn-workdays', 'open', 'weekdays']);
    const loaded = await calendars.load(mall.dataSource.manager, ['open', 'unheard-of']);
    expect([...loaded.keys()]).toEqual(['open']);
    const has = (date: string) => loaded.get('open')!.has(Date.parse(date) / 86_400_000);
    expect([has('2026-01-01'), has('2026-02-01'), has('2026-01-02'), has('2026-01-04')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
