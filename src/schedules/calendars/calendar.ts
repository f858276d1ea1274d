import { isCnWorkday } from './cn-workdays.js';

/** What becomes of a slot on a day that is not of the calendar: there is none, or it moves to a day that is. */
export const CALENDAR_RULES = ['only', 'next', 'previous'] as const;
export type CalendarRule = (typeof CALENDAR_RULES)[number];

/** A calendar as it stands in the table. */
export interface CalendarDefinition {
  readonly name: string;
  /** Days of the week that belong to it, 0 (Sunday) to 6. */
  readonly weekdays: readonly number[];
  /** Days (YYYY-MM-DD) that belong to it beside them, and days that do not. */
  readonly including: readonly string[];
  readonly excluding: readonly string[];
  /** When it was last changed. */
  readonly updatedAt?: Date;
}

/** Days on which a schedule may come. */
export interface Calendar {
  readonly name: string;
  readonly updatedAt: Date | undefined;
  /** Whether a day, counted from 1 January 1970, belongs to it. */
  has(day: number): boolean;
}

/** The calendar whose days the program knows. */
export const CN_WORKDAYS = 'cn-workdays';

const DAY = 86_400_000;

export function calendarOf(definition: CalendarDefinition): Calendar {
  const { name, weekdays, including, excluding, updatedAt } = definition;
  if (name === CN_WORKDAYS) return { name, updatedAt, has: isCnWorkday };
  const dayOf = (date: string): number => Date.parse(date) / DAY;
  const added = new Set(including.map(dayOf));
  const left = new Set(excluding.map(dayOf));
  return {
    name,
    updatedAt,
    has: (day) => added.has(day) || (weekdays.includes(weekdayOf(day)) && !left.has(day)),
  };
}

/** 0 (Sunday) to 6 of a day counted from 1 January 1970, a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
