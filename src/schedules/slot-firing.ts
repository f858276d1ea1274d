import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { STANDING_STILL } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import type { Calendar } from './calendars/calendar.js';
import { Calendars } from './calendars/calendars.js';
import { FailurePause } from './failure-pause.js';
import { SCHEDULE_COLUMNS, type StoredSchedule, timingOf } from './schedule-store.js';
import {
  type Bounds,
  type OwingSchedule,
  owedAfter,
  type PlannedSlot,
  planSlots,
  runsLeft,
} from './slot-plan.js';
import { type PlannedSchedule, type SettledSlot, SlotRuns } from './slot-runs.js';
import { nextSlots } from './timing/slots.js';

/** What came of firing a schedule. */
export type Firing =
  /** Another scheduler is firing it, or somebody is changing it. */
  | 'locked'
  /** Everything stands still: what it owes stays owed. */
  | 'standing still'
  /** It is disabled or gone, comes no more, or will be owed from a moment that has not been set yet. */
  | 'idle'
  | Settled;

/** The moment up to which everything is settled, and the next slot after it: in the past when there is more to settle. */
interface Settled {
  readonly after: Date;
  readonly next: Date;
}

/** A schedule that is held by this transaction, with what it owes. */
interface Owing {
  readonly schedule: StoredSchedule;
  readonly owing: OwingSchedule;
}

/** Most slots, and most runs among them, that one transaction settles. Each schedule has its share: none waits for others. */
const BOUNDS: Bounds = { slots: 5_000, runs: 500 };

/**
 * Seconds after which the database ends a transaction whose scheduler stands still, and for which one waits for rows that
 * somebody else holds. Otherwise a machine that is suspended in between would keep its schedules from all others.
 */
const LONGEST_STANDSTILL = 10;
const LONGEST_WAIT = 2;

/**
 * Promise 2: every owed slot of a schedule has exactly one row, its run or the reason why there is none. Slots are settled
 * in one transaction that holds the schedules' rows: what is owed is computed from the rows as they are then, so neither a
 * change nor another scheduler can come in between, and the rows of slots, their runs and the schedules' last slots are
 * committed together or not at all.
 */
