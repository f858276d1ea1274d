import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PREPARED } from '../database/index.js';
import type { Calendar, CalendarRule } from './calendars/calendar.js';
import type { CatchUpPolicy, LastRun, OverlapPolicy, RecentSlot } from './dto/schedule.js';
import type { Timing } from './timing/slots.js';

/** What people settle about a schedule. */
export interface ScheduleSettings {
  readonly description: string;
  readonly task: string;
  readonly kwargs: Record<string, unknown>;
  /** null: the task's own. */
  readonly queue: string | null;
  readonly priority: number;
  readonly cron: readonly string[];
  readonly every: readonly string[];
  readonly at: readonly Date[];
  readonly timezone: string;
  readonly calendar: string | null;
  readonly calendarRule: CalendarRule;
  readonly start: Date | null;
  readonly end: Date | null;
  readonly maxRuns: number | null;
  readonly enabled: boolean;
  readonly overlap: OverlapPolicy;
  readonly catchUp: CatchUpPolicy;
  /** Seconds. */
  readonly catchUpWindow: number;
  /** Seconds. */
  readonly expires: number | null;
  /** Seconds. */
  readonly jitter: number | null;
  readonly pauseAfterFailures: number | null;
  readonly note: string;
  /** Whether a person has changed what the code declares. */
  readonly customised: boolean;
}

/** What a schedule has where nothing else is said. */
export const DEFAULT_SETTINGS = {
  description: '',
  kwargs: {},
  queue: null,
  priority: 0,
  cron: [],
  every: [],
  at: [],
  calendar: null,
  calendarRule: 'only',
  start: null,
  end: null,
  maxRuns: null,
  enabled: true,
  overlap: 'skip',
  catchUp: 'latest',
  catchUpWindow: 7 * 86_400,
  expires: null,
  jitter: null,
  pauseAfterFailures: null,
  note: '',
  customised: false,
} as const satisfies Omit<ScheduleSettings, 'task' | 'timezone'>;

/** A schedule as it stands in the table. */
export interface StoredSchedule extends ScheduleSettings {
  readonly name: string;
  readonly source: 'code' | 'person';
  readonly pausedBecause: string | null;
  /** Slots are owed after this moment; null: from when an engine sees it. */
  readonly owedFrom: Date | null;
  /** Every slot up to this one has its row. */
  readonly lastSlot: Date | null;
  readonly runCount: number;
  readonly changedAt: Date;
  readonly changedBy: string | null;
}

/** What people settle, of all that there is of a schedule. */
export function settingsOf(schedule: StoredSchedule): ScheduleSettings {
  const fields = Object.keys({ task: '', ...DEFAULT_SETTINGS, timezone: '' }) as (keyof ScheduleSettings)[];
  return Object.fromEntries(fields.map((field) => [field, schedule[field]])) as unknown as ScheduleSettings;
}

/** What an engine keeps in mind of a schedule. */
export type TimetableRow = Pick<
  StoredSchedule,
  | 'name'
  | 'cron'
  | 'every'
  | 'at'
  | 'timezone'
  | 'calendar'
  | 'calendarRule'
  | 'start'
  | 'end'
  | 'maxRuns'
  | 'runCount'
  | 'owedFrom'
  | 'lastSlot'
  | 'changedAt'
>;

/** Columns of a {@link TimetableRow}. */
export const TIMETABLE_COLUMNS = `
  name,
  coalesce(regexp_split_to_array(btrim(cron), '\\s*;\\s*'), '{}') AS cron,
  coalesce(regexp_split_to_array(btrim(every), '\\s*;\\s*'), '{}') AS every,
  coalesce(at, '{}') AS at, timezone, calendar, calendar_rule AS "calendarRule", start_at AS start, end_at AS "end",
  max_runs::float8 AS "maxRuns", owed_from AS "owedFrom", last_slot AS "lastSlot", run_count::float8 AS "runCount",
  updated_at AS "changedAt"`;

/** Columns of a {@link StoredSchedule}. */
export const SCHEDULE_COLUMNS = `
  ${TIMETABLE_COLUMNS},
  description, task, kwargs, queue, priority, enabled, overlap, catch_up AS "catchUp",
  catch_up_window AS "catchUpWindow", expires, jitter, pause_after_failures AS "pauseAfterFailures", note, customised, source, paused_because AS "pausedBecause",
  changed_by AS "changedBy"`;

/** When a stored schedule comes. @param calendars those that there are, by name. */
export function timingOf(
  schedule: Pick<
    StoredSchedule,
    'cron' | 'every' | 'at' | 'timezone' | 'calendar' | 'calendarRule' | 'start' | 'end'
  >,
  calendars: ReadonlyMap<string, Calendar>,
): Timing {
  const { cron, every, at, timezone, calendar, calendarRule, start, end } = schedule;
  const days = calendar === null ? null : calendars.get(calendar);
  // A foreign key keeps calendars that schedules name.
  if (days === undefined) throw new Error(`there is no calendar ${calendar}`);
  return { cron, every, at, timezone, calendar: days, calendarRule, start, end };
}

/** The rows of schedules, as people read and write them. The engines' own statements are in {@link SlotFiring}. */
@Injectable()
export class ScheduleStore {
  async find(manager: EntityManager, name: string): Promise<(StoredSchedule & Latest) | undefined> {
    const [row] = await manager.query<(StoredSchedule & Latest)[]>(`${WITH_LATEST} WHERE name = $1`, [name]);
    return row;
  }

