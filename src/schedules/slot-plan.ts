import type { CatchUpPolicy } from './dto/schedule.js';
import { latestSlot, slotsBetween, type Timing } from './timing/slots.js';
import { inZone } from './timing/wall-clock.js';

/** A slot that is fired within so many ms of its time counts as on time; whatever comes later was missed. */
const ON_TIME = 60_000;

/**
 * How far back (ms) each missed slot still gets a row of its own; a longer catch-up window reaches further. Rows before
 * that would be what the clean-up takes away next, so they share one.
 */
const LONGEST_RECORD = 366 * 86_400_000;

/** What decides which slots a schedule owes and what becomes of them. */
export interface OwingSchedule {
  readonly timing: Timing;
  readonly owedFrom: Date;
  readonly lastSlot: Date | null;
  readonly catchUp: CatchUpPolicy;
  /** Seconds. */
  readonly catchUpWindow: number;
  /** null: as many as there are slots. */
  readonly maxRuns: number | null;
  readonly runCount: number;
}

/** How much is settled at once. */
export interface Bounds {
  readonly slots: number;
  readonly runs: number;
}

export interface PlannedSlot {
  readonly slot: Date;
  /** Why it gets no run; null: it is to be run. */
  readonly skipped: string | null;
}

/** The moment after which slots are owed and have no row yet. */
export function owedAfter({ owedFrom, lastSlot }: Pick<OwingSchedule, 'owedFrom' | 'lastSlot'>): Date {
  return lastSlot !== null && lastSlot > owedFrom ? lastSlot : owedFrom;
}

/** How many more slots of a schedule may become runs. */
export function runsLeft({ maxRuns, runCount }: Pick<OwingSchedule, 'maxRuns' | 'runCount'>): number {
  return maxRuns === null ? Infinity : Math.max(0, maxRuns - runCount);
}

/**
 * What becomes of the slots that a schedule owes at a moment, by its catch-up policy, the oldest first. Of very many only
 * the first: once those are settled, ask again.
 */
export function planSlots(schedule: OwingSchedule, now: Date, bounds: Bounds): PlannedSlot[] {
  const left = runsLeft(schedule);
  if (left === 0) return [];
  const { timing } = schedule;
  const window = Math.max(schedule.catchUpWindow * 1000, ON_TIME);
  const after = owedAfter(schedule);
  const horizon = new Date(now.getTime() - Math.max(window, LONGEST_RECORD));
  const owed = slotsBetween(timing, after > horizon ? after : horizon, now, bounds.slots + 1);
  const planned = owed.slice(0, bounds.slots);

  const skipReason = (slot: Date): string | null => {
    const late = now.getTime() - slot.getTime();
    if (late > window) return `catch-up window: missed by more than ${schedule.catchUpWindow} s`;
    if (late < ON_TIME) return null;
    if (schedule.catchUp === 'none') return 'catch-up none: missed';
    if (schedule.catchUp === 'latest' && slot !== owed.at(-1)) {
      return 'catch-up latest: missed, and so was a later slot';
    }
    return null;
  };
  const slots = planned.map((slot) => ({ slot, skipped: skipReason(slot) }));
  return [...beforeHorizon(timing, after, horizon), ...upToRuns(slots, Math.min(bounds.runs, left))];
}

function beforeHorizon(timing: Timing, after: Date, horizon: Date): PlannedSlot[] {
  const slot = horizon > after ? latestSlot(timing, after, horizon) : undefined;
  if (!slot) return [];
  const since = inZone(after, timing.timezone);
  return [
    { slot, skipped: `catch-up window: missed, like every slot since ${since}; this row is for them all` },
  ];
}

/** Cuts the plan behind so many runs. */
function upToRuns(slots: PlannedSlot[], most: number): PlannedSlot[] {
  const last = slots.filter(({ skipped }) => skipped === null)[most - 1];
  return last ? slots.slice(0, slots.indexOf(last) + 1) : slots;
}
