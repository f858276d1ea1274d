import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Calendar, type CalendarDefinition, calendarOf } from './calendar.js';

/** The calendars that schedules may name. */
@Injectable()
export class Calendars {
  /** All of them, by name. */
  async load(manager: EntityManager): Promise<ReadonlyMap<string, Calendar>> {
    const rows = await manager.query<CalendarDefinition[]>(
      'SELECT name, weekdays, including::text[] AS including, excluding::text[] AS excluding, updated_at AS "changedAt" FROM calendars',
    );
    return new Map(rows.map((row) => [row.name, calendarOf(row)]));
  }
}
