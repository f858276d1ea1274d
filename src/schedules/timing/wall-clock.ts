import { DateTime, IANAZone } from 'luxon';
import { InvalidInputProblem } from '../../http/index.js';
import { BoundedCache } from './bounded-cache.js';

/** Monday, 1 January 2001, as a wall clock shows it: where intervals without a start are counted from. */
export const FIRST_MONDAY = Date.UTC(2001, 0, 1);

/** Days whose offsets are remembered. */
const MOST_DAYS = 20_000;

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A moment as ISO 8601 with the offset that a zone has then, such as `2026-01-09T20:00:00+08:00`. */
export function inZone(moment: Date, timezone: string): string {
  const offset = wallClock(timezone).offset(moment.getTime());
  const minutes = Math.abs(Math.trunc(offset / MINUTE));
  const sign = offset < 0 ? '-' : '+';
  const shown = new Date(moment.getTime() + offset).toISOString().slice(0, -'.000Z'.length);
  return `${shown}${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/**
 * The moment that an ISO 8601 text means; one without an offset means the wall clock of the zone.
 * @throws RangeError when it is none.
 */
export function momentInZone(text: string, timezone: string): Date {
  const moment = DateTime.fromISO(text, { zone: timezone });
  if (!moment.isValid) throw new RangeError(`${text} is no moment`);
  return moment.toJSDate();
}

/**
 * The last moment that an ISO 8601 text means: of a day alone its last millisecond, so that "to 7 January" has that day.
 * @throws RangeError when it is none.
 */
export function lastMomentInZone(text: string, timezone: string): Date {
  const moment = momentInZone(text, timezone);
  if (text.includes('T')) return moment;
  return DateTime.fromJSDate(moment, { zone: timezone }).endOf('day').toJSDate();
}

/**
 * The name of a time zone in the right case.
 * @throws InvalidInputProblem for the field `timezone` when there is none of that name.
 */
export function canonicalTimeZone(name: string): string {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // One zone may have several names, and the one that Intl prefers may be the older: Asia/Calcutta for Asia/Kolkata.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputProblem([
      {
        field: 'timezone',
        value: name,
        message: 'write a time zone of the IANA list, such as Asia/Shanghai or Europe/London',
      },
    ]);
  }
}

/**
 * The clock on a wall in some time zone. What it shows, a reading, is a number like a moment's: the milliseconds that UTC
 * would have counted when showing the same.
 */
export class WallClock {
  private readonly zone: IANAZone;
  /** The offsets of days of UTC that have one all day long, in ms; null for those that have several. */
  private readonly ofDays = new BoundedCache((day: number) => this.lookAtDay(day), MOST_DAYS);

  constructor(timezone: string) {
    this.zone = IANAZone.create(timezone);
  }

  /** How far the clock is ahead of UTC at a moment, in ms. */
  offset(moment: number): number {
    return this.ofDays.get(Math.floor(moment / DAY)) ?? this.look(moment);
  }

  /** No zone changes its clocks, and changes them back, within a day. */
  private lookAtDay(day: number): number | null {
    const offset = this.look(day * DAY);
    return this.look((day + 1) * DAY) === offset ? offset : null;
  }

  /** Asks what knows the zones, which takes a hundred times longer than to remember. */
  private look(moment: number): number {
    return this.zone.offset(moment) * MINUTE;
  }

  read(moment: number): number {
    return moment + this.offset(moment);
  }

  /** The day that it is at a moment, counted from 1 January 1970. */
  dayOf(moment: number): number {
    return Math.floor(this.read(moment) / DAY);
  }

  /** The offset that holds on a whole day and around it; undefined when it changes. */
  offsetOfDay(day: number): number | undefined {
    const before = this.offset((day - 1) * DAY);
    return this.offset((day + 2) * DAY) === before ? before : undefined;
  }

  /** The first moment when the clock shows a reading, or the first one after the gap in which the reading lies. */
  momentOf(reading: number): number {
    // No zone is more than a day away from UTC, and none changes its clocks twice within these two days.
    const start = reading - DAY;
    const end = reading + DAY;
    const moments = [this.offset(start), this.offset(end)]
      .map((offset) => reading - offset)
      .filter((moment) => this.read(moment) === reading);
    return moments.length > 0 ? Math.min(...moments) : (this.changeBetween(start, end) ?? end);
  }

  /** The first moment with another offset than `from` has; undefined when `to` has the same. */
  changeBetween(from: number, to: number): number | undefined {
    const offset = this.offset(from);
    if (this.offset(to) === offset) return undefined;
    let same = from;
    let changed = to;
    while (changed - same > 1) {
      const middle = Math.floor((same + changed) / 2);
      if (this.offset(middle) === offset) same = middle;
      else changed = middle;
    }
    return changed;
  }
}

const wallClocks = new BoundedCache((timezone: string) => new WallClock(canonicalTimeZone(timezone)));

/**
 * The clock on a wall in a time zone.
 * @throws InvalidInputProblem for the field `timezone` when there is none of that name.
 */
export function wallClock(timezone: string): WallClock {
  return wallClocks.get(timezone);
}
