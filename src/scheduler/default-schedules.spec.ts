import { describe, expect, it } from '@jest/globals';
import type { ScheduleEngine } from '../schedules/index.js';
import { defaultSchedules } from './default-schedules.js';
import { declaredSchedules } from './fires.decorator.js';

const rung: string[] = [];
const engine = { ring: (name: string) => Promise.resolve(rung.push(name)) } as unknown as ScheduleEngine;

describe('the default schedules', () => {
  it('are those of the design and of accounting, in the time zone of the mall', () => {
    const DefaultSchedules = defaultSchedules('Europe/London');
    const shown = declaredSchedules(new DefaultSchedules(engine)).map((each) => {
      const kwargs = JSON.stringify(each.kwargs);
      const days = each.catchUpWindow / 86_400;
      expect(each.description).not.toBe('');
      return `${each.name}: ${each.task} ${kwargs} at ${each.cron} ${each.timezone}, ${each.overlap}, ${each.catchUp} ${days} days`;
    });
    expect(shown).toEqual([
      'generate-monthly-accounts: finance.generate-monthly-accounts {} at 0 8 * * * Europe/London, skip, latest 7 days',
      'charge-late-fees: finance.charge-late-fees {} at 0 9 1 * * Europe/London, skip, latest 35 days',
      'reconcile-accounts: finance.reconcile {} at 0 6 * * * Europe/London, skip, latest 7 days',
      'send-payment-reminders: finance.send-payment-reminders {"daysAhead":3} at 0 10 * * 1-5 Europe/London, skip, latest 7 days',
      'send-overdue-alerts: finance.send-overdue-alerts {"daysOverdue":0} at 0 14 * * 1-5 Europe/London, skip, latest 7 days',
      'send-renewal-reminders: store.send-renewal-reminders {"daysUntilExpiry":60} at 0 9 1 * * Europe/London, skip, latest 35 days',
      'expire-contracts: store.expire-contracts {} at 30 0 * * * Europe/London, skip, latest 7 days',
      'backup-database: backup.backup-database {} at 0 20 * * 5 Europe/London, skip, latest 7 days',
      'verify-older-backup: backup.verify-backup {} at 0 4 * * 0 Europe/London, skip, latest 7 days',
      'cleanup-old-data: core.cleanup-old-data {"retentionDays":30} at 0 3 * * * Europe/London, skip, latest 7 days',
      'generate-daily-reports: reports.generate-daily-report {} at 0 7 * * 1-5 Europe/London, skip, latest 7 days',
      'generate-weekly-reports: reports.generate-weekly-report {} at 15 7 * * 1 Europe/London, skip, latest 7 days',
      'generate-monthly-reports: reports.generate-monthly-report {} at 30 7 1 * * Europe/London, skip, latest 35 days',
    ]);
  });

  it('ring for themselves', async () => {
    const DefaultSchedules = defaultSchedules('Asia/Shanghai');
    const doorbells = new DefaultSchedules(engine);
    const methods = Object.values(Object.getOwnPropertyDescriptors(DefaultSchedules.prototype as object))
      .map(({ value }) => value as () => Promise<void>)
      .slice(1);
    for (const method of methods) await method.call(doorbells);
    expect(rung).toEqual(declaredSchedules(doorbells).map(({ name }) => name));
  });
});
