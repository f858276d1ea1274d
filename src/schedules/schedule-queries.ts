import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { PREPARED } from '../database/index.js';
import { decodeCursor, NotFoundProblem, type Page, type PageQuery, toPage } from '../http/index.js';
import { Calendars } from './calendars/calendars.js';
import type { ComingSlot } from './dto/next-slots.js';
import type { Schedule, ScheduleChange, Slot } from './dto/schedule.js';
import {
  type Latest,
  SCHEDULE_COLUMNS,
  ScheduleStore,
  type StoredSchedule,
  timingOf,
} from './schedule-store.js';
import { owedAfter } from './slot-plan.js';
import { slotsToCome, viewOf } from './schedule-view.js';
import { ScheduleWarnings } from './schedule-warnings.js';
import { inZone } from './timing/wall-clock.js';
import { wordsOf } from './words/words.js';

/** Ms after which somebody should look at what a schedule still owes. */
const LATE = 60_000;

type SlotRow = Omit<Slot, 'slot' | 'createdAt'> & { readonly slot: Date; readonly createdAt: Date };

/** Reads schedules and their slots, for REST, the command line and tasks. */
@Injectable()
export class ScheduleQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly store: ScheduleStore,
    private readonly calendars: Calendars,
    private readonly warnings: ScheduleWarnings,
  ) {}

  /** Schedules by name. */
  async list(query: PageQuery): Promise<Page<Schedule>> {
    const [after] = decodeCursor(query.cursor, 'text');
    const { manager } = this.dataSource;
    const calendars = await this.calendars.load(manager);
    const rows = await this.store.list(manager, after, query.limit + 1);
    return toPage(
      rows,
      query.limit,
      ({ name }) => [name],
      (row) => viewOf(row, calendars, this.clock.now(), this.warnings.of),
    );
  }

  /** @throws NotFoundProblem */
  async get(name: string, manager: EntityManager = this.dataSource.manager): Promise<Schedule> {
    const row = await this.find(name, manager);
    return viewOf(row, await this.calendars.load(manager), this.clock.now(), this.warnings.of);
  }

  /** @throws NotFoundProblem */
  async find(
    name: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<StoredSchedule & Latest> {
    const row = await this.store.find(manager, name);
    if (!row) throw new NotFoundProblem(`There is no schedule ${name}.`);
    return row;
  }

  /**
   * The next slots, ISO 8601 with the offset of the schedule's zone; none while it is disabled.
   * @throws NotFoundProblem
   */
  async next(name: string, count: number): Promise<string[]> {
    const schedule = await this.find(name);
    const timing = timingOf(schedule, await this.calendars.load(this.dataSource.manager));
    return slotsToCome(schedule, timing, this.clock.now(), count).map((slot) =>
      inZone(slot, schedule.timezone),
    );
  }

  /** The next slots of all enabled schedules together, in the order of their times. */
  async coming(count: number): Promise<ComingSlot[]> {
    const calendars = await this.calendars.load(this.dataSource.manager);
    const rows = await this.dataSource.query<StoredSchedule[]>(
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE enabled ORDER BY name ${PREPARED}`,
    );
    const now = this.clock.now();
    const firsts = rows
      .flatMap((row) => {
        const timing = timingOf(row, calendars);
        const [slot] = slotsToCome(row, timing, now, 1);
        return slot ? [{ row, timing, slot }] : [];
      })
      .sort((one, other) => one.slot.getTime() - other.slot.getTime())
      // Others than the first `count` schedules have no slot before as many have come.
      .slice(0, count);
    const horizon = firsts.length === count ? firsts.at(-1)?.slot : undefined;
    return firsts
      .flatMap(({ row, timing }) =>
        slotsToCome(row, timing, now, count, horizon).map((slot) => ({ row, timing, slot })),
      )
      .sort((one, other) => one.slot.getTime() - other.slot.getTime())
      .slice(0, count)
      .map(({ row, timing, slot }) => ({
        slot: inZone(slot, row.timezone),
        schedule: row.name,
        task: row.task,
        words: wordsOf(timing),
      }));
  }

  /** Enabled schedules that owe a slot for longer than a scheduler should need, with the first one that they owe. */
  async late(): Promise<{ schedule: string; slot: string }[]> {
    const calendars = await this.calendars.load(this.dataSource.manager);
    const rows = await this.dataSource.query<(StoredSchedule & { readonly owedFrom: Date })[]>(
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE enabled AND owed_from IS NOT NULL ORDER BY name ${PREPARED}`,
    );
    const moment = new Date(this.clock.now().getTime() - LATE);
    return rows.flatMap((row) => {
      const [slot] = slotsToCome(row, timingOf(row, calendars), owedAfter(row), 1);
      return slot && slot < moment ? [{ schedule: row.name, slot: inZone(slot, row.timezone) }] : [];
    });
  }

  /** The earliest slot to come after a moment, over all enabled schedules of a task; null: there is none. */
  async nextSlotOfTask(task: string, after: Date): Promise<Date | null> {
    const calendars = await this.calendars.load(this.dataSource.manager);
    const rows = await this.dataSource.query<StoredSchedule[]>(
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE task = $1 AND enabled`,
      [task],
    );
    const slots = rows.flatMap((row) => slotsToCome(row, timingOf(row, calendars), after, 1));
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

  /** Who did what to a schedule, the latest first; also of one that was deleted. */
  async history(name: string, query: PageQuery): Promise<Page<ScheduleChange>> {
    const { items, nextCursor } = await this.audit.list({
      limit: query.limit,
      cursor: query.cursor,
      subjectType: 'schedule',
      subjectId: name,
    });
    return {
      items: items.map(({ at, actor, action, details }) => ({
        at: inZone(at, this.clock.timeZone),
        by: actor,
        action,
        details,
      })),
      nextCursor,
    };
  }
}
