import dayjs, { type Dayjs } from 'dayjs';
import type { Schedule, Schema } from '../../api/types';
import { asList } from './setting-words';

/** The three ways to say when a schedule comes; they may stand together. */
export const KINDS = ['cron', 'every', 'at'] as const;
export type Kind = (typeof KINDS)[number];

/** A schedule as it stands in the form. Moments are what the clocks of its zone show. */
export interface ScheduleValues {
  name: string;
  description: string;
  task?: string;
  /** JSON. */
  kwargs: string;
  kinds: Kind[];
  /** One a line. */
  cron: string;
  /** One a line. */
  every: string;
  at: (Dayjs | null)[];
  timezone: string;
  calendar: string | null;
  calendarRule: Schedule['calendarRule'];
  start: Dayjs | null;
  end: Dayjs | null;
  queue: string | null;
  priority: number;
  overlap: Schedule['overlap'];
  catchUp: Schedule['catchUp'];
  catchUpWindow: number;
  expires: number | null;
  jitter: number | null;
  pauseAfterFailures: number | null;
  maxRuns: number | null;
  enabled: boolean;
  note: string;
}

/** What a new schedule begins with: what the server takes where nothing is said. */
export function newValues(timezone: string): ScheduleValues {
  return {
    name: '',
    description: '',
    kwargs: '{}',
    kinds: ['cron'],
    cron: '',
    every: '',
    at: [null],
    timezone,
    calendar: null,
    calendarRule: 'only',
    start: null,
    end: null,
    queue: null,
    priority: 0,
    overlap: 'skip',
    catchUp: 'latest',
    catchUpWindow: 604_800,
    expires: null,
    jitter: null,
    pauseAfterFailures: null,
    maxRuns: null,
    enabled: true,
    note: '',
  };
}

export function valuesOf(schedule: Schedule): ScheduleValues {
  const { cron, every, at, start, end, kwargs } = schedule;
  const moments = asList(at);
  const kinds = KINDS.filter((kind) => asList(schedule[kind]).length > 0);
  return {
    ...newValues(schedule.timezone),
    name: schedule.name,
    description: schedule.description,
    task: schedule.task,
    kwargs: JSON.stringify(kwargs, null, 2),
    kinds: kinds.length > 0 ? kinds : ['cron'],
    cron: asList(cron).join('\n'),
    every: asList(every).join('\n'),
    at: moments.length > 0 ? moments.map(wallTime) : [null],
    calendar: schedule.calendar,
    calendarRule: schedule.calendarRule,
    start: start === null ? null : wallTime(start),
    end: end === null ? null : wallTime(end),
    queue: schedule.queue,
    priority: schedule.priority,
    overlap: schedule.overlap,
    catchUp: schedule.catchUp,
    catchUpWindow: schedule.catchUpWindow,
    expires: schedule.expires,
    jitter: schedule.jitter,
    pauseAfterFailures: schedule.pauseAfterFailures,
    maxRuns: schedule.maxRuns,
    enabled: schedule.enabled,
    note: schedule.note,
  };
}

/** When it comes, as the API takes it; undefined while nothing is said. */
export function timingOf(values: ScheduleValues): Omit<Schema<'PreviewSchedule'>, 'count'> | undefined {
  const { kinds, timezone, calendar, calendarRule } = values;
  const cron = kinds.includes('cron') ? lines(values.cron) : [];
  const every = kinds.includes('every') ? lines(values.every) : [];
  const at = kinds.includes('at') ? values.at.flatMap((moment) => wallText(moment) ?? []) : [];
  if (cron.length + every.length + at.length === 0) return undefined;
  return {
    cron: orNull(cron),
    every: orNull(every),
    at: orNull(at),
    timezone,
    calendar,
    ...(calendar !== null && { calendarRule }),
    start: wallText(values.start),
    end: wallText(values.end),
  };
}

/** All of a new schedule, as the API takes it. Without a timing the server says what is missing. */
export function creationOf(values: ScheduleValues): Schema<'CreateSchedule'> {
  return { name: values.name.trim(), task: values.task ?? '', ...settingsOf(values), ...timingOf(values) };
}

/** What of a schedule was changed, as the API takes it; empty: nothing. */
export function changesOf(values: ScheduleValues, before: ScheduleValues): Schema<'ChangeSchedule'> {
  const settings = settingsOf(values);
  const old: Readonly<Record<string, unknown>> = settingsOf(before);
  const changed = Object.entries(settings).filter(([name, value]) => !isSame(value, old[name]));
  const timing = timingOf(values) ?? { cron: null, every: null, at: null };
  const isTimingSame = isSame(timing, timingOf(before));
  // Crontabs, intervals and moments replace one another, and moments are by the zone: they go together.
  return { ...Object.fromEntries(changed), ...(isTimingSame ? {} : timing) };
}

function settingsOf(values: ScheduleValues): Omit<Schema<'ChangeSchedule'>, 'cron' | 'every' | 'at'> {
  const parsed: unknown = JSON.parse(values.kwargs.trim() === '' ? '{}' : values.kwargs);
  return {
    description: values.description,
    kwargs: Object.fromEntries(Object.entries(parsed ?? {})),
    queue: values.queue,
    priority: values.priority,
    overlap: values.overlap,
    catchUp: values.catchUp,
    catchUpWindow: values.catchUpWindow,
    expires: values.expires,
    jitter: values.jitter,
    pauseAfterFailures: values.pauseAfterFailures,
    maxRuns: values.maxRuns,
    enabled: values.enabled,
    note: values.note,
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function orNull(texts: string[]): string[] | null {
  return texts.length === 0 ? null : texts;
}

/** What the clocks of its zone show at a moment that has their offset. */
function wallTime(moment: string): Dayjs {
  return dayjs(moment.slice(0, 19));
}

/** Without an offset: the server takes it in the zone of the schedule. */
function wallText(moment: Dayjs | null | undefined): string | null {
  return moment?.format('YYYY-MM-DDTHH:mm:ss') ?? null;
}
