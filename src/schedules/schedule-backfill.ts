import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import { Calendars } from './calendars/calendars.js';
import type { Backfill, BackfillSchedule } from './dto/backfill.js';
import { ScheduleQueries } from './schedule-queries.js';
import { ScheduleStore, type StoredSchedule, timingOf } from './schedule-store.js';
import { SlotRuns } from './slot-runs.js';
import { slotsBetween } from './timing/slots.js';
import { inZone, lastMomentInZone, momentInZone } from './timing/wall-clock.js';

/** Most slots that are looked at, and most that run where the caller does not say. */
const MOST_SLOTS = 20_000;
const MOST_RUNS = 100;

/** Runs slots of the past: those that were skipped, and those from before the schedule owed any. */
@Injectable()
export class ScheduleBackfill {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly calendars: Calendars,
    private readonly queries: ScheduleQueries,
    private readonly store: ScheduleStore,
    private readonly runs: SlotRuns,
  ) {}

  /**
   * Runs each slot of a range that has no run, oldest first, by the timing that the schedule has now, enabled or not. Its
   * runs take turns unless the schedule lets them overlap. A slot that has a run is left alone.
   * @throws NotFoundProblem; InvalidInputProblem when the range is not of the past or has too many slots.
   */
  async backfill(name: string, range: BackfillSchedule, actor: string): Promise<Backfill> {
    return this.dataSource.transaction(async (manager) => {
      // Neither an engine nor anybody else settles a slot of it meanwhile.
      await this.store.lock(manager, name);
      const schedule = await this.queries.find(name, manager);
      const slots = await this.slotsOf(manager, schedule, range);
      const withRun = await this.findRuns(manager, name, slots);
      const missing = slots.filter((slot) => !withRun.has(slot.getTime()));
      const { limit = MOST_RUNS, dryRun = false } = range;
      if (missing.length > limit) {
        refuse('limit', limit, `${missing.length} slots would run; take a shorter range or a higher limit`);
      }
      const runIds = dryRun ? [] : await this.runs.backfill(manager, schedule, missing, actor);
      if (!dryRun && missing.length > 0) {
        await this.audit.record(manager, {
          actor,
          action: 'schedule.backfill',
          subjectType: 'schedule',
          subjectId: name,
          details: { from: range.from, to: range.to, runs: missing.length },
        });
      }
      const made = new Map(missing.map((slot, index) => [slot.getTime(), runIds[index] ?? null]));
      return {
        dryRun,
        runs: missing.length,
        slots: slots.map((slot) => {
          const before = withRun.get(slot.getTime());
          return {
            slot: inZone(slot, schedule.timezone),
            outcome: before === undefined ? ('RUN' as const) : ('HAS_RUN' as const),
            runId: before ?? made.get(slot.getTime()) ?? null,
          };
        }),
      };
    });
  }

  private async slotsOf(
    manager: EntityManager,
    schedule: StoredSchedule,
    range: BackfillSchedule,
  ): Promise<Date[]> {
    const from = momentInZone(range.from, schedule.timezone);
    const now = this.clock.now();
    if (momentInZone(range.to, schedule.timezone) > now) {
      refuse('to', range.to, 'must not be after now: slots to come run by themselves');
    }
    const last = lastMomentInZone(range.to, schedule.timezone);
    // Of today, what there was of it.
    const to = last < now ? last : now;
    if (to < from) refuse('to', range.to, 'must not be before from');
    const timing = timingOf(schedule, await this.calendars.load(manager));
    const slots = slotsBetween(timing, new Date(from.getTime() - 1), to, MOST_SLOTS + 1);
    if (slots.length > MOST_SLOTS)
      refuse('from', range.from, `more than ${MOST_SLOTS} slots: take a shorter range`);
    return slots;
  }

  private async findRuns(
    manager: EntityManager,
    schedule: string,
    slots: readonly Date[],
  ): Promise<Map<number, string>> {
    const rows = await manager.query<{ slot: Date; runId: string }[]>(
      `SELECT slot, run_id AS "runId"
       FROM schedule_slots
       WHERE schedule = $1 AND slot = ANY ($2::timestamptz[]) AND run_id IS NOT NULL`,
      [schedule, slots],
    );
    return new Map(rows.map(({ slot, runId }) => [slot.getTime(), runId]));
  }
}

/** @throws InvalidInputProblem */
function refuse(field: string, value: unknown, message: string): never {
  throw new InvalidInputProblem([{ field, value, message }]);
}
