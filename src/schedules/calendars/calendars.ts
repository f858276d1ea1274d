import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../auth/index.js';
import { Clock } from '../../config/index.js';
import { PREPARED } from '../../database/index.js';
import {
  ConflictProblem,
  decodeCursor,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  type PageQuery,
  toPage,
} from '../../http/index.js';
import { type Calendar, type CalendarDefinition, calendarOf } from './calendar.js';
import { checkCalendar, isCalendarDate, WRITE_A_DATE } from './calendar-check.js';
import { calendarWarnings } from './calendar-warnings.js';
import type { CalendarDaysQuery, CalendarView, DaysOfCalendar, PutCalendar } from './dto/calendar.js';

const DAY = 86_400_000;
/** Days that are shown unless somebody says to which one. */
const DAYS_SHOWN = 30;
const MOST_DAYS_SHOWN = 3 * 366;
/** Schedules that a refusal names. */
const NAMED = 10;

/** Named calendars: days on which a schedule may come. Every engine heeds a change at once: the database tells them. */
@Injectable()
export class Calendars {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Calendars by their name, ready to be asked for days; a name that is unknown is left out.
   * @param names which; default: all.
   */
  async load(
    manager: EntityManager = this.dataSource.manager,
    names?: readonly string[],
  ): Promise<ReadonlyMap<string, Calendar>> {
    const definitions = await manager.query<CalendarDefinition[]>(
      `SELECT name, weekdays, including::text[], excluding::text[], updated_at AS "updatedAt"
         FROM calendars
        WHERE $1::text[] IS NULL OR name = ANY ($1) ${PREPARED}`,
      [names],
    );
    return new Map(definitions.map((definition) => [definition.name, calendarOf(definition)]));
  }

