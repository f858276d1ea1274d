import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog, type NewAuditEntry } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { rootLogger } from '../logging/index.js';
import type { CatchUpPolicy, OverlapPolicy } from './dto/schedule.js';
import { markAsProgram } from './schedule-store.js';
import { DatabaseClock } from './database-clock.js';
import { nextSlots } from './timing/slots.js';

/** A schedule as the code declares it. */
export interface DefaultSchedule {
  readonly name: string;
  /** Five crontab fields. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
  readonly description: string;
  readonly task: string;
  readonly kwargs: object;
  readonly overlap: OverlapPolicy;
  readonly catchUp: CatchUpPolicy;
  /** Seconds. */
  readonly catchUpWindow: number;
}

/** Brings what the code declares into the table, where people change it. */
@Injectable()
export class ScheduleDefaults {
  private declared = new Map<string, DefaultSchedule>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly databaseClock: DatabaseClock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Makes known what the code declares, for {@link find}.
   * @throws InvalidInputProblem when a crontab or time zone cannot be read.
   */
  declare(defaults: readonly DefaultSchedule[]): void {
    for (const { cron, timezone } of defaults) nextSlots({ cron: [cron], timezone }, this.clock.now(), 1);
    this.declared = new Map(defaults.map((each) => [each.name, each]));
  }

  /** What the code declares under a name. */
  find(name: string): DefaultSchedule | undefined {
    return this.declared.get(name);
  }

  /**
   * Adds new defaults and updates those that nobody has customised; what a person made or customised stays as it is. A
   * default that the code declares no more is deleted, so that its task does not go on running against the will of the
   * new release; its slots stay as the proof of what it did, and one that a person has customised is theirs and goes on.
   * Safe to call from many processes at once, and does not write what is as it should be.
   */
  async sync(defaults: readonly DefaultSchedule[]): Promise<void> {
    this.declare(defaults);
    const now = await this.databaseClock.now();
    const [synced, removed] = await this.dataSource.transaction(async (manager) => {
      await markAsProgram(manager);
      const rows = await manager.query<{ name: string; added: boolean }[]>(SYNC, [
        JSON.stringify(defaults),
        now,
      ]);
      const [gone] = await manager.query<[{ name: string }[], number]>(REMOVE, [[...this.declared.keys()]]);
      await this.audit.recordAll(manager, [
        ...rows.map(({ name, added }) =>
          entry(added ? 'schedule.create' : 'schedule.update', name, { after: this.declared.get(name) }),
        ),
        ...gone.map(({ name }) => entry('schedule.delete', name)),
      ]);
      return [rows, gone];
    });
    for (const { name } of synced) rootLogger().info({ schedule: name }, 'default schedule added or updated');
    for (const { name } of removed) rootLogger().info({ schedule: name }, 'default schedule removed');
  }
}

function entry(action: string, name: string, details: Record<string, unknown> = {}): NewAuditEntry {
  return { actor: 'code', action, subjectType: 'schedule', subjectId: name, details };
}

/** $1: the declarations as JSON, $2: now. In order, so that no two processes wait for each other. */
const SYNC = `
  INSERT INTO schedules AS schedule (name, description, task, kwargs, cron, timezone, overlap, catch_up, catch_up_window,
                                     source, owed_from)
  SELECT name, description, task, kwargs, cron, timezone, overlap, "catchUp", "catchUpWindow", 'code', $2
  FROM jsonb_to_recordset($1::jsonb)
    AS declared (name text, description text, task text, kwargs jsonb, cron text, timezone text, overlap text,
                 "catchUp" text, "catchUpWindow" integer)
  ORDER BY name
  ON CONFLICT (name) DO UPDATE
  SET description = excluded.description,
      task = excluded.task,
      kwargs = excluded.kwargs,
      cron = excluded.cron,
      timezone = excluded.timezone,
      overlap = excluded.overlap,
      catch_up = excluded.catch_up,
      catch_up_window = excluded.catch_up_window,
      owed_from = CASE WHEN (schedule.cron, schedule.timezone) = (excluded.cron, excluded.timezone)
                       THEN schedule.owed_from
                       ELSE excluded.owed_from END,
      last_slot = CASE WHEN (schedule.cron, schedule.timezone) = (excluded.cron, excluded.timezone)
                         OR schedule.last_slot <= excluded.owed_from
                       THEN schedule.last_slot END,
      updated_at = clock_timestamp(),
      changed_by = NULL
  WHERE schedule.source = 'code'
    AND NOT schedule.customised
    AND (schedule.description, schedule.task, schedule.kwargs, schedule.cron, schedule.timezone, schedule.overlap,
         schedule.catch_up, schedule.catch_up_window)
        IS DISTINCT FROM
        (excluded.description, excluded.task, excluded.kwargs, excluded.cron, excluded.timezone, excluded.overlap,
         excluded.catch_up, excluded.catch_up_window)
  RETURNING name, xmax = 0 AS added`;

/** $1: the names that the code declares. */
const REMOVE = `
  DELETE FROM schedules
  WHERE name IN (
    SELECT name
    FROM schedules
    WHERE source = 'code' AND NOT customised AND name <> ALL ($1)
    ORDER BY name
    FOR UPDATE
  )
  RETURNING name`;
