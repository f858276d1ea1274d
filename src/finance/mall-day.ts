import { DateTime } from 'luxon';

/** From midnight up to, not including, the next one, in the mall's time zone. */
interface MallDay {
  readonly start: Date;
  readonly end: Date;
}

/** When a day in the mall, `YYYY-MM-DD`, begins and ends; with daylight saving it may have 23 or 25 hours. */
export function mallDay(date: string, timeZone: string): MallDay {
  const start = DateTime.fromISO(date, { zone: timeZone }).startOf('day');
  return { start: start.toJSDate(), end: start.plus({ days: 1 }).startOf('day').toJSDate() };
}

/** The date some days after another, both `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');
}
