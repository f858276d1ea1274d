import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { Problem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { TaskClient } from '../tasks/index.js';
import type { OverlapPolicy } from './dto/schedule.js';
import { owedAfter, type OwingSchedule, type PlannedSlot, planSlots } from './slot-plan.js';
import { nextSlots } from './slots.js';

/** What came of firing a schedule. */
export type Firing =
  /** Another scheduler is firing it, or somebody is changing it. */
  | 'locked'
  /** It is disabled or gone, or will be owed from a moment that has not been set yet. */
  | 'idle'
  /** The moment up to which everything is settled, and the next slot after it: in the past when there is more to settle. */
  | { readonly after: Date; readonly next: Date };

/** A schedule's row, held by this transaction. */
type LockedSchedule = Omit<OwingSchedule, 'owedFrom'> & {
  readonly owedFrom: Date | null;
  readonly name: string;
  readonly enabled: boolean;
  readonly task: string;
  readonly kwargs: Record<string, unknown>;
  readonly queue: string | null;
  readonly priority: number;
  readonly overlap: OverlapPolicy;
};

interface SettledSlot extends PlannedSlot {
  readonly runId: string | null;
}

/**
 * Promise 2: every owed slot of a schedule has exactly one row, its run or the reason why there is none. Slots are settled
 * in one transaction that holds the schedule's row: what is owed is computed from the row as it is then, so neither a
 * change nor another scheduler can come in between, and the row of the slot, its run and the schedule's last slot are
 * committed together or not at all.
 */
@Injectable()
export class SlotFiring {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly tasks: TaskClient,
  ) {}

  /** Settles what a schedule owes now: all of it, or the first part of very much. */
  async fire(name: string): Promise<Firing> {
    const { firing, settled } = await this.dataSource.transaction((manager) => this.settle(manager, name));
    for (const { slot, skipped, runId } of settled) {
      if (runId !== null) rootLogger().info({ schedule: name, slot, run: runId }, 'slot fired');
      else rootLogger().debug({ schedule: name, slot, reason: skipped }, 'slot skipped');
    }
    return firing;
  }

  private async settle(
    manager: EntityManager,
    name: string,
  ): Promise<{ firing: Firing; settled: SettledSlot[] }> {
    // Whoever holds the row settles the same slots: waiting for it would only hold a connection.
    const [schedule] = await manager.query<LockedSchedule[]>(
      `SELECT name, task, kwargs, queue, priority, cron, timezone, enabled, overlap, catch_up AS "catchUp",
              catch_up_window AS "catchUpWindow", owed_from AS "owedFrom", last_slot AS "lastSlot"
       FROM schedules
       WHERE name = $1
       FOR UPDATE SKIP LOCKED`,
      [name],
    );
    if (!schedule) return { firing: await this.whyUnseen(manager, name), settled: [] };
    const { enabled, owedFrom } = schedule;
    if (!enabled || owedFrom === null) return { firing: 'idle', settled: [] };

    const owing = { ...schedule, owedFrom };
    const planned = planSlots(owing, this.clock.now());
    const last = planned.at(-1);
    const after = last?.slot ?? owedAfter(owing);
    const [next] = nextSlots(owing, after, 1);
    const firing = next ? { after, next } : 'idle';
    if (!last) return { firing, settled: [] };
    const settled = await this.submit(manager, schedule, planned);
    await this.record(manager, name, settled, last.slot);
    return { firing, settled };
  }

  private async whyUnseen(manager: EntityManager, name: string): Promise<Firing> {
    const found = await manager.query<object[]>('SELECT FROM schedules WHERE name = $1', [name]);
    return found.length > 0 ? 'locked' : 'idle';
  }

  /** Submits the runs, as far as the overlap policy and the task allow it. */
  private async submit(
    manager: EntityManager,
    schedule: LockedSchedule,
    planned: readonly PlannedSlot[],
  ): Promise<SettledSlot[]> {
    const { recorded, ...before } = await this.lookBack(manager, schedule.name, planned);
    let { unfinished } = before;
    const settled: SettledSlot[] = [];
    for (const { slot, skipped } of planned) {
      if (recorded.has(slot.getTime())) continue;
      const overlaps = schedule.overlap === 'skip' && unfinished !== null;
      const reason = skipped ?? (overlaps ? `overlap skip: run ${unfinished} had not finished` : null);
      const outcome =
        reason === null ? await this.submitRun(manager, schedule, slot) : { skipped: reason, runId: null };
      unfinished ??= outcome.runId;
      settled.push({ slot, ...outcome });
    }
    return settled;
  }

  /**
   * What is there already: a run that has not finished, and rows of the planned slots. The clock may have been put back
   * and the timing changed after they were fired.
   */
  private async lookBack(
    manager: EntityManager,
    schedule: string,
    planned: readonly PlannedSlot[],
  ): Promise<{ recorded: Set<number>; unfinished: string | null }> {
    const [row] = await manager.query<{ recorded: Date[]; unfinished: string | null }[]>(
      `SELECT ARRAY(
                SELECT slot FROM schedule_slots WHERE schedule = $1 AND slot >= $2 AND slot <= $3
              ) AS recorded,
              (SELECT id
               FROM task_runs
               WHERE schedule = $1 AND status IN ('PENDING', 'STARTED', 'RETRY')
               ORDER BY id
               LIMIT 1) AS unfinished`,
      [schedule, planned[0]?.slot, planned.at(-1)?.slot],
    );
    return {
      recorded: new Set(row?.recorded.map((slot) => slot.getTime())),
      unfinished: row?.unfinished ?? null,
    };
  }

  private async submitRun(
    manager: EntityManager,
    schedule: LockedSchedule,
    slot: Date,
  ): Promise<Omit<SettledSlot, 'slot'>> {
    try {
      const run = await this.tasks.submitByName(schedule.task, schedule.kwargs, {
        manager,
        schedule: schedule.name,
        slot,
        queue: schedule.queue ?? undefined,
        priority: schedule.priority,
        submittedBy: 'scheduler',
      });
      return { skipped: null, runId: run.id };
    } catch (error) {
      // There is no such task (any more), or it does not take these kwargs: found before anything was written.
      if (!(error instanceof Problem)) throw error;
      rootLogger().error({ err: error, schedule: schedule.name, slot }, 'a slot cannot be run');
      return { skipped: `refused: ${error.message}`, runId: null };
    }
  }

  /** The primary key of `schedule_slots` has the last word: a second row for a slot undoes the whole transaction. */
  private async record(
    manager: EntityManager,
    name: string,
    settled: readonly SettledSlot[],
    last: Date,
  ): Promise<void> {
    await manager.query(
      `WITH settled AS (
         INSERT INTO schedule_slots (schedule, slot, outcome, reason, run_id)
         SELECT $1, slot, CASE WHEN run_id IS NULL THEN 'SKIPPED' ELSE 'RUN' END, reason, run_id
         FROM unnest($2::timestamptz[], $3::text[], $4::uuid[]) AS settled (slot, reason, run_id)
         RETURNING run_id
       )
       UPDATE schedules
       SET last_slot = $5, run_count = run_count + (SELECT count(run_id) FROM settled)
       WHERE name = $1`,
      [
        name,
        settled.map(({ slot }) => slot.toISOString()),
        settled.map(({ skipped }) => skipped),
        settled.map(({ runId }) => runId),
        last,
      ],
    );
  }
}
