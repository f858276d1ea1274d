import type { Calendar, CalendarRule } from '../calendars/calendar.js';
import { LONGEST_WAIT } from './crontab.js';
import type { WallClock } from './wall-clock.js';

/** Whether something comes on a day, counted from 1 January 1970. */
export type DayTest = (day: number) => boolean;

/** Most days that a slot is moved by. */
const LONGEST_MOVE = 3 * 366;

/** On which days slots come: a zone's, as its calendar lets them. */
export class CalendarDays {
  /** Whether slots on other days move to days of the calendar. */
  readonly moves: boolean;

  constructor(
    readonly zone: WallClock,
    private readonly calendar: Calendar | null | undefined,
    private readonly rule: CalendarRule = 'only',
  ) {
    this.moves = Boolean(calendar) && rule !== 'only';
  }

  has(day: number): boolean {
    return this.calendar?.has(day) ?? true;
  }

  /** The first day of the calendar from a day on; undefined: there is none. */
  fromDay(day: number): number | undefined {
    return this.seek(day, 1, LONGEST_WAIT);
  }

  /** Where the slots of a day come; undefined: nowhere. */
  targetOf(day: number): number | undefined {
    if (this.has(day)) return day;
    return this.moves ? this.seek(day, this.rule === 'next' ? 1 : -1, LONGEST_MOVE) : undefined;
  }

  /** The first day whose slots may come on `day` or later. */
  firstMovedTo(day: number): number {
    let first = day;
    if (this.moves && this.rule === 'next') {
      while (day - first < LONGEST_MOVE && !this.has(first - 1)) first--;
    }
    return first;
  }

  /** On which days something comes that matches days of its own: on those of the calendar, and by its rule. */
  movedTo(matches: DayTest): DayTest {
    if (!this.calendar) return matches;
    if (!this.moves) return (day) => matches(day) && this.has(day);
    const back = this.rule === 'next' ? -1 : 1;
    return (day) => {
      if (!this.has(day)) return false;
      for (let from = day; Math.abs(from - day) <= LONGEST_MOVE; from += back) {
        if (from !== day && this.has(from)) return false;
        if (matches(from)) return true;
      }
      return false;
    };
  }

  private seek(day: number, step: 1 | -1, most: number): number | undefined {
    for (let found = day; Math.abs(found - day) <= most; found += step) {
      if (this.has(found)) return found;
    }
    return undefined;
  }
}
