import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { zonedTime } from './times';

dayjs.extend(utc);
dayjs.extend(timezone);

/** Whose clocks pickers take for now and today. */
let clocks = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Pickers take `dayjs().tz()` for now: it has to be a wall time, as all their values are, or the two do not compare. */
dayjs.extend((_options, { prototype }) => {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on its object below
  const inZone = prototype.tz;
  prototype.tz = function tz(this: Dayjs, zone?: string, keepLocalTime?: boolean) {
    return zone === undefined ? wallTime(this.toDate(), clocks) : inZone.call(this, zone, keepLocalTime);
  };
});

/** Has pickers show the now and the today of a zone, instead of the browser's. */
export function setPickerZone(zone: string): void {
  clocks = zone;
}

/** What the clocks of a zone show at a moment (ISO 8601), for a picker, which knows no zones; null when it is none. */
export function toWallTime(moment: string | undefined, zone: string): Dayjs | null {
  if (moment === undefined || Number.isNaN(Date.parse(moment))) return null;
  return wallTime(moment, zone);
}

function wallTime(moment: string | Date, zone: string): Dayjs {
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

/** The day that was so many days before another. */
export function daysBefore(day: string, days: number): string {
  return dayjs(day).subtract(days, 'day').format('YYYY-MM-DD');
}
