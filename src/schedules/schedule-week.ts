import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { Calendars } from './calendars/calendars.js';
import type { SlotStatus } from './dto/schedule.js';
import type { DenseDay, Week, WeekItem } from './dto/week.js';
import { SCHEDULE_COLUMNS, SLOT_STATUS, type StoredSchedule, timingOf } from './schedule-store.js';
import { runsLeft } from './slot-plan.js';
import { slotsToCome } from './schedule-view.js';
import { inZone } from './timing/wall-clock.js';

/** A schedule with more slots than these on one day is not shown slot by slot. */
const MOST_A_DAY = 24;

/** Slots to come of one day that are counted one by one. */
const MOST_COUNTED = 2_000;

interface Day {
  /** `YYYY-MM-DD`. */
  readonly name: string;
  readonly start: Date;
  /** The first moment after it. */
  readonly end: Date;
}

interface SettledSlot {
  readonly schedule: string;
  readonly slot: Date;
  readonly status: SlotStatus;
  readonly run: string | null;
  readonly reason: string | null;
}

/** How many slots of a schedule are settled on a day, how many are to come, and how many runs failed. */
interface DayCount {
  settled: number;
  planned: number;
  failed: number;
}

/** Shows days of the mall's calendar with all that schedules did, and will do. */
@Injectable()
export class ScheduleWeek {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
  ) {}

  /** @param from the first day, `YYYY-MM-DD`; default: today. */
  async of(from: string | undefined, length: number): Promise<Week> {
    const days = this.days(from ?? this.clock.today(), length);
    const counts = new Counts(days);
    await this.countSettled(days, counts);
    const planned = await this.plan(days, counts);
    const dense = counts.dense();
    const items = [
      ...(await this.settled(days, dense)).map(({ slot, ...rest }) => ({ ...rest, at: slot })),
      ...planned
        .filter(({ schedule }) => !dense.includes(schedule))
        .map((each) => ({ ...each, status: 'planned' as const, run: null, reason: null })),
    ].sort((one, other) => one.at.getTime() - other.at.getTime() || (one.schedule < other.schedule ? -1 : 1));
    await this.countFailed(days, dense, counts);
    return {
      from: days[0]?.name ?? '',
      to: days.at(-1)?.name ?? '',
      timezone: this.clock.timeZone,
      items: items.map((item): WeekItem => ({ ...item, at: inZone(item.at, this.clock.timeZone) })),
      dense: counts.of(dense),
    };
  }

  private days(from: string, length: number): Day[] {
    const first = DateTime.fromISO(from, { zone: this.clock.timeZone });
    return Array.from({ length }, (_, index) => {
      const day = first.plus({ days: index });
      return {
        name: day.toFormat('yyyy-MM-dd'),
        start: day.startOf('day').toJSDate(),
        end: day.plus({ days: 1 }).startOf('day').toJSDate(),
      };
    });
  }

  private async countSettled(days: readonly Day[], counts: Counts): Promise<void> {
    const rows = await this.dataSource.query<{ schedule: string; day: string; count: number }[]>(
      `SELECT schedule, day, count(*)::integer AS count
         FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS shown (day, first, after)
         JOIN schedule_slots ON slot >= first AND slot < after
        GROUP BY schedule, day`,
      columnsOf(days),
    );
    for (const { schedule, day, count } of rows) counts.on(schedule, day).settled = count;
  }

  /** Few runs fail, and an index knows them. A run is not older than its slot; one of a backfill is younger. */
  private async countFailed(
    days: readonly Day[],
    schedules: readonly string[],
    counts: Counts,
  ): Promise<void> {
    if (schedules.length === 0) return;
    const rows = await this.dataSource.query<{ schedule: string; day: string; count: number }[]>(
      `SELECT schedule, day, count(*)::integer AS count
         FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS shown (day, first, after)
         JOIN task_runs AS run ON run.slot >= first AND run.slot < after
        WHERE run.status = 'FAILURE' AND run.schedule = ANY ($4)
          AND EXISTS (SELECT FROM schedule_slots WHERE run_id = run.id AND schedule = run.schedule AND slot = run.slot)
        GROUP BY schedule, day`,
      [...columnsOf(days), schedules],
    );
    for (const { schedule, day, count } of rows) counts.on(schedule, day).failed = count;
  }

  private async settled(days: readonly Day[], but: readonly string[]): Promise<SettledSlot[]> {
    return this.dataSource.query<SettledSlot[]>(
      `SELECT schedule_slots.schedule, schedule_slots.slot, ${SLOT_STATUS} AS status, run.id AS run, reason
         FROM schedule_slots
         LEFT JOIN task_runs AS run ON run.id = run_id
        WHERE schedule_slots.slot >= $1 AND schedule_slots.slot < $2 AND schedule_slots.schedule <> ALL ($3)`,
      [days[0]?.start, days.at(-1)?.end, but],
    );
  }

  /** Also what is owed and has not been settled yet. Of a schedule that comes very often only the first slots of each day. */
  private async plan(
    days: readonly Day[],
    counts: Counts,
  ): Promise<{ readonly schedule: string; readonly at: Date }[]> {
    const calendars = await this.calendars.load(this.dataSource.manager);
    const rows = await this.dataSource.query<StoredSchedule[]>(
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE enabled ORDER BY name`,
    );
    return rows.flatMap((row) => {
      const timing = timingOf(row, calendars);
      let left = runsLeft(row);
      return days.flatMap(({ name, start, end }) => {
        const before = new Date(start.getTime() - 1);
        const last = new Date(end.getTime() - 1);
        const slots = slotsToCome(row, timing, before, Math.min(MOST_COUNTED, left), last);
        const count = slots.length < MOST_COUNTED ? slots.length : estimate(slots, end);
        left -= count;
        if (count > 0) counts.on(row.name, name).planned = count;
        return slots.slice(0, MOST_A_DAY + 1).map((at) => ({ schedule: row.name, at }));
      });
    });
  }
}

class Counts {
  private readonly bySchedule = new Map<string, Map<string, DayCount>>();

  constructor(private readonly days: readonly Day[]) {}

  on(schedule: string, day: string): DayCount {
    const ofSchedule = this.bySchedule.get(schedule) ?? new Map<string, DayCount>();
    this.bySchedule.set(schedule, ofSchedule);
    const count = ofSchedule.get(day) ?? { settled: 0, planned: 0, failed: 0 };
    ofSchedule.set(day, count);
    return count;
  }

  /** The schedules that come too often to be shown slot by slot. */
  dense(): string[] {
    return [...this.bySchedule]
      .filter(([, days]) => [...days.values()].some(({ settled, planned }) => settled + planned > MOST_A_DAY))
      .map(([schedule]) => schedule)
      .sort();
  }

  of(schedules: readonly string[]): DenseDay[] {
    return schedules.flatMap((schedule) =>
      this.days.flatMap(({ name }) => {
        const count = this.bySchedule.get(schedule)?.get(name);
        if (!count) return [];
        return [{ schedule, day: name, count: count.settled + count.planned, failed: count.failed }];
      }),
    );
  }
}

function columnsOf(days: readonly Day[]): unknown[] {
  return [days.map(({ name }) => name), days.map(({ start }) => start), days.map(({ end }) => end)];
}

/** As many as there are on the whole day if they go on as the first of them do. */
function estimate(slots: readonly Date[], end: Date): number {
  const first = slots[0]?.getTime() ?? 0;
  const last = slots.at(-1)?.getTime() ?? 0;
  return Math.round(((end.getTime() - first) / (last - first)) * (slots.length - 1));
}
