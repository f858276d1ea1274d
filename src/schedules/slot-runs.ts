import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { type RunningSpan, startSpan } from '../tracing/index.js';
import { Revocation, type TaskCall, TaskClient } from '../tasks/index.js';
import type { OverlapPolicy } from './dto/schedule.js';
import type { StoredSchedule } from './schedule-store.js';
import type { PlannedSlot } from './slot-plan.js';

/** What a schedule's slots are to become. */
export interface PlannedSchedule {
  readonly schedule: StoredSchedule;
  /** The oldest first. */
  readonly slots: readonly PlannedSlot[];
}

export interface SettledSlot extends PlannedSlot {
  readonly schedule: string;
  readonly runId: string | null;
}

/** What is there already of a schedule. */
interface Standing {
  readonly name: string;
  /** Slots among the planned ones that have rows: the clock was put back, the timing changed, or they were backfilled. */
  readonly recorded: readonly Date[];
  /** Runs that have not finished: how many, the first and the last of them. */
  readonly unfinished: number;
  readonly first: string | null;
  readonly last: string | null;
}

interface PlannedRun {
  readonly schedule: StoredSchedule;
  readonly slot: Date;
  readonly id: string;
  /** The run that must have ended before this one starts. */
  readonly afterRun: string | undefined;
}

/** Who submits the runs of slots; backfilled ones are somebody's. Only these are what an overlap policy looks at. */
const SCHEDULER = 'scheduler';

/** Most runs of a schedule that wait for one another. */
const MOST_BUFFERED = 500;

/** Runs of these schedules take turns. */
const TAKE_TURNS: readonly OverlapPolicy[] = ['buffer_one', 'buffer_all', 'cancel_other'];
/** Of these the latest slot ends the runs before. */
const END_OTHERS: readonly OverlapPolicy[] = ['cancel_other', 'terminate_other'];

/** Submits the runs of slots, as far as overlap policies and tasks allow, and records what became of each slot. */
@Injectable()
export class SlotRuns {
  constructor(
    private readonly tasks: TaskClient,
    private readonly revocation: Revocation,
  ) {}

  /** As part of a transaction that holds the schedules' rows; a handful of statements, however many there are. */
  async submit(manager: EntityManager, planned: readonly PlannedSchedule[]): Promise<SettledSlot[]> {
    if (planned.length === 0) return [];
    const standings = await this.lookBack(manager, planned);
    const skipped: SettledSlot[] = [];
    const runs: PlannedRun[] = [];
    for (const each of planned) {
      const decided = decide(each, standings.get(each.schedule.name));
      skipped.push(...decided.skipped);
      runs.push(...decided.runs);
    }
    // Runs of one moment keep the order of their slots, whatever schedule they are of.
    runs.sort((one, other) => one.slot.getTime() - other.slot.getTime());
    const executing = await this.endOthers(manager, runs, standings);
    const inTurn = runs.map((run) => afterExecuting(run, executing));
    const settled = [...skipped, ...(await this.submitRuns(manager, inTurn))];
    await this.record(manager, planned, settled);
    return settled;
  }

  /**
   * Submits a run for each of some slots of the past, and records it in place of why there was none.
   * @param slots the oldest first, none of which has a run.
   * @returns the ids of the runs, in the order of the slots.
   * @throws InvalidInputProblem or NotFoundProblem when the task does not take the schedule's kwargs, or is gone.
   */
  async backfill(
    manager: EntityManager,
    schedule: StoredSchedule,
    slots: readonly Date[],
    actor: string,
  ): Promise<string[]> {
    if (slots.length === 0) return [];
    const takesTurns = schedule.overlap !== 'allow_all';
    let before = await this.findLastBackfilled(manager, schedule.name);
    const calls = slots.map((slot) => {
      const id = uuidv7();
      const call = toCall(
        { schedule: { ...schedule, jitter: null, expires: null }, slot, id, afterRun: before },
        {
          turn: takesTurns ? `backfill:${schedule.name}` : undefined,
          by: actor,
        },
      );
      before = id;
      return call;
    });
    const ids = await this.tasks.submitEach(manager, calls);
    const refusal = ids.find((answer) => answer instanceof Problem);
    if (refusal instanceof Problem) throw refusal;
    await manager.query(BACKFILL, [schedule.name, slots, ids]);
    return ids.filter((answer) => typeof answer === 'string');
  }

  private async lookBack(
    manager: EntityManager,
    planned: readonly PlannedSchedule[],
  ): Promise<Map<string, Standing>> {
    const rows = await manager.query<Standing[]>(STANDING, [
      planned.map(({ schedule }) => schedule.name),
      planned.map(({ slots }) => slots[0]?.slot),
      planned.map(({ slots }) => slots.at(-1)?.slot),
    ]);
    return new Map(rows.map((row) => [row.name, row]));
  }