  /** Those after a name, by name. */
  list(
    manager: EntityManager,
    after: string | undefined,
    limit: number,
  ): Promise<(StoredSchedule & Latest)[]> {
    return manager.query(
      `${WITH_LATEST}
       WHERE $1::text IS NULL OR name > $1
       ORDER BY name
       LIMIT $2 ${PREPARED}`,
      [after, limit],
    );
  }

  /** Keeps the engines from firing it, and others from changing it, until the end of the transaction. */
  async lock(manager: EntityManager, name: string): Promise<void> {
    await manager.query('SELECT FROM schedules WHERE name = $1 FOR UPDATE', [name]);
  }

  /** @returns false when the name is taken. */
  async insert(
    manager: EntityManager,
    name: string,
    settings: ScheduleSettings,
    owedFrom: Date,
    by: string,
  ): Promise<boolean> {
    const rows = await manager.query<object[]>(
      `INSERT INTO schedules (name, source, owed_from, changed_by, ${COLUMNS})
       SELECT $1, 'person', $3, $4, ${COLUMNS}
       FROM ${RECORD}
       ON CONFLICT (name) DO NOTHING
       RETURNING name`,
      [name, toRecord(settings), owedFrom, by],
    );
    return rows.length > 0;
  }

  /** @param owedFrom slots of the past are owed no more when it is given. */
  async update(
    manager: EntityManager,
    name: string,
    settings: ScheduleSettings,
    owedFrom: Date | null,
    by: string,
  ): Promise<void> {
    await markAsProgram(manager);
    await manager.query(
      `UPDATE schedules
       SET (${COLUMNS}) = (SELECT ${COLUMNS} FROM ${RECORD}),
           owed_from = coalesce($3, owed_from),
           last_slot = CASE WHEN $3::timestamptz IS NULL OR last_slot <= $3 THEN last_slot END,
           paused_because = CASE WHEN (SELECT enabled FROM ${RECORD}) THEN NULL ELSE paused_because END,
           updated_at = clock_timestamp(),
           changed_by = $4
       WHERE name = $1`,
      [name, toRecord(settings), owedFrom, by],
    );
  }

  async delete(manager: EntityManager, name: string): Promise<void> {
    await manager.query('DELETE FROM schedules WHERE name = $1', [name]);
  }
}

/** Says that what a transaction changes of schedules is in the history by the program's own hand: a trigger adds the rest. */
export async function markAsProgram(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT set_config('mallkeeper.program', 'on', true)`);
}

/** What a schedule did lately. */
export interface Latest {
  readonly lastRun: LastRun | null;
  /** As JSON has them. */
  readonly recent: readonly RecentSlot[];
}

/** Slots of each schedule that are shown with it. */
const RECENT_SLOTS = 20;

/** SQL of what became of a slot, beside the `run` that it may have had. */
export const SLOT_STATUS = `coalesce(run.status, outcome)`;

const WITH_LATEST = `
  SELECT ${SCHEDULE_COLUMNS},
         (SELECT json_build_object('id', run.id, 'status', run.status, 'finishedAt', run.finished_at,
                                   'error', run.error ->> 'message')
          FROM task_runs AS run
          WHERE run.schedule = schedules.name
          ORDER BY run.id DESC
          LIMIT 1) AS "lastRun",
         recent.slots AS recent
  FROM schedules
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('slot', latest.slot, 'status', ${SLOT_STATUS}, 'run', run.id,
                                               'reason', reason)
                             ORDER BY latest.slot DESC), '[]') AS slots
    FROM (SELECT slot, outcome, reason, run_id
          FROM schedule_slots
          WHERE schedule_slots.schedule = schedules.name
          ORDER BY slot DESC
          LIMIT ${RECENT_SLOTS}) AS latest
    -- One by one by their ids, whatever the size of the table was when this was planned.
    LEFT JOIN LATERAL (SELECT id, status FROM task_runs WHERE id = latest.run_id LIMIT 1) AS run ON true
  ) AS recent`;

/** What people settle, as columns; and the same as the record that {@link toRecord} writes for $2. */
const COLUMNS = `description, task, kwargs, queue, priority, cron, every, at, timezone, calendar, calendar_rule, start_at,
  end_at, max_runs, enabled, overlap, catch_up, catch_up_window, expires, jitter, pause_after_failures, note, customised`;
const RECORD = `jsonb_to_record($2::jsonb) AS settings (
  description text, task text, kwargs jsonb, queue text, priority smallint, cron text, every text, at timestamptz[],
  timezone text, calendar text, calendar_rule text, start_at timestamptz, end_at timestamptz, max_runs bigint,
  enabled boolean, overlap text, catch_up text, catch_up_window integer, expires integer, jitter integer,
  pause_after_failures integer, note text, customised boolean)`;

function toRecord(settings: ScheduleSettings): string {
  const { cron, every, at, calendarRule, start, end, maxRuns, catchUp, catchUpWindow, pauseAfterFailures } =
    settings;
  return JSON.stringify({
    ...settings,
    cron: cron.length > 0 ? cron.join('; ') : null,
    every: every.length > 0 ? every.join('; ') : null,
    at: at.length > 0 ? at : null,
    calendar_rule: calendarRule,
    start_at: start,
    end_at: end,
    max_runs: maxRuns,
    catch_up: catchUp,
    catch_up_window: catchUpWindow,
    pause_after_failures: pauseAfterFailures,
  });
}