  /** Calendars by name. */
  async list(query: PageQuery): Promise<Page<CalendarView>> {
    const [after] = decodeCursor(query.cursor, 'text');
    const rows = await this.dataSource.query<CalendarView[]>(
      `${CALENDAR}
       WHERE $1::text IS NULL OR name > $1
       ORDER BY name
       LIMIT $2`,
      [after, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      ({ name }) => [name],
      (row) => row,
    );
  }

  /** @throws NotFoundProblem */
  async get(name: string, manager: EntityManager = this.dataSource.manager): Promise<CalendarView> {
    const calendar = await this.find(name, manager);
    if (!calendar) throw new NotFoundProblem(`There is no calendar ${name}.`);
    return calendar;
  }

  /**
   * The days of a calendar between two days, both included.
   * @throws NotFoundProblem, or InvalidInputProblem when they are no days or more than three years apart.
   */
  async days(name: string, query: CalendarDaysQuery): Promise<DaysOfCalendar> {
    const { from = this.clock.today(), to } = query;
    const first = dayOf('from', from);
    const last = to === undefined ? first + DAYS_SHOWN : dayOf('to', to);
    if (last < first || last - first > MOST_DAYS_SHOWN) {
      const message = `write a day from ${from} to three years later`;
      throw new InvalidInputProblem([{ field: 'to', value: to, message }]);
    }
    const calendar = calendarOf(await this.get(name));
    const asked = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return {
      from,
      to: dateOf(last),
      days: asked.filter((day) => calendar.has(day)).map(dateOf),
      warnings: calendarWarnings(
        calendar,
        asked.map((day) => new Date(day * DAY).getUTCFullYear()),
      ),
    };
  }

  /**
   * Makes a calendar, or replaces all of it. Slots that schedules owed until then stay as they are settled.
   * @throws InvalidInputProblem, or ConflictProblem for one that comes with the program.
   */
  async put(name: string, calendar: PutCalendar, actor: string): Promise<CalendarView> {
    const { description, weekdays, including, excluding } = calendar;
    const after = checkCalendar({ name, description, weekdays, including, excluding });
    return this.dataSource.transaction(async (manager) => {
      await this.lock(manager);
      const before = await this.find(name, manager);
      if (before) refuseBuiltIn(before);
      const difference = differenceBetween(before, after);
      if (before && Object.keys(difference.after).length === 0) return before;
      await manager.query(
        `INSERT INTO calendars (name, description, weekdays, including, excluding, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (name) DO UPDATE
           SET description = excluded.description,
               weekdays = excluded.weekdays,
               including = excluded.including,
               excluding = excluded.excluding,
               changed_by = excluded.changed_by,
               updated_at = clock_timestamp()`,
        [name, after.description, after.weekdays, after.including, after.excluding, actor],
      );
      await this.record(manager, actor, before ? 'calendar.update' : 'calendar.create', name, difference);
      return this.get(name, manager);
    });
  }

  /** @throws NotFoundProblem, or ConflictProblem for one that comes with the program or that schedules keep to. */
  async delete(name: string, actor: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.lock(manager);
      // From here on no schedule can come to keep to it, and those that are about to are waited for.
      await manager.query('SELECT FROM calendars WHERE name = $1 FOR UPDATE', [name]);
      const calendar = await this.get(name, manager);
      refuseBuiltIn(calendar);
      await this.refuseUsed(manager, calendar);
      await manager.query('DELETE FROM calendars WHERE name = $1', [name]);
      const { before } = differenceBetween(calendar, undefined);
      await this.record(manager, actor, 'calendar.delete', name, { before });
    });
  }

  /** One change at a time: of two that make a calendar at once, the second one replaces what the first one made. */
  private async lock(manager: EntityManager): Promise<void> {
    await manager.query('LOCK TABLE calendars IN SHARE ROW EXCLUSIVE MODE');
  }

  private async refuseUsed(
    manager: EntityManager,
    { name, scheduleCount }: Pick<CalendarView, 'name' | 'scheduleCount'>,
  ): Promise<void> {
    if (scheduleCount === 0) return;
    const schedules = await manager.query<{ name: string }[]>(
      'SELECT name FROM schedules WHERE calendar = $1 ORDER BY name LIMIT $2',
      [name, NAMED],
    );
    const named = schedules.map((schedule) => schedule.name).join(', ');
    const others = scheduleCount > NAMED ? ` and ${scheduleCount - NAMED} more` : '';
    throw new ConflictProblem(
      `These schedules keep to the calendar ${name}: ${named}${others}. Give them another one before you delete it.`,
    );
  }

  private async find(name: string, manager: EntityManager): Promise<CalendarView | undefined> {
    const [calendar] = await manager.query<CalendarView[]>(`${CALENDAR} WHERE name = $1`, [name]);
    return calendar;
  }

  private async record(
    manager: EntityManager,
    actor: string,
    action: string,
    name: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, { actor, action, subjectType: 'calendar', subjectId: name, details });
  }
}

function refuseBuiltIn({ name, builtIn }: Pick<CalendarView, 'name' | 'builtIn'>): void {
  if (!builtIn) return;
  throw new ConflictProblem(
    `The calendar ${name} comes with the program and stays as it is: make one of another name.`,
  );
}

const SETTLED = ['description', 'weekdays', 'including', 'excluding'] as const;
type Settled = Pick<CalendarDefinition & { readonly description: string }, (typeof SETTLED)[number]>;

/** What people settle, as far as it differs; all of it where there was or will be none. */
function differenceBetween(
  before: Settled | undefined,
  after: Settled | undefined,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const different = SETTLED.filter((field) => !isDeepStrictEqual(before?.[field], after?.[field]));
  const pick = (settled: Settled | undefined): Record<string, unknown> =>
    settled ? Object.fromEntries(different.map((field) => [field, settled[field]])) : {};
  return { before: pick(before), after: pick(after) };
}

/** @throws InvalidInputProblem */
function dayOf(field: string, date: string): number {
  if (isCalendarDate(date)) return Date.parse(date) / DAY;
  throw new InvalidInputProblem([{ field, value: date, message: WRITE_A_DATE }]);
}

function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

const CALENDAR = `
  SELECT name, description, weekdays, including::text[], excluding::text[], built_in AS "builtIn",
         (SELECT count(*)::integer FROM schedules WHERE calendar = calendars.name) AS "scheduleCount",
         created_at AS "createdAt", updated_at AS "updatedAt", changed_by AS "changedBy"
  FROM calendars`;
