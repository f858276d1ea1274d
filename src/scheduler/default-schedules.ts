import { Cron } from '@nestjs/schedule';
import { backupDatabase, verifyBackup } from '../backup/index.js';
import { cleanupOldData } from '../core/index.js';
import {
  chargeLateFees,
  generateMonthlyAccounts,
  reconcile,
  sendOverdueAlerts,
  sendPaymentReminders,
} from '../finance/index.js';
import { generateDailyReport, generateMonthlyReport, generateWeeklyReport } from '../reports/index.js';
import type { ScheduleEngine } from '../schedules/index.js';
import { expireContracts, sendRenewalReminders } from '../store/index.js';
import { Fires } from './fires.decorator.js';

/**
 * The schedules that every mall starts with: `@Cron` says when, `@Fires` which task with which kwargs, and what becomes of
 * slots that were missed. At start-up they are written into the `schedules` table, where people change them. So a method
 * is a doorbell only: it asks the engine to fire what its schedule owes according to the table, which may be nothing.
 *
 * A function, because decorators want the time zone where the class is defined, and the mall's is a setting.
 */
export function defaultSchedules(timeZone: string): new (engine: ScheduleEngine) => object {
  class DefaultSchedules {
    constructor(private readonly engine: ScheduleEngine) {}

    @Cron('0 8 * * *', { name: 'generate-monthly-accounts', timeZone })
    @Fires(generateMonthlyAccounts, {}, { catchUp: 'latest', days: 7 })
    generateMonthlyAccounts(): Promise<void> {
      return this.engine.ring('generate-monthly-accounts');
    }

    @Cron('0 9 1 * *', { name: 'charge-late-fees', timeZone })
    @Fires(chargeLateFees, {}, { catchUp: 'latest', days: 35 })
    chargeLateFees(): Promise<void> {
      return this.engine.ring('charge-late-fees');
    }

    @Cron('0 6 * * *', { name: 'reconcile-accounts', timeZone })
    @Fires(reconcile, {}, { catchUp: 'latest', days: 7 })
    reconcileAccounts(): Promise<void> {
      return this.engine.ring('reconcile-accounts');
    }

    @Cron('0 10 * * 1-5', { name: 'send-payment-reminders', timeZone })
    @Fires(sendPaymentReminders, { daysAhead: 3 }, { catchUp: 'latest', days: 7 })
    sendPaymentReminders(): Promise<void> {
      return this.engine.ring('send-payment-reminders');
    }

    @Cron('0 14 * * 1-5', { name: 'send-overdue-alerts', timeZone })
    @Fires(sendOverdueAlerts, { daysOverdue: 0 }, { catchUp: 'latest', days: 7 })
    sendOverdueAlerts(): Promise<void> {
      return this.engine.ring('send-overdue-alerts');
    }

    @Cron('0 9 1 * *', { name: 'send-renewal-reminders', timeZone })
    @Fires(sendRenewalReminders, { daysUntilExpiry: 60 }, { catchUp: 'latest', days: 35 })
    sendRenewalReminders(): Promise<void> {
      return this.engine.ring('send-renewal-reminders');
    }

    @Cron('30 0 * * *', { name: 'expire-contracts', timeZone })
    @Fires(expireContracts, {}, { catchUp: 'latest', days: 7 })
    expireContracts(): Promise<void> {
      return this.engine.ring('expire-contracts');
    }

    @Cron('0 20 * * 5', { name: 'backup-database', timeZone })
    @Fires(backupDatabase, {}, { catchUp: 'latest', days: 7 })
    backupDatabase(): Promise<void> {
      return this.engine.ring('backup-database');
    }

    @Cron('0 4 * * 0', { name: 'verify-older-backup', timeZone })
    @Fires(verifyBackup, {}, { catchUp: 'latest', days: 7 })
    verifyOlderBackup(): Promise<void> {
      return this.engine.ring('verify-older-backup');
    }

    @Cron('0 3 * * *', { name: 'cleanup-old-data', timeZone })
    @Fires(cleanupOldData, { retentionDays: 30 }, { catchUp: 'latest', days: 7 })
    cleanupOldData(): Promise<void> {
      return this.engine.ring('cleanup-old-data');
    }

    @Cron('0 7 * * 1-5', { name: 'generate-daily-reports', timeZone })
    @Fires(generateDailyReport, {}, { catchUp: 'latest', days: 7 })
    generateDailyReports(): Promise<void> {
      return this.engine.ring('generate-daily-reports');
    }

    @Cron('15 7 * * 1', { name: 'generate-weekly-reports', timeZone })
    @Fires(generateWeeklyReport, {}, { catchUp: 'latest', days: 7 })
    generateWeeklyReports(): Promise<void> {
      return this.engine.ring('generate-weekly-reports');
    }

    @Cron('30 7 1 * *', { name: 'generate-monthly-reports', timeZone })
    @Fires(generateMonthlyReport, {}, { catchUp: 'latest', days: 35 })
    generateMonthlyReports(): Promise<void> {
      return this.engine.ring('generate-monthly-reports');
    }
  }
  return DefaultSchedules;
}
