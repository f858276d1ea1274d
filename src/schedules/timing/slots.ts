import type { Calendar, CalendarRule } from '../calendars/calendar.js';
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
  /** The first and the last moment at which there may be a slot, wherever a calendar moves it from. */
  readonly start?: Date | null;
  readonly end?: Date | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Most slots that are walked to find the last one. */
const MOST_WALKED = 1_000;

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
    const slot = lastBetween(timing, from, upTo);
    if (slot) return slot;
  }
  return lastBetween(timing, after, upTo);
}

/** The last of slots that may be very many, as those of a second are: the time in which it must be is halved. */
function lastBetween(timing: Timing, after: Date, upTo: Date): Date | undefined {
  const first = slotsBetween(timing, after, upTo, MOST_WALKED);
  const last = first.at(-1);
  if (!last || first.length < MOST_WALKED) return last;
  const middle = new Date((last.getTime() + upTo.getTime()) / 2);
  return lastBetween(timing, middle, upTo) ?? lastBetween(timing, last, middle) ?? last;
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
function* slotsAfter(timing: Timing, after: Date): Generator<number> {
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
function* merged(sources: readonly Iterator<number, undefined>[]): Generator<number> {
  const heads = sources.map((source) => ({ source, slot: nextOf(source) }));
  for (;;) {
    const earliest = Math.min(...heads.map(({ slot }) => slot));
    if (earliest === Infinity) return;
    yield earliest;
    for (const head of heads) while (head.slot <= earliest) head.slot = nextOf(head.source);
  }
}

/** Infinity: there is none. */
function nextOf(source: Iterator<number, undefined>): number {
  const next = source.next();
  return next.done === true ? Infinity : next.value;
}