  /** The last run of a backfill of the schedule that has not finished: another one takes its turn after it. */
  private async findLastBackfilled(manager: EntityManager, schedule: string): Promise<string | undefined> {
    const [row] = await manager.query<{ id: string }[]>(
      `SELECT id
       FROM task_runs
       WHERE schedule = $1 AND slot IS NOT NULL AND submitted_by <> $2 AND ${UNFINISHED}
       ORDER BY created_at DESC, id DESC
       LIMIT 1`,
      [schedule, SCHEDULER],
    );
    return row?.id;
  }

  /** Has those end that are in the way of a run whose schedule says so; @returns those that are still executed, by schedule. */
  private async endOthers(
    manager: EntityManager,
    runs: readonly PlannedRun[],
    standings: ReadonlyMap<string, Standing>,
  ): Promise<ReadonlyMap<string, string>> {
    const ending = runs.filter(({ schedule }) => {
      const unfinished = standings.get(schedule.name)?.unfinished ?? 0;
      return END_OTHERS.includes(schedule.overlap) && unfinished > 0;
    });
    if (ending.length === 0) return new Map();
    return this.revocation.endRunsOfSchedules(
      manager,
      ending.map(({ schedule }) => schedule.name),
      'its schedule, whose next slot came',
    );
  }

  private async submitRuns(manager: EntityManager, runs: readonly PlannedRun[]): Promise<SettledSlot[]> {
    const spans = runs.map(slotSpan);
    const calls = runs.map((run, index) => {
      const { name, overlap } = run.schedule;
      const call = toCall(run, {
        turn: TAKE_TURNS.includes(overlap) ? `schedule:${name}` : undefined,
        by: SCHEDULER,
      });
      return { ...call, trace: spans[index]?.trace };
    });
    const answers = await this.tasks.submitEach(manager, calls);
    answers.forEach((answer, index) => {
      if (answer instanceof Problem) spans[index]?.fail(answer.name);
    });
    // Where a statement fails the slots are not fired: they will be, in spans of then.
    for (const span of spans) span?.end();
    return runs.map(({ schedule: { name }, slot }, index) => {
      const answer = answers[index];
      if (answer instanceof Problem) {
        // There is no such task (any more), or it does not take these kwargs: found before anything was written.
        rootLogger().error({ err: answer, schedule: name, slot }, 'a slot cannot be run');
        return { schedule: name, slot, skipped: `refused: ${answer.message}`, runId: null };
      }
      return { schedule: name, slot, skipped: null, runId: answer ?? null };
    });
  }

  /** The primary key of `schedule_slots` has the last word: a second row for a slot undoes the whole transaction. */
  private async record(
    manager: EntityManager,
    planned: readonly PlannedSchedule[],
    settled: readonly SettledSlot[],
  ): Promise<void> {
    await manager.query(
      `WITH settled AS (
         INSERT INTO schedule_slots (schedule, slot, outcome, reason, run_id)
         SELECT schedule, slot, CASE WHEN run_id IS NULL THEN 'SKIPPED' ELSE 'RUN' END, reason, run_id
         FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::uuid[]) AS settled (schedule, slot, reason, run_id)
         RETURNING schedule, run_id
       ), counted AS (
         SELECT schedule, count(run_id) AS runs FROM settled GROUP BY schedule
       )
       UPDATE schedules
       SET last_slot = latest.slot, run_count = run_count + coalesce(counted.runs, 0)
       FROM unnest($5::text[], $6::timestamptz[]) AS latest (schedule, slot)
       LEFT JOIN counted USING (schedule)
       WHERE name = latest.schedule`,
      [
        settled.map(({ schedule }) => schedule),
        settled.map(({ slot }) => slot),
        settled.map(({ skipped }) => skipped),
        settled.map(({ runId }) => runId),
        planned.map(({ schedule }) => schedule.name),
        planned.map(({ slots }) => slots.at(-1)?.slot),
      ],
    );
  }
}

/** The firing of a slot, where the trace of its run begins. */
function slotSpan({ schedule, slot }: PlannedRun): RunningSpan | undefined {
  return startSpan(`fire ${schedule.name}`, {
    parent: null,
    attributes: {
      'mallkeeper.schedule': schedule.name,
      'mallkeeper.slot': slot.toISOString(),
      'mallkeeper.task': schedule.task,
    },
  });
}

