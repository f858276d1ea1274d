import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import type { Week } from './dto/week.js';
import { ScheduleEngine, SchedulesModule } from './index.js';

const TASK = 'store.send-renewal-reminders';

describe('a week of schedules', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [SchedulesModule] });
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE schedules, schedule_slots, task_runs, audit_log CASCADE');
    mall.clock.moveTo(new Date('2026-01-05T06:00:00+08:00'));
  });

  const add = async (schedule: object): Promise<void> => {
    const { status } = await mall.request('POST', '/schedules', { task: TASK, catchUp: 'all', ...schedule });
    expect(status).toBe(201);
  };

  const moveTo = async (time: string): Promise<void> => {
    mall.clock.moveTo(new Date(time));
    await mall.application.get(ScheduleEngine).sweep();
  };

  const week = async (query: string): Promise<Week> => {
    const { status, body } = await mall.request<Week>('GET', `/schedules/week?${query}`);
    expect(status).toBe(200);
    return body;
  };

  it('shows what came with how it went, and what is to come, by the calendar of the mall', async () => {
    await add({ name: 'daily', cron: '0 8 * * *' });
    // Its zone is another, the days are those of the mall.
    await add({ name: 'london', cron: '30 23 * * 2', timezone: 'Europe/London', overlap: 'allow_all' });
    await moveTo('2026-01-07T07:45:00+08:00');
    await mall.dataSource.query(
      `UPDATE task_runs SET status = 'FAILURE', finished_at = now() WHERE schedule = 'daily' AND slot < '2026-01-06'`,
    );
    await mall.dataSource.query(
      `UPDATE schedule_slots SET outcome = 'SKIPPED', run_id = NULL, reason = 'for this spec'
       WHERE schedule = 'daily' AND slot = '2026-01-06T08:00:00+08:00'`,
    );
    const shown = await week('from=2026-01-05&days=4');
    expect(shown).toMatchObject({
      from: '2026-01-05',
      to: '2026-01-08',
      timezone: 'Asia/Shanghai',
      dense: [],
    });
    const planned = { status: 'planned', run: null, reason: null };
    expect(shown.items).toEqual([
      {
        schedule: 'daily',
        at: '2026-01-05T08:00:00+08:00',
        status: 'FAILURE',
        run: expect.any(String),
        reason: null,
      },
      {
        schedule: 'daily',
        at: '2026-01-06T08:00:00+08:00',
        status: 'SKIPPED',
        run: null,
        reason: 'for this spec',
      },
      {
        schedule: 'london',
        at: '2026-01-07T07:30:00+08:00',
        status: 'PENDING',
        run: expect.any(String),
        reason: null,
      },
      { schedule: 'daily', at: '2026-01-07T08:00:00+08:00', ...planned },
      { schedule: 'daily', at: '2026-01-08T08:00:00+08:00', ...planned },
    ]);
    expect((await week('')).from).toBe('2026-01-07');
    expect((await week('')).to).toBe('2026-01-13');
    expect((await week('from=2026-01-08&days=1')).items).toHaveLength(1);
  });

  it('plans nothing for what is disabled, has ended, or has run as often as it may', async () => {
    await add({ name: 'disabled', cron: '0 8 * * *', enabled: false });
    await add({ name: 'ending', cron: '0 8 * * *', end: '2026-01-06T12:00:00+08:00' });
    await add({ name: 'twice', cron: '0 9 * * *', maxRuns: 2 });
    const { items } = await week('from=2026-01-05&days=14');
    expect(items.map(({ schedule, at }) => `${schedule} ${at.slice(0, 10)}`)).toEqual([
      'ending 2026-01-05',
      'twice 2026-01-05',
      'ending 2026-01-06',
      'twice 2026-01-06',
    ]);
  });

  it('counts by the day what comes too often to be shown slot by slot', async () => {
    await add({ name: 'hourly', cron: '0 * * * *' });
    await add({ name: 'often', cron: '*/30 * * * *', overlap: 'allow_all' });
    await add({ name: 'every-second', every: '1s', enabled: false });
    await moveTo('2026-01-05T07:40:00+08:00');
    await mall.dataSource.query(
      `UPDATE task_runs SET status = 'FAILURE', finished_at = now()
       WHERE schedule = 'often' AND slot = '2026-01-05T07:30:00+08:00'`,
    );
    const { items, dense } = await week('from=2026-01-05&days=2');
    expect(dense).toEqual([
      // From six o'clock on, when it was made.
      { schedule: 'often', day: '2026-01-05', count: 35, failed: 1 },
      { schedule: 'often', day: '2026-01-06', count: 48, failed: 0 },
    ]);
    expect(new Set(items.map(({ schedule }) => schedule))).toEqual(new Set(['hourly']));
    expect(items).toHaveLength(17 + 24);

    await mall.request('PATCH', '/schedules/every-second', { enabled: true });
    const { dense: estimated } = await week('from=2026-01-06&days=1');
    expect(estimated).toEqual([
      { schedule: 'every-second', day: '2026-01-06', count: 86_400, failed: 0 },
      { schedule: 'often', day: '2026-01-06', count: 48, failed: 0 },
    ]);
  });

  it('is refused for days that there are not', async () => {
    for (const query of ['from=2026-02-30', 'from=tomorrow', 'days=0', 'days=15', 'days=x']) {
      const { status } = await mall.request('GET', `/schedules/week?${query}`);
      expect(status).toBe(400);
    }
  });
});
