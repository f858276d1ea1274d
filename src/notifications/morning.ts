import { DateTime } from 'luxon';

/** Time of the mall's day, `HH:mm`, at which what was too late for the day before may go out. */
export const MORNING = '08:00';

/** The morning of the day after a moment. */
export function nextMorning(moment: Date, timeZone: string): Date {
  const [hour = 0, minute = 0] = MORNING.split(':').map(Number);
  return DateTime.fromJSDate(moment, { zone: timeZone })
    .plus({ days: 1 })
    .set({ hour, minute, second: 0, millisecond: 0 })
    .toJSDate();
}
