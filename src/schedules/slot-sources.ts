import type { CalendarDays, DayTest } from './calendar-days.js';
import { type Crontab, parseCrontab } from './crontab.js';
import { parseInterval } from './interval.js';
import { Kept } from './kept.js';
import { FIRST_MONDAY, type WallClock } from './wall-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The weekdays of the calendar repeat after 28 years: what does not come within so many days never does. */
const LONGEST_WAIT = 28 * 366;

const crontabs = new Kept(parseCrontab);
const intervals = new Kept(parseInterval);

/** The slots of a crontab. @throws InvalidInputProblem for the field `cron`. */
export function cronSlots(text: string, days: CalendarDays, after: number): Generator<number, undefined> {
  const crontab = crontabs.get(text);
  const { zone } = days;
  // A moved slot keeps its time, and a crontab has the same times on each of its days: so only its days change.
  const matchesDay = days.movedTo((day) => crontab.matchesDay(day));
  const everyHour = crontab.hours.length === 24;
  return everyHour
    ? elapsedSlots(crontab.minutes, matchesDay, zone, after)
    : wallClockSlots(crontab, matchesDay, zone, after);
}

/** Walks the calendar day by day, and asks when each wall-clock time is. */
function* wallClockSlots(
  crontab: Crontab,
  matchesDay: DayTest,
  zone: WallClock,
  after: number,
): Generator<number, undefined> {
  const times = crontab.hours.flatMap((hour) =>
    crontab.minutes.map((minute) => hour * HOUR + minute * MINUTE),
  );
  let last = after;
  let day = zone.dayOf(after);
  for (let lastDay = day; day - lastDay < LONGEST_WAIT; day++) {
    if (!matchesDay(day)) continue;
    lastDay = day;
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
function* elapsedSlots(
  minutes: readonly number[],
  matchesDay: DayTest,
  zone: WallClock,
  after: number,
): Generator<number, undefined> {
  let from = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  for (let last = from; from - last < LONGEST_WAIT * DAY;) {
    const offset = zone.offset(from);
    const day = Math.floor((from + offset) / DAY);
    const endOfDay = (day + 1) * DAY - offset;
    if (!matchesDay(day)) {
      // A change of clocks on the way ends the stretch, so that no day is passed over.
      from = zone.changeBetween(from, endOfDay) ?? endOfDay;
      continue;
    }
    const to = zone.changeBetween(from, endOfDay) ?? endOfDay;
    for (let hour = Math.floor((from + offset - day * DAY) / HOUR); hour < 24; hour++) {
      for (const minute of minutes) {
        const slot = day * DAY + hour * HOUR + minute * MINUTE - offset;
        if (slot >= from && slot < to) yield slot;
      }
    }
    last = from = to;
  }
}

/** The slots of an interval, which follow elapsed time. @throws InvalidInputProblem for the field `every`. */
export function intervalSlots(
  text: string,
  start: Date | null | undefined,
  days: CalendarDays,
  after: number,
): Generator<number, undefined> {
  const anchor = start?.getTime() ?? days.zone.momentOf(FIRST_MONDAY);
  return elapsingSlots(intervals.get(text), anchor, days, after);
}

function* elapsingSlots(
  interval: number,
  anchor: number,
  days: CalendarDays,
  after: number,
): Generator<number, undefined> {
  const slotAfter = (moment: number): number =>
    anchor + (Math.floor((moment - anchor) / interval) + 1) * interval;
  if (days.moves) {
    const all = function* (from: number): Generator<number, undefined> {
      for (let slot = slotAfter(from); ; slot += interval) yield slot;
    };
    yield* movedSlots(all, days, after);
    return;
  }
  for (let slot = slotAfter(after); ;) {
    const day = days.zone.dayOf(slot);
    const goodDay = days.fromDay(day);
    if (goodDay === undefined) return;
    if (goodDay === day) {
      yield slot;
      slot += interval;
    } else slot = slotAfter(days.zone.momentOf(goodDay * DAY) - 1);
  }
}

/** Single moments, as far as the calendar lets them. */
export function* singleSlots(
  at: readonly Date[],
  days: CalendarDays,
  after: number,
): Generator<number, undefined> {
  const all = at.map((moment) => moment.getTime()).sort((one, other) => one - other);
  if (days.moves) {
    yield* movedSlots((from) => all.filter((slot) => slot > from).values(), days, after);
    return;
  }
  for (const slot of all) if (slot > after && days.has(days.zone.dayOf(slot))) yield slot;
}

/**
 * Slots that are moved to days of the calendar, with their time on the wall. What is moved to one day comes in order with
 * what that day has of its own.
 */
function* movedSlots(
  slotsAfterMoment: (moment: number) => Iterable<number>,
  days: CalendarDays,
  after: number,
): Generator<number, undefined> {
  const { zone } = days;
  const begin = days.firstMovedTo(zone.dayOf(after));
  let today: number | undefined;
  let moments: number[] = [];
  const flush = function* (): Generator<number, undefined> {
    for (const moment of moments.sort((one, other) => one - other)) if (moment > after) yield moment;
    moments = [];
  };
  for (const slot of slotsAfterMoment(zone.momentOf(begin * DAY) - 1)) {
    const day = zone.dayOf(slot);
    const target = days.targetOf(day);
    if (target === undefined) {
      // Days from here on belong to no calendar day, or those until now did not.
      if (day - (today ?? begin) > LONGEST_WAIT) break;
      continue;
    }
    if (target !== today) yield* flush();
    today = target;
    moments.push(target === day ? slot : zone.momentOf(target * DAY + (zone.read(slot) - day * DAY)));
  }
  yield* flush();
}
