import { DateTime, IANAZone } from 'luxon';
import { InvalidInputProblem } from '../http/index.js';
import { type Crontab, parseCrontab } from './crontab.js';

/**
 * When a schedule comes. Everything that asks for slots asks here: previews, the next times that people see, and the
 * engine that fires them. Nothing here depends on the time zone of the process.
 *
 * Where clocks change, a wall-clock time that does not exist comes once, at the first moment after the gap, and one that
 * exists twice comes once, the first time. A crontab whose hour is every hour follows elapsed time instead: it comes
 * whenever the clock on the wall shows a matching minute, so in both of two equal hours.
 */
export interface Timing {
  /** Five crontab fields. */
  readonly cron: string;
  /** IANA name of the zone whose wall clock they mean. */
  readonly timezone: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Crontabs and time zones that are kept once they have been read. */
const MOST_KEPT = 2_000;

/**
 * The first `count` slots after a moment.
 * @throws InvalidInputProblem when crontab or time zone cannot be read.
 */
export function nextSlots(timing: Timing, after: Date, count: number): Date[] {
  return take(slotsAfter(timing, after), count, Infinity);
}

/**
 * The first `limit` slots after a moment and up to (and at) another.
 * @throws InvalidInputProblem when crontab or time zone cannot be read.
 */
export function slotsBetween(timing: Timing, after: Date, upTo: Date, limit = Infinity): Date[] {
  return take(slotsAfter(timing, after), limit, upTo.getTime());
}

/**
 * The last slot after a moment and up to (and at) another.
 * @throws InvalidInputProblem when crontab or time zone cannot be read.
 */
export function latestSlot(timing: Timing, after: Date, upTo: Date): Date | undefined {
  // Slots are found forwards only: look back a little first, so that a year of minutes is not walked for its last.
  for (const lookBack of [HOUR, DAY, 32 * DAY, 366 * DAY]) {
    const from = new Date(upTo.getTime() - lookBack);
    if (from <= after) break;
    const slot = slotsBetween(timing, from, upTo).at(-1);
    if (slot) return slot;
  }
  return slotsBetween(timing, after, upTo).at(-1);
}

/** A moment as ISO 8601 with the offset that a zone has then, such as `2026-01-09T20:00:00+08:00`. */
export function inZone(moment: Date, timezone: string): string {
  return DateTime.fromJSDate(moment, { zone: timezone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}

/** The moment that an ISO 8601 text means; one without an offset means the wall clock of the zone. */
export function momentInZone(text: string, timezone: string): Date {
  return DateTime.fromISO(text, { zone: timezone }).toJSDate();
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

function take(slots: Generator<number>, limit: number, upTo: number): Date[] {
  const taken: Date[] = [];
  if (limit <= 0) return taken;
  for (const slot of slots) {
    if (slot > upTo) break;
    taken.push(new Date(slot));
    if (taken.length >= limit) break;
  }
  return taken;
}

/** All slots after a moment, without end. */
function slotsAfter(timing: Timing, after: Date): Generator<number> {
  const crontab = crontabs.get(timing.cron);
  const zone = wallClocks.get(timing.timezone);
  const everyHour = crontab.hours.length === 24;
  return everyHour
    ? elapsedSlots(crontab, zone, after.getTime())
    : wallClockSlots(crontab, zone, after.getTime());
}

/** Remembers what takes long to make and is asked for again and again, up to a number of them. */
class Kept<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly make: (text: string) => Value) {}

  get(text: string): Value {
    const known = this.values.get(text);
    if (known !== undefined) return known;
    const value = this.make(text);
    if (this.values.size >= MOST_KEPT) this.values.clear();
    this.values.set(text, value);
    return value;
  }
}

/** Walks the calendar day by day, and asks when each wall-clock time is. */
function* wallClockSlots(crontab: Crontab, zone: WallClock, after: number): Generator<number> {
  const times = crontab.hours.flatMap((hour) =>
    crontab.minutes.map((minute) => hour * HOUR + minute * MINUTE),
  );
  let last = after;
  for (let day = Math.floor(zone.read(after) / DAY); ; day++) {
    if (!crontab.matchesDay(day)) continue;
    const offset = zone.offsetOfDay(day);
    for (const time of times) {
      const reading = day * DAY + time;
      const slot = offset === undefined ? zone.momentOf(reading) : reading - offset;
      // Several times within one gap are one moment, and one slot.
      if (slot > last) yield (last = slot);
    }
  }
}

/** Walks real time, and looks at the clock on the wall. */
function* elapsedSlots(crontab: Crontab, zone: WallClock, after: number): Generator<number> {
  for (let from = Math.floor(after / MINUTE) * MINUTE + MINUTE; ;) {
    const offset = zone.offset(from);
    const day = Math.floor((from + offset) / DAY);
    const endOfDay = (day + 1) * DAY - offset;
    if (!crontab.matchesDay(day)) {
      // A change of clocks on the way ends the stretch, so that no day is passed over.
      from = zone.changeBetween(from, endOfDay) ?? endOfDay;
      continue;
    }
    const to = zone.changeBetween(from, endOfDay) ?? endOfDay;
    for (let hour = Math.floor((from + offset - day * DAY) / HOUR); hour < 24; hour++) {
      for (const minute of crontab.minutes) {
        const slot = day * DAY + hour * HOUR + minute * MINUTE - offset;
        if (slot >= from && slot < to) yield slot;
      }
    }
    from = to;
  }
}

/**
 * The clock on a wall in some time zone. What it shows, a reading, is a number like a moment's: the milliseconds that UTC
 * would have counted when showing the same.
 */
class WallClock {
  private readonly zone: IANAZone;

  constructor(timezone: string) {
    this.zone = IANAZone.create(timezone);
  }

  /** How far the clock is ahead of UTC at a moment, in ms. */
  offset(moment: number): number {
    return this.zone.offset(moment) * MINUTE;
  }

  read(moment: number): number {
    return moment + this.offset(moment);
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

const crontabs = new Kept(parseCrontab);
const wallClocks = new Kept((timezone) => new WallClock(canonicalTimeZone(timezone)));
