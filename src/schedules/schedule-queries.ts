import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import {
  decodeCursor,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  type PageQuery,
  toPage,
} from '../http/index.js';
import type { Schedule, Slot } from './dto/schedule.js';
import { owedAfter } from './slot-plan.js';
import { inZone, nextSlots, type Timing } from './slots.js';

type ScheduleRow = Omit<Schedule, 'lastSlot' | 'next'> & {
  readonly lastSlot: Date | null;
  /** null: from when an engine sees it. */
  readonly owedFrom: Date | null;
};

type SlotRow = Omit<Slot, 'slot' | 'createdAt'> & { readonly slot: Date; readonly createdAt: Date };

/** Reads schedules and their slots, for REST, the command line and tasks. */
@Injectable()
export class ScheduleQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Schedules by name. */
  async list(query: PageQuery): Promise<Page<Schedule>> {
    const [after] = decodeCursor(query.cursor, 'text');
    const rows = await this.dataSource.query<ScheduleRow[]>(
      `${SCHEDULE}
       WHERE $1::text IS NULL OR name > $1
       ORDER BY name
       LIMIT $2`,
      [after, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      ({ name }) => [name],
      (row) => this.toSchedule(row),
    );
  }

  /** @throws NotFoundProblem */
  async get(name: string, manager: EntityManager = this.dataSource.manager): Promise<Schedule> {
    return this.toSchedule(await this.find(name, manager));
  }

  /**
   * The next slots, ISO 8601 with the offset of the schedule's zone; none while it is disabled.
   * @throws NotFoundProblem
   */
  async next(name: string, count: number): Promise<string[]> {
    const schedule = await this.find(name);
    return this.slotsToCome(schedule, this.clock.now(), count).map((slot) => inZone(slot, schedule.timezone));
  }

  /** The earliest slot to come after a moment, over all enabled schedules of a task; null: there is none. */
  async nextSlotOfTask(task: string, after: Date): Promise<Date | null> {
    const rows = await this.dataSource.query<ScheduleRow[]>(`${SCHEDULE} WHERE task = $1 AND enabled`, [
      task,
    ]);
    const slots = rows.flatMap((row) => this.slotsToCome(row, after, 1));
    return slots.reduce<Date | null>((one, other) => (one === null || other < one ? other : one), null);
  }

  /**
   * What became of a schedule's slots, the latest slot first.
   * @throws NotFoundProblem
   */
  async slots(name: string, query: PageQuery): Promise<Page<Slot>> {
    const [before] = decodeCursor(query.cursor, 'time');
    const { timezone } = await this.find(name);
    const rows = await this.dataSource.query<SlotRow[]>(
      `SELECT slot, outcome, reason, run_id AS "runId", created_at AS "createdAt"
       FROM schedule_slots
       WHERE schedule = $1 AND ($2::timestamptz IS NULL OR slot < $2)
       ORDER BY slot DESC
       LIMIT $3`,
      [name, before, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      ({ slot }) => [slot.toISOString()],
      (row) => ({
        ...row,
        slot: inZone(row.slot, timezone),
        createdAt: inZone(row.createdAt, timezone),
      }),
    );
  }

  private async find(name: string, manager: EntityManager = this.dataSource.manager): Promise<ScheduleRow> {
    const [row] = await manager.query<ScheduleRow[]>(`${SCHEDULE} WHERE name = $1`, [name]);
    if (!row) throw new NotFoundProblem(`There is no schedule ${name}.`);
    return row;
  }

  private toSchedule({ owedFrom, ...row }: ScheduleRow): Schedule {
    const [next] = this.slotsToCome({ owedFrom, ...row }, this.clock.now(), 1);
    return {
      ...row,
      lastSlot: row.lastSlot && inZone(row.lastSlot, row.timezone),
      next: next ? inZone(next, row.timezone) : null,
    };
  }

  /** Never a slot that has its row already: another process's clock may be a little ahead of this one's. */
  private slotsToCome(
    schedule: Timing & Pick<ScheduleRow, 'enabled' | 'owedFrom' | 'lastSlot'>,
    moment: Date,
    count: number,
  ): Date[] {
    if (!schedule.enabled) return [];
    const { owedFrom, lastSlot } = schedule;
    const after = owedAfter({ owedFrom: owedFrom ?? moment, lastSlot });
    try {
      return nextSlots(schedule, after > moment ? after : moment, count);
    } catch (error) {
      // Written past the program, in SQL: such a schedule never fires, and the log of the scheduler says so.
      if (!(error instanceof InvalidInputProblem)) throw error;
      return [];
    }
  }
}

const SCHEDULE = `
  SELECT name, description, task, kwargs, cron, timezone, enabled, overlap, catch_up AS "catchUp",
         catch_up_window AS "catchUpWindow", source, customised, last_slot AS "lastSlot", owed_from AS "owedFrom",
         run_count::float8 AS "runCount",
         (SELECT json_build_object('id', run.id, 'status', run.status)
          FROM task_runs AS run
          WHERE run.schedule = schedules.name
          ORDER BY run.id DESC
          LIMIT 1) AS "lastRun"
  FROM schedules`;
