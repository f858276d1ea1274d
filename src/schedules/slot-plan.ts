import type { CatchUpPolicy } from './dto/schedule.js';
import { inZone, latestSlot, slotsBetween, type Timing } from './slots.js';

/** A slot that is fired within so many ms of its time counts as on time; whatever comes later was missed. */
const ON_TIME = 60_000;

/**
 * How far back (ms) each missed slot still gets a row of its own; a longer catch-up window reaches further. Rows before
 * that would be what the clean-up takes away next, so they share one.
 */
const LONGEST_RECORD = 366 * 86_400_000;

/** Most slots, and most runs among them, that one transaction settles. */
const MOST_SLOTS = 5_000;
const MOST_RUNS = 200;

/** What decides which slots a schedule owes and what becomes of them. */
export interface OwingSchedule extends Timing {
  readonly owedFrom: Date;
  readonly lastSlot: Date | null;
  readonly catchUp: CatchUpPolicy;
  /** Seconds. */
  readonly catchUpWindow: number;
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

/**
 * What becomes of the slots that a schedule owes at a moment, by its catch-up policy, the oldest first. Of very many only
 * the first: once those are settled, ask again.
 */
export function planSlots(schedule: OwingSchedule, now: Date): PlannedSlot[] {
  const window = Math.max(schedule.catchUpWindow * 1000, ON_TIME);
  const after = owedAfter(schedule);
  const horizon = new Date(now.getTime() - Math.max(window, LONGEST_RECORD));
  const owed = slotsBetween(schedule, after > horizon ? after : horizon, now, MOST_SLOTS + 1);
  const planned = owed.slice(0, MOST_SLOTS);

  const skipReason = (slot: Date): string | null => {
    const late = now.getTime() - slot.getTime();
    if (late > window) return `catch-up window: missed by more than ${schedule.catchUpWindow} s`;
    if (schedule.catchUp === 'none' && late > ON_TIME) return 'catch-up none: missed';
    if (schedule.catchUp === 'latest' && slot !== owed.at(-1)) {
      return 'catch-up latest: missed, and so was a later slot';
    }
    return null;
  };
  const slots = planned.map((slot) => ({ slot, skipped: skipReason(slot) }));
  return [...beforeHorizon(schedule, after, horizon), ...upToRuns(slots, MOST_RUNS)];
}

function beforeHorizon(schedule: OwingSchedule, after: Date, horizon: Date): PlannedSlot[] {
  const slot = horizon > after ? latestSlot(schedule, after, horizon) : undefined;
  if (!slot) return [];
  const since = inZone(after, schedule.timezone);
  return [
    { slot, skipped: `catch-up window: missed, like every slot since ${since}; this row is for them all` },
  ];
}

/** Cuts the plan after so many runs. */
function upToRuns(slots: PlannedSlot[], most: number): PlannedSlot[] {
  const next = slots.filter(({ skipped }) => skipped === null)[most];
  return next ? slots.slice(0, slots.indexOf(next)) : slots;
}