/** What the overlap policy makes of a schedule's slots. */
function decide(
  { schedule, slots }: PlannedSchedule,
  standing: Standing | undefined,
): { skipped: SettledSlot[]; runs: PlannedRun[] } {
  const recorded = new Set(standing?.recorded.map((slot) => slot.getTime()));
  const skipped: SettledSlot[] = [];
  const runs: PlannedRun[] = [];
  const open = slots.filter(({ slot }) => !recorded.has(slot.getTime()));
  const latest = open.findLast((each) => each.skipped === null);
  let first = standing?.first ?? null;
  let unfinished = standing?.unfinished ?? 0;
  let before = standing?.last ?? undefined;
  for (const planned of open) {
    const reason = planned.skipped ?? overlapReason(schedule.overlap, planned === latest, first, unfinished);
    if (reason !== null) {
      skipped.push({ schedule: schedule.name, slot: planned.slot, skipped: reason, runId: null });
      continue;
    }
    const id = uuidv7();
    const afterRun = TAKE_TURNS.includes(schedule.overlap) ? before : undefined;
    runs.push({ schedule, slot: planned.slot, id, afterRun });
    first ??= id;
    before = id;
    unfinished++;
  }
  return { skipped, runs };
}

/**
 * A run that cancels the others waits for the one that is still being executed. Only now is it known which: until the
 * others were told to end, and their rows locked, one that waited could begin.
 */
function afterExecuting(run: PlannedRun, executing: ReadonlyMap<string, string>): PlannedRun {
  const { overlap, name } = run.schedule;
  return overlap === 'cancel_other' ? { ...run, afterRun: executing.get(name) } : run;
}

/** @param first the run that is in the way. @returns null: the slot runs. */
function overlapReason(
  overlap: OverlapPolicy,
  isLatest: boolean,
  first: string | null,
  unfinished: number,
): string | null {
  if (overlap === 'skip' && first !== null) return `overlap skip: run ${first} had not finished`;
  if (overlap === 'buffer_one' && unfinished > 1) {
    return `overlap buffer_one: run ${first} had not finished, and another one waited for it`;
  }
  if (overlap === 'buffer_all' && unfinished >= MOST_BUFFERED) {
    return `overlap buffer_all: run ${first} had not finished, and ${unfinished - 1} others waited for it`;
  }
  if (END_OTHERS.includes(overlap) && !isLatest) return `overlap ${overlap}: a later slot took its place`;
  return null;
}

/** @param how.turn the name of those with which it takes turns. */
function toCall(
  { schedule, slot, id, afterRun }: PlannedRun,
  how: { readonly turn: string | undefined; readonly by: string },
): TaskCall {
  const { name, task, kwargs, queue, priority, jitter, expires } = schedule;
  return {
    id,
    task,
    kwargs,
    options: {
      schedule: name,
      slot,
      queue: queue ?? undefined,
      priority,
      countdown: jitter === null ? undefined : Math.random() * jitter,
      expiresIn: expires ?? undefined,
      submittedBy: how.by,
      turn: how.turn === undefined ? undefined : { of: how.turn, afterRun },
    },
  };
}

/** $1: the schedule, $2: slots, $3: the ids of their runs. */
const BACKFILL = `
  WITH settled AS (
    INSERT INTO schedule_slots AS settled (schedule, slot, outcome, run_id)
    SELECT $1, slot, 'RUN', run_id FROM unnest($2::timestamptz[], $3::uuid[]) AS backfilled (slot, run_id)
    ON CONFLICT (schedule, slot) DO UPDATE SET outcome = 'RUN', reason = NULL, run_id = excluded.run_id
    WHERE settled.run_id IS NULL
    RETURNING slot
  )
  UPDATE schedules SET run_count = run_count + (SELECT count(*) FROM settled) WHERE name = $1`;

const UNFINISHED = `status IN ('PENDING', 'STARTED', 'RETRY')`;

/** $1: names, $2, $3: the first and last slot that is planned of each. Ids are made by clocks that differ; created_at is not. */
const STANDING = `
  SELECT asked.name,
         ARRAY(
           SELECT slot FROM schedule_slots WHERE schedule = asked.name AND slot >= first_slot AND slot <= last_slot
         ) AS recorded,
         unfinished, first, last
  FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS asked (name, first_slot, last_slot)
  CROSS JOIN LATERAL (
    SELECT count(*)::float8 AS unfinished,
           (array_agg(id ORDER BY created_at, id))[1] AS first,
           (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS last
    FROM task_runs
    WHERE schedule = asked.name AND submitted_by = '${SCHEDULER}' AND ${UNFINISHED}
  ) AS runs`;
