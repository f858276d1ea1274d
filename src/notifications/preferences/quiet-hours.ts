import { DateTime } from 'luxon';
import type { DailySpan } from '../../config/index.js';

/**
 * When quiet hours are over in which a moment falls; null: it falls in none.
 * @param span of the mall's wall clock; the same time twice is never.
 */
export function quietUntil(moment: Date, { from, until }: DailySpan, timeZone: string): Date | null {
  const local = DateTime.fromJSDate(moment, { zone: timeZone });
  const time = local.toFormat('HH:mm');
  const overMidnight = from > until;
  const quiet = overMidnight ? time >= from || time < until : time >= from && time < until;
  if (!quiet) return null;
  const day = overMidnight && time >= from ? local.plus({ days: 1 }) : local;
  const [hour = 0, minute = 0] = until.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 }).toJSDate();
}
