import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { type Fault, InvalidInputProblem } from '../http/index.js';
import { Calendars } from './calendars/calendars.js';
import type { TimingFields } from './dto/change-schedule.js';
import { parseInterval } from './timing/interval.js';
import { DEFAULT_SETTINGS, type ScheduleSettings, timingOf } from './schedule-store.js';
import { nextSlots, type Timing } from './timing/slots.js';
import { canonicalTimeZone, lastMomentInZone, momentInZone } from './timing/wall-clock.js';

/** The settings that say when a schedule comes. */
export const TIMING = [
  'cron',
  'every',
  'at',
  'timezone',
  'calendar',
  'calendarRule',
  'start',
  'end',
] as const satisfies (keyof TimingFields & keyof ScheduleSettings)[];
type TimingSettings = Pick<ScheduleSettings, (typeof TIMING)[number]>;

const DAY = 86_400_000;

/** Checks what people write about when a schedule is to come. */
@Injectable()
export class TimingChecks {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
  ) {}

  /**
   * What a timing is after a change. @param before what it is now; undefined: it is new. @param manager of the caller's
   * transaction, if there is one.
   * @throws InvalidInputProblem naming every field that cannot be read, or when no slot would ever come.
   */
  async check(
    fields: TimingFields,
    before?: TimingSettings,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<{ settings: TimingSettings; timing: Timing }> {
    const settings = this.read(fields, before);
    const calendars = await this.calendars.load(manager);
    refuse(faultsOf(settings, calendars));
    const timing = timingOf(settings, calendars);
    const [first] = nextSlots(timing, this.clock.now(), 1);
    if (!first) {
      const [field, value] = mainField(settings);
      refuse([{ field, value, message: 'no slot would ever come' }]);
    }
    return { settings, timing };
  }

  private read(fields: TimingFields, before: TimingSettings | undefined): TimingSettings {
    const { cron, every, at, calendar, calendarRule, start, end } = fields;
    const old = before ?? { ...DEFAULT_SETTINGS, timezone: this.clock.timeZone };
    const timezone = fields.timezone === undefined ? old.timezone : canonicalTimeZone(fields.timezone);
    const moment = (text: string): Date => momentInZone(text, timezone);
    const replaced = cron !== undefined || every !== undefined || at !== undefined;
    return {
      cron: replaced ? (cron ?? []).map(tidy) : old.cron,
      every: replaced ? (every ?? []).map((text) => text.replaceAll(/\s+/g, '').toLowerCase()) : old.every,
      at: replaced ? (at ?? []).map(moment) : old.at,
      timezone,
      calendar: calendar === undefined ? old.calendar : calendar,
      calendarRule: calendarRule ?? old.calendarRule,
      start: readUnlessNull(start, old.start, moment),
      end: readUnlessNull(end, old.end, (text) => lastMomentInZone(text, timezone)),
    };
  }
}

/** What is left out stays as it was, and null takes it away. */
function readUnlessNull(
  text: string | null | undefined,
  old: Date | null,
  read: (text: string) => Date,
): Date | null {
  if (text === undefined) return old;
  return text === null ? null : read(text);
}

function tidy(crontab: string): string {
  return crontab.trim().replace(/\s+/g, ' ');
}

function faultsOf(settings: TimingSettings, calendars: ReadonlyMap<string, unknown>): Fault[] {
  const { cron, every, at, timezone, calendar, calendarRule, start, end } = settings;
  const faults: Fault[] = [];
  if (cron.length + every.length + at.length === 0) {
    faults.push({
      field: 'cron',
      value: undefined,
      message: 'write at least one of cron, every and at, such as cron: 0 8 * * *',
    });
  }
  for (const text of cron)
    faults.push(...faultsIn(() => nextSlots({ cron: [text], timezone }, new Date(), 1)));
  for (const text of every) faults.push(...faultsIn(() => parseInterval(text)));
  if (faults.length > 0) return faults;
  if (calendar !== null && !calendars.has(calendar)) {
    const known = [...calendars.keys()].sort().join(', ');
    faults.push({
      field: 'calendar',
      value: calendar,
      message: `there is no such calendar; write one of ${known}`,
    });
  }
  const short = every.find((text) => parseInterval(text) < DAY);
  // Without a calendar the rule says nothing.
  if (calendar !== null && calendarRule !== 'only' && short !== undefined) {
    faults.push({
      field: 'calendarRule',
      value: calendarRule,
      message: `an interval of less than a day (${short}) has slots on every day; write only`,
    });
  }
  if (start !== null && end !== null && end <= start) {
    faults.push({ field: 'end', value: end.toISOString(), message: 'must be after start' });
  }
  return faults;
}

function faultsIn(read: () => unknown): readonly Fault[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputProblem) return error.faults;
    throw error;
  }
}

/** The field that somebody should look at who wrote a timing which never comes. */
function mainField({ cron, every, at, end }: TimingSettings): [string, string] {
  if (end !== null) return ['end', end.toISOString()];
  if (cron[0] !== undefined) return ['cron', cron[0]];
  if (every[0] !== undefined) return ['every', every[0]];
  return ['at', at.map((moment) => moment.toISOString()).join(', ')];
}

/** @throws InvalidInputProblem if there are any. */
function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new InvalidInputProblem(faults);
}