@Injectable()
export class SlotFiring {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly calendars: Calendars,
    private readonly pause: FailurePause,
    private readonly runs: SlotRuns,
  ) {}

  /**
   * Settles what schedules owe at a moment, as far as one transaction may. @param names in the order of their slots.
   * @returns what came of each, by name.
   */
  async fire(names: readonly string[], now: Date): Promise<Map<string, Firing>> {
    const { firings, settled } = await this.dataSource.transaction((manager) =>
      this.settle(manager, names, now),
    );
    for (const { schedule, slot, skipped, runId } of settled) {
      if (runId !== null) rootLogger().info({ schedule, slot, run: runId }, 'slot fired');
      else rootLogger().debug({ schedule, slot, reason: skipped }, 'slot skipped');
    }
    return firings;
  }

  private async settle(
    manager: EntityManager,
    names: readonly string[],
    now: Date,
  ): Promise<{ firings: Map<string, Firing>; settled: SettledSlot[] }> {
    const [state] = await manager.query<{ still: boolean }[]>(
      `SELECT set_config('idle_in_transaction_session_timeout', $1, true), set_config('lock_timeout', $2, true),
              ${STANDING_STILL} AS still`,
      [`${LONGEST_STANDSTILL}s`, `${LONGEST_WAIT}s`],
    );
    if (state?.still) return { firings: new Map(names.map((name) => [name, 'standing still'])), settled: [] };
    const { held, firings, failing } = await this.hold(manager, names);
    const share = shareOf(names.length);
    const planned: PlannedSchedule[] = [];
    const paused = new Map<string, string>();
    for (const { schedule, owing } of held) {
      const { slots, firing } = plan(owing, now, share);
      const reason = failing.get(schedule.name);
      // What came until now is owed, also of one that is to be paused.
      const decided =
        reason === undefined ? slots : slots.map((each) => skippedFor(each, `paused: ${reason}`));
      if (decided.length > 0) planned.push({ schedule, slots: decided });
      const isLast = firing === 'idle' || firing.next > now;
      if (reason !== undefined && isLast) paused.set(schedule.name, reason);
      firings.set(schedule.name, paused.has(schedule.name) ? 'idle' : firing);
    }
    const settled = await this.runs.submit(manager, planned);
    await this.pause.pause(manager, paused);
    return { firings, settled };
  }

  /** Takes the rows of the schedules that may owe something, in the order of `names`, and says what is with the others. */
  private async hold(
    manager: EntityManager,
    names: readonly string[],
  ): Promise<{
    held: Owing[];
    firings: Map<string, Firing>;
    /** Why some of them are to be paused. */
    failing: ReadonlyMap<string, string>;
  }> {
    // Whoever holds a row settles the same slots: waiting for it would only hold a connection.
    const rows = await manager.query<StoredSchedule[]>(
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE name = ANY ($1) ORDER BY name FOR UPDATE SKIP LOCKED`,
      [names],
    );
    const seen = new Map(rows.map((row) => [row.name, row]));
    const firings = await this.whyUnseen(
      manager,
      names.filter((name) => !seen.has(name)),
    );
    const calendars = await this.loadCalendars(manager, rows);
    const held: Owing[] = [];
    for (const name of names) {
      const schedule = seen.get(name);
      if (!schedule) continue;
      const { enabled, owedFrom } = schedule;
      if (!enabled || owedFrom === null) firings.set(name, 'idle');
      else {
        const timing = timingOf(schedule, calendars);
        held.push({ schedule, owing: { ...schedule, owedFrom, timing } });
      }
    }
    const watched = held.filter(({ schedule }) => schedule.pauseAfterFailures !== null);
    const failing =
      watched.length > 0
        ? await this.pause.findFailing(
            manager,
            watched.map(({ schedule }) => schedule.name),
          )
        : new Map<string, string>();
    return { held, firings, failing };
  }

  private async loadCalendars(
    manager: EntityManager,
    rows: readonly StoredSchedule[],
  ): Promise<ReadonlyMap<string, Calendar>> {
    const names = new Set(rows.flatMap(({ calendar }) => calendar ?? []));
    return names.size > 0 ? this.calendars.load(manager, [...names]) : new Map();
  }

  private async whyUnseen(manager: EntityManager, names: readonly string[]): Promise<Map<string, Firing>> {
    if (names.length === 0) return new Map();
    const rows = await manager.query<{ name: string }[]>('SELECT name FROM schedules WHERE name = ANY ($1)', [
      names,
    ]);
    const there = new Set(rows.map(({ name }) => name));
    return new Map(names.map((name) => [name, there.has(name) ? 'locked' : 'idle']));
  }
}

/** The part of the bounds that each of so many schedules has. */
function shareOf(schedules: number): Bounds {
  const most = Math.max(1, schedules);
  return { slots: Math.ceil(BOUNDS.slots / most), runs: Math.ceil(BOUNDS.runs / most) };
}

function plan(
  owing: OwingSchedule,
  now: Date,
  share: Bounds,
): { slots: PlannedSlot[]; firing: 'idle' | Settled } {
  try {
    const slots = planSlots(owing, now, share);
    const after = slots.at(-1)?.slot ?? owedAfter(owing);
    const [next] = runsLeft(owing) > 0 ? nextSlots(owing.timing, after, 1) : [];
    return { slots, firing: next ? { after, next } : 'idle' };
  } catch (error) {
    // Spoiled in SQL: whoever reads the table says so, and the others go on.
    rootLogger().debug({ err: error }, 'a schedule cannot be read');
    return { slots: [], firing: 'idle' };
  }
}

function skippedFor({ slot, skipped }: PlannedSlot, reason: string): PlannedSlot {
  return { slot, skipped: skipped ?? reason };
}
