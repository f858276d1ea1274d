import { afterEach, describe, expect, it } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { expectEventually } from '../../test/support/eventually.js';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { BackupModule } from '../backup/index.js';
import { CoreModule } from '../core/index.js';
import { FinanceModule } from '../finance/index.js';
import { ReportsModule } from '../reports/index.js';
import { ScheduleDefaults, ScheduleEngine } from '../schedules/index.js';
import { defaultSchedules } from './default-schedules.js';
import { declaredSchedules } from './fires.decorator.js';
import { SchedulerModule } from './index.js';

/** Five weeks of 2026 in Shanghai, from Monday to Sunday. */
const weeks = [
  ['01-26', '01-27', '01-28', '01-29', '01-30', '01-31', '02-01'],
  ['02-02', '02-03', '02-04', '02-05', '02-06', '02-07', '02-08'],
  ['02-09', '02-10', '02-11', '02-12', '02-13', '02-14', '02-15'],
  ['02-16', '02-17', '02-18', '02-19', '02-20', '02-21', '02-22'],
  ['02-23', '02-24', '02-25', '02-26', '02-27', '02-28', '03-01'],
];
const everyDay = weeks.flat();
const workdays = weeks.flatMap((week) => week.slice(0, 5));
const fridays = ['01-30', '02-06', '02-13', '02-20', '02-27'];
const mondays = weeks.map((week) => week[0]!);
const sundays = weeks.map((week) => week[6]!);
const firsts = ['02-01', '03-01'];

const at = (days: readonly string[], time: string): string[] => days.map((day) => `${day} ${time}`);

