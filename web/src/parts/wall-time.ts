import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { zonedTime } from './times';

dayjs.extend(utc);
dayjs.extend(timezone);

/** What the clocks of a zone show at a moment (ISO 8601), for a picker, which knows no zones; null when it is none. */
export function toWallTime(moment: string | undefined, zone: string): Dayjs | null {
  if (moment === undefined || Number.isNaN(Date.parse(moment))) return null;
  const { date, time } = zonedTime(moment, zone);
  return dayjs(`${date}T${time}`);
}

/** The moment, with its offset, at which the clocks of a zone show what was picked. */
export function fromWallTime(wall: Dayjs | null | undefined, zone: string): string | undefined {
  return wall ? dayjs.tz(wall.format('YYYY-MM-DDTHH:mm:ss'), zone).format() : undefined;
}

/** The moment at which a day (`YYYY-MM-DD`) begins in a zone. */
export function startOfDay(day: string, zone: string): string {
  return dayjs.tz(`${day}T00:00:00`, zone).format();
}

/** The day after, as the API wants the end of a range: whoever chooses a last day means all of it. */
export function dayAfter(day: string): string {
  return dayjs(day).add(1, 'day').format('YYYY-MM-DD');
}
