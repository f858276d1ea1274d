import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { InvalidInputProblem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
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
import { type SettledSlot, SlotRuns } from './slot-runs.js';
import { nextSlots } from './timing/slots.js';

/** What came of firing a schedule. */
export type Firing =
  /** Another scheduler is firing it, or somebody is changing it. */
  | 'locked'
  /** It is disabled or gone, comes no more, or will be owed from a moment that has not been set yet. */
  | 'idle'
  /** There was too much to settle; nothing of this one has been looked at. */
  | 'later'
  /** The moment up to which everything is settled, and the next slot after it: in the past when there is more to settle. */
  | { readonly after: Date; readonly next: Date };

/** A schedule that is held by this transaction, with what it owes. */
interface Owing {
  readonly schedule: StoredSchedule;
  readonly owing: OwingSchedule;
}

/** Most slots, and most runs among them, that one transaction settles. */
const BOUNDS: Bounds = { slots: 5_000, runs: 500 };

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
    const { held, firings } = await this.hold(manager, names);
    const planned = [];
    const left = { ...BOUNDS };
    for (const { schedule, owing } of held) {
      if (left.slots <= 0 || left.runs <= 0) {
        firings.set(schedule.name, 'later');
        continue;
      }
      const plan = this.plan(owing, now, left);
      firings.set(schedule.name, plan.firing);
      left.slots -= plan.slots.length;
      left.runs -= plan.slots.filter(({ skipped }) => skipped === null).length;
      if (plan.slots.length > 0) planned.push({ schedule, slots: plan.slots });
    }
    return { firings, settled: await this.runs.submit(manager, planned) };
  }

  private plan(owing: OwingSchedule, now: Date, bounds: Bounds): { slots: PlannedSlot[]; firing: Firing } {
    try {
      const slots = planSlots(owing, now, bounds);
      const after = slots.at(-1)?.slot ?? owedAfter(owing);
      const [next] = runsLeft(owing) > 0 ? nextSlots(owing.timing, after, 1) : [];
      return { slots, firing: next ? { after, next } : 'idle' };
    } catch (error) {
      // Spoiled past the program, in SQL: whoever reads the table next says so.
      if (!(error instanceof InvalidInputProblem)) throw error;
      return { slots: [], firing: 'idle' };
    }
  }

  /** Takes the rows of the schedules that may owe something, in the order of `names`, and says what is with the others. */
  private async hold(
    manager: EntityManager,
    names: readonly string[],
  ): Promise<{ held: Owing[]; firings: Map<string, Firing> }> {
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
    const failing = rows.filter(({ enabled, pauseAfterFailures }) => enabled && pauseAfterFailures !== null);
    const paused = failing.length > 0 ? await this.pause.pauseFailing(manager, failing) : [];
    const calendars = rows.some(({ calendar }) => calendar !== null)
      ? await this.calendars.load(manager)
      : new Map<string, never>();
    const held: Owing[] = [];
    for (const name of names) {
      const schedule = seen.get(name);
      if (!schedule) continue;
      const { enabled, owedFrom } = schedule;
      if (!enabled || owedFrom === null || paused.includes(name)) firings.set(name, 'idle');
      else {
        const timing = timingOf(schedule, calendars);
        held.push({ schedule, owing: { ...schedule, owedFrom, timing } });
      }
    }
    return { held, firings };
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
