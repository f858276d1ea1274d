import type { CalendarDays, DayTest } from './calendar-days.js';
import { type Crontab, LONGEST_WAIT, parseCrontab } from './crontab.js';
import { parseInterval } from './interval.js';
import { BoundedCache } from './bounded-cache.js';
import { FIRST_MONDAY, type WallClock } from './wall-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const crontabs = new BoundedCache(parseCrontab);
const intervals = new BoundedCache(parseInterval);

/** The slots of a crontab. @throws InvalidInputProblem for the field `cron`. */
export function cronSlots(text: string, days: CalendarDays, after: number): Generator<number> {
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
): Generator<number> {
  const times = crontab.hours.flatMap((hour) =>
    crontab.minutes.map((minute) => hour * HOUR + minute * MINUTE),
  );
  let last = after;
  let day = firstMatch(matchesDay, zone.dayOf(after));
  for (; day !== undefined; day = firstMatch(matchesDay, day + 1)) {
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
): Generator<number> {
  for (let from = after + 1; ;) {
    const offset = zone.offset(from);
    const day = Math.floor((from + offset) / DAY);
    const endOfDay = (day + 1) * DAY - offset;
    // A change of clocks ends the stretch: it may lead to another day, even to the one before.
    const change = zone.changeBetween(from, endOfDay);
    const to = change ?? endOfDay;
    if (!matchesDay(day)) {
      const next = firstMatch(matchesDay, day + 1);
      if (next === undefined) return;
      from = change ?? Math.max(to, zone.momentOf(next * DAY));
      continue;
    }
    for (let hour = Math.floor((from + offset - day * DAY) / HOUR); hour < 24; hour++) {
      for (const minute of minutes) {
        const slot = day * DAY + hour * HOUR + minute * MINUTE - offset;
        if (slot >= from && slot < to) yield slot;
      }
    }
    from = to;
  }
}

/** The first day from one on that matches; undefined: none ever does. */
function firstMatch(matchesDay: DayTest, from: number): number | undefined {
  for (let day = from; day - from < LONGEST_WAIT; day++) if (matchesDay(day)) return day;
  return undefined;
}

/** The slots of an interval, which follow elapsed time. @throws InvalidInputProblem for the field `every`. */
export function intervalSlots(
  text: string,
  start: Date | null | undefined,
  days: CalendarDays,
  after: number,
): Generator<number> {
  const interval = intervals.get(text);
  const anchor = start?.getTime() ?? days.zone.momentOf(FIRST_MONDAY);
  // Nothing comes before a start, so that nothing is moved from there either.
  const earliest = start ? anchor : -Infinity;
  const slotAfter = (moment: number): number =>
    Math.max(anchor + (Math.floor((moment - anchor) / interval) + 1) * interval, earliest);
  return days.moves ? movedSlots(slotAfter, days, after) : daySlots(slotAfter, interval, days, after);
}

/** Walks from one day of the calendar to the next: the clock is read once a day, and not at every slot. */
function* daySlots(
  slotAfter: (moment: number) => number,
  interval: number,
  days: CalendarDays,
  after: number,
): Generator<number> {
  const { zone } = days;
  let slot = slotAfter(after);
  for (let lastDay = zone.dayOf(slot); ;) {
    const day = zone.dayOf(slot);
    const goodDay = days.fromDay(day);
    // Weeks that are counted from a Monday never meet a calendar of Tuesdays.
    if (goodDay === undefined || day - lastDay > LONGEST_WAIT) return;
    if (goodDay > day) {
      slot = slotAfter(Math.max(slot, zone.momentOf(goodDay * DAY) - 1));
      continue;
    }
    // Where clocks go back over midnight, the next day may have begun already.
    const endOfDay = Math.max(zone.momentOf((day + 1) * DAY), slot + 1);
    for (; slot < endOfDay; slot += interval) yield slot;
    lastDay = day;
  }
}

/**
 * Slots that are moved to days of the calendar, with their time on the wall. What is moved to one day comes in order with
 * what that day has of its own.
 */
function* movedSlots(
  slotAfter: (moment: number) => number,
  days: CalendarDays,
  after: number,
): Generator<number> {
  const { zone } = days;
  let today: number | undefined;
  let moments: number[] = [];
  for (let slot = slotAfter(zone.momentOf(days.firstMovedTo(zone.dayOf(after)) * DAY) - 1); ;) {
    const day = zone.dayOf(slot);
    const target = days.targetOf(day);
    if (target !== today) {
      yield* ascendingAfter(after, moments);
      moments = [];
      today = target;
    }
    if (target !== undefined) {
      moments.push(movedTo(target, slot, zone));
      slot = slotAfter(slot);
      continue;
    }
    const goodDay = days.fromDay(day);
    if (goodDay === undefined) return;
    slot = slotAfter(Math.max(slot, zone.momentOf(goodDay * DAY) - 1));
  }
}

/** Single moments, as the calendar lets them. */
export function* singleSlots(at: readonly Date[], days: CalendarDays, after: number): Generator<number> {
  const { zone } = days;
  const moments = at.flatMap((moment) => {
    const target = days.targetOf(zone.dayOf(moment.getTime()));
    return target === undefined ? [] : [movedTo(target, moment.getTime(), zone)];
  });
  yield* ascendingAfter(after, moments);
}

/** When a slot comes that is moved to a day: at its time on the wall. */
function movedTo(day: number, slot: number, zone: WallClock): number {
  const reading = zone.read(slot);
  const itsDay = Math.floor(reading / DAY);
  return itsDay === day ? slot : zone.momentOf(day * DAY + (reading - itsDay * DAY));
}

function ascendingAfter(after: number, moments: readonly number[]): number[] {
  return moments.filter((moment) => moment > after).sort((one, other) => one - other);
}
