import type { Command } from 'commander';
import { registerBackfill } from './backfill.js';
import { registerChange } from './change.js';
import { registerList } from './list.js';
import { registerNext } from './next.js';
import { registerPast } from './past.js';
import { registerDelete } from './delete.js';
import { registerShow } from './show.js';

/** `mallkeeper schedule` */
export function registerSchedule(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('See what runs when, and change it; every scheduler heeds a change within a second')
    .addHelpText(
      'after',
      `
Examples:
  mallkeeper schedule list
  mallkeeper schedule next
  mallkeeper schedule add debug-at-noon --task core.debug --cron '0 12 * * MON-FRI'
  mallkeeper schedule set send-payment-reminders --calendar cn-workdays
  mallkeeper schedule backfill generate-daily-reports --from 2026-01-05 --to 2026-01-09T23:59 --dry-run`,
    );
  registerList(schedule);
  registerShow(schedule);
  registerNext(schedule);
  registerChange(schedule);
  registerDelete(schedule);
  registerBackfill(schedule);
  registerPast(schedule);
}
