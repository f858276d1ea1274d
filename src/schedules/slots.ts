import type { Calendar, CalendarRule } from './calendar.js';
import { CalendarDays } from './calendar-days.js';
import { cronSlots, intervalSlots, singleSlots } from './slot-sources.js';
import { wallClock } from './wall-clock.js';

/**
 * When a schedule comes: at the slots of all its crontabs, intervals and single times together. Everything that asks for
 * slots asks here: previews, the next times that people see, and the engine that fires them. Nothing here depends on the
 * time zone of the process.
 *
 * Where clocks change, a wall-clock time that does not exist comes once, at the first moment after the gap, and one that
 * exists twice comes once, the first time. A crontab whose hour is every hour follows elapsed time instead: it comes
 * whenever the clock on the wall shows a matching minute, so in both of two equal hours. So does an interval.
 */
export interface Timing {
  /** Crontabs of five fields. */
  readonly cron?: readonly string[];
  /** Intervals such as `15m` or `1h30m`: counted from `start`, or from midnight of Monday, 1 January 2001 in the zone. */
  readonly every?: readonly string[];
  /** Single moments. */
  readonly at?: readonly Date[];
  /** IANA name of the zone whose wall clock and days they mean. */
  readonly timezone: string;
  /** The days on which it may come; default: every day. */
  readonly calendar?: Calendar | null;
  /** What becomes of a slot on another day: there is none, or it moves to the next or the previous day of the calendar. */
  readonly calendarRule?: CalendarRule;
  /** The first and the last moment at which there may be a slot. */
  readonly start?: Date | null;
  readonly end?: Date | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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

/** All slots after a moment, in their order. */
function* slotsAfter(timing: Timing, after: Date): Generator<number, undefined> {
  const { cron = [], every = [], at = [], start, end } = timing;
  const days = new CalendarDays(wallClock(timing.timezone), timing.calendar, timing.calendarRule);
  const from = Math.max(after.getTime(), start ? start.getTime() - 1 : -Infinity);
  const upTo = end ? end.getTime() : Infinity;
  const sources = [
    ...cron.map((text) => cronSlots(text, days, from)),
    ...every.map((text) => intervalSlots(text, start, days, from)),
    ...(at.length > 0 ? [singleSlots(at, days, from)] : []),
  ];
  for (const slot of merged(sources)) {
    if (slot > upTo) return;
    yield slot;
  }
}

/** What several sources yield, in order, each moment once. */
function* merged(sources: readonly Iterator<number, undefined>[]): Generator<number, undefined> {
  const heads = sources.map((source) => ({ source, slot: nextOf(source) }));
  for (let last = -Infinity; ;) {
    const earliest = Math.min(...heads.map(({ slot }) => slot));
    if (earliest === Infinity) return;
    if (earliest > last) yield (last = earliest);
    for (const head of heads) if (head.slot === earliest) head.slot = nextOf(head.source);
  }
}

/** Infinite when there is no more. */
function nextOf(source: Iterator<number, undefined>): number {
  return source.next().value ?? Infinity;
}
