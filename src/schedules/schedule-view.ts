import { InvalidInputProblem } from '../http/index.js';
import type { Calendar } from './calendars/calendar.js';
import type { LastRun, Schedule, Warning } from './dto/schedule.js';
import { type Latest, settingsOf, type StoredSchedule, timingOf } from './schedule-store.js';
import { owedAfter, runsLeft } from './slot-plan.js';
import { nextSlots, slotsBetween, type Timing } from './timing/slots.js';
import { inZone } from './timing/wall-clock.js';
import { wordsOf } from './words/words.js';

/**
 * The next slots of a schedule; none while it is disabled. Never one that has its row already: another process's clock may
 * be a little ahead of this one's. @param upTo none after it.
 */
export function slotsToCome(
  schedule: StoredSchedule,
  timing: Timing,
  moment: Date,
  count: number,
  upTo?: Date,
): Date[] {
  if (!schedule.enabled) return [];
  const { owedFrom, lastSlot } = schedule;
  const after = owedAfter({ owedFrom: owedFrom ?? moment, lastSlot });
  try {
    const from = after > moment ? after : moment;
    const most = Math.min(count, runsLeft(schedule));
    return upTo ? slotsBetween(timing, from, upTo, most) : nextSlots(timing, from, most);
  } catch (error) {
    // Written past the program, in SQL: such a schedule never fires, and its warnings say so.
    if (!(error instanceof InvalidInputProblem)) throw error;
    return [];
  }
}

/** A schedule as people see it at a moment. */
export function viewOf(
  row: StoredSchedule & Latest,
  calendars: ReadonlyMap<string, Calendar>,
  now: Date,
  warnings: (row: StoredSchedule, timing: Timing, now: Date) => Warning[],
): Schedule {
  const { name, source, pausedBecause, runCount, lastRun, recent, changedBy } = row;
  const { cron, every, at, start, end, ...settings } = settingsOf(row);
  const timing = timingOf(row, calendars);
  const [next] = slotsToCome(row, timing, now, 1);
  const show = (moment: Date): string => inZone(moment, row.timezone);
  return {
    name,
    ...settings,
    cron: oneOrMore(cron),
    every: oneOrMore(every),
    at: oneOrMore(at.map(show)),
    words: wordsOf(timing),
    start: start && show(start),
    end: end && show(end),
    source,
    pausedBecause,
    lastSlot: row.lastSlot && show(row.lastSlot),
    next: next ? show(next) : null,
    runCount,
    lastRun: lastRun && showRun(lastRun, show),
    recent: recent.map(({ slot, status, run, reason }) => ({
      slot: show(new Date(slot)),
      status,
      run,
      reason,
    })),
    changedAt: show(row.changedAt),
    changedBy,
    warnings: warnings(row, timing, now),
  };
}

/** As people write it: a list of one is that one, an empty list is null. */
export function oneOrMore<Value>(values: readonly Value[]): Value | Value[] | null {
  return values.length > 1 ? [...values] : (values[0] ?? null);
}

function showRun({ id, status, finishedAt, error }: LastRun, show: (moment: Date) => string): LastRun {
  return { id, status, finishedAt: finishedAt && show(new Date(finishedAt)), error };
}