describe('the scheduler', () => {
  let mall: MallApplication;
  afterEach(() => mall.close());

  const start = async (options: {
    active: boolean;
    today: string;
    environment?: NodeJS.ProcessEnv;
  }): Promise<void> => {
    const { active, ...rest } = options;
    const scheduler = SchedulerModule.register({ active });
    mall = await startMall({
      ...rest,
      modules: [FinanceModule, BackupModule, CoreModule, ReportsModule, scheduler],
    });
  };

  /** As a process does that is active; here the spec decides when the engine sweeps. */
  const writeDefaults = (): Promise<void> => {
    const DefaultSchedules = defaultSchedules('Asia/Shanghai');
    const engine = mall.application.get(ScheduleEngine);
    return mall.application.get(ScheduleDefaults).sync(declaredSchedules(new DefaultSchedules(engine)));
  };

  /** What was fired, in its order, and its slot in Shanghai. */
  const fired = (): Promise<{ schedule: string; slot: string }[]> =>
    mall.dataSource.query(
      `SELECT schedule, to_char(slot AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI') AS slot FROM task_runs ORDER BY id`,
    );

  // machine-time-zone.spec.ts runs this in a process with another time zone.
  it('fires each of the default schedules at its time in Asia/Shanghai, on its days only', async () => {
    const { TZ } = process.env;
    if (TZ !== undefined) expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(TZ);
    await start({ active: false, today: '2026-01-25' });
    const engine = mall.application.get(ScheduleEngine);
    await writeDefaults();
    const slots: Record<string, string[]> = {};
    const hours = Array.from({ length: 36 * 24 }, (_, hour) => hour).slice(15);
    for (const minute of hours.flatMap((hour) =>
      (hour % 24 === 7 ? [0, 15, 30] : [0]).map((at) => hour * 60 + at),
    )) {
      const time = new Date(Date.parse('2026-01-25T00:00:00+08:00') + minute * 60_000);
      mall.clock.moveTo(time);
      await engine.sweep();
      // Ends the runs as a worker would: a schedule whose run has not finished skips its next slot.
      const [ended] = await mall.dataSource.query<[{ schedule: string; slot: Date; text: string }[], number]>(
        `UPDATE task_runs
         SET status = 'SUCCESS', finished_at = now()
         WHERE status = 'PENDING'
         RETURNING schedule, slot, to_char(slot AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI') AS text`,
      );
      for (const { schedule, slot, text } of ended) {
        // At the first look after it; a slot may lie between two.
        expect(time.getTime() - slot.getTime()).toBeGreaterThanOrEqual(0);
        expect(time.getTime() - slot.getTime()).toBeLessThan(3_600_000);
        (slots[schedule] ??= []).push(text);
      }
    }
    expect(slots).toEqual({
      'generate-monthly-accounts': at(everyDay, '08:00'),
      'charge-late-fees': at(firsts, '09:00'),
      'reconcile-accounts': at(everyDay, '06:00'),
      'send-payment-reminders': at(workdays, '10:00'),
      'send-overdue-alerts': at(workdays, '14:00'),
      'send-renewal-reminders': at(firsts, '09:00'),
      'expire-contracts': at(everyDay, '00:30'),
      'backup-database': at(fridays, '20:00'),
      'verify-older-backup': at(sundays, '04:00'),
      'cleanup-old-data': at(everyDay, '03:00'),
      'generate-daily-reports': at(workdays, '07:00'),
      'generate-weekly-reports': at(mondays, '07:15'),
      'generate-monthly-reports': at(firsts, '07:30'),
    });
    expect(await mall.dataSource.query(`SELECT FROM schedule_slots WHERE outcome <> 'RUN'`)).toEqual([]);
  });

  it('after a weekend away, runs what it missed once each, in the order of the slots', async () => {
    await start({ active: false, today: '2026-01-08' });
    const engine = mall.application.get(ScheduleEngine);
    await writeDefaults();
    mall.clock.moveTo(new Date('2026-01-09T19:50:00+08:00'));
    await engine.sweep();
    await mall.dataSource.query('TRUNCATE task_runs CASCADE');
    mall.clock.moveTo(new Date('2026-01-12T09:00:00+08:00'));
    await engine.sweep();
    expect(await fired()).toEqual([
      { schedule: 'backup-database', slot: '01-09 20:00' },
      { schedule: 'verify-older-backup', slot: '01-11 04:00' },
      { schedule: 'expire-contracts', slot: '01-12 00:30' },
      { schedule: 'cleanup-old-data', slot: '01-12 03:00' },
      { schedule: 'reconcile-accounts', slot: '01-12 06:00' },
      { schedule: 'generate-daily-reports', slot: '01-12 07:00' },
      { schedule: 'generate-weekly-reports', slot: '01-12 07:15' },
      { schedule: 'generate-monthly-accounts', slot: '01-12 08:00' },
    ]);
    const skipped = await mall.dataSource.query<object[]>(
      `SELECT schedule, count(*)::integer
       FROM schedule_slots
       WHERE outcome = 'SKIPPED' AND slot > '2026-01-09T19:50:00+08:00'
       GROUP BY schedule
       ORDER BY schedule`,
    );
    expect(skipped).toEqual([
      { schedule: 'cleanup-old-data', count: 2 },
      { schedule: 'expire-contracts', count: 2 },
      { schedule: 'generate-monthly-accounts', count: 2 },
      { schedule: 'reconcile-accounts', count: 2 },
    ]);
  });

  it('rings the doorbells and keeps time where it is active, in the time zone of the mall', async () => {
    await start({ active: true, today: '2026-01-25', environment: { MALLKEEPER_TIMEZONE: 'Europe/London' } });
    const jobs = mall.application.get(SchedulerRegistry).getCronJobs();
    expect([...jobs.values()].map((job) => `${job.name} ${job.cronTime.timeZone} ${job.isActive}`)).toEqual([
      'generate-monthly-accounts Europe/London true',
      'charge-late-fees Europe/London true',
      'reconcile-accounts Europe/London true',
      'send-payment-reminders Europe/London true',
      'send-overdue-alerts Europe/London true',
      'send-renewal-reminders Europe/London true',
      'expire-contracts Europe/London true',
      'backup-database Europe/London true',
      'verify-older-backup Europe/London true',
      'cleanup-old-data Europe/London true',
      'generate-daily-reports Europe/London true',
      'generate-weekly-reports Europe/London true',
      'generate-monthly-reports Europe/London true',
    ]);
    expect(await mall.dataSource.query('SELECT kind FROM nodes')).toEqual([{ kind: 'scheduler' }]);
    mall.clock.moveTo(new Date('2026-01-26T03:00:00Z'));
    await jobs.get('cleanup-old-data')?.fireOnTick();
    await expectEventually(async () => (await fired()).map(({ schedule }) => schedule), ['cleanup-old-data']);
  });

  it('leaves the table alone where it is not, whatever time zone it is told', async () => {
    await start({
      active: false,
      today: '2026-01-25',
      environment: { MALLKEEPER_TIMEZONE: 'Europe/London' },
    });
    expect(mall.application.get(SchedulerRegistry).getCronJobs().size).toBe(0);
    expect(await mall.dataSource.query('SELECT FROM nodes')).toEqual([]);
    expect(await mall.dataSource.query('SELECT FROM schedules')).toEqual([]);
  });
});
