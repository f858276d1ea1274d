import { describe, expect, it } from '@jest/globals';
import { calendarOf, weekdayOf } from './calendar.js';
import { CalendarDays } from '../timing/calendar-days.js';
import { calendarWarnings, yearsOf } from './calendar-warnings.js';
import { firstCnYear, lastCnYear } from './cn-workdays.js';
import { wallClock } from '../timing/wall-clock.js';

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;
const dateOf = (day: number | undefined): string | undefined =>
  day === undefined ? undefined : new Date(day * 86_400_000).toISOString().slice(0, 10);

const calendar = calendarOf({
  name: 'open',
  weekdays: [1, 2, 3, 4, 5],
  including: ['2026-02-14'],
  excluding: ['2026-02-16', '2026-02-17'],
});

describe('a calendar', () => {
  it('has its weekdays and the days it includes, and not those it excludes', () => {
    const has = ['2026-02-13', '2026-02-14', '2026-02-15', '2026-02-16', '2026-02-17', '2026-02-18'].map(
      (date) => calendar.has(dayOf(date)),
    );
    expect(has).toEqual([true, true, false, false, false, true]);
  });

  it('knows the weekday of any day, before 1970 too', () => {
    for (let day = -1_000; day < 1_000; day++) {
      expect(weekdayOf(day)).toBe(new Date(day * 86_400_000).getUTCDay());
    }
  });

  it('called cn-workdays has the days that the program knows, whatever its row says', () => {
    const cnWorkdays = calendarOf({ name: 'cn-workdays', weekdays: [], including: [], excluding: [] });
    expect(cnWorkdays.has(dayOf('2026-10-10'))).toBe(true);
    expect(cnWorkdays.has(dayOf('2026-10-01'))).toBe(false);
  });

  it('says to which day a slot moves by its rule', () => {
    const target = (rule: 'only' | 'next' | 'previous', date: string): string | undefined =>
      dateOf(new CalendarDays(wallClock('Asia/Shanghai'), calendar, rule).targetOf(dayOf(date)));
    expect(target('next', '2026-02-15')).toBe('2026-02-18');
    expect(target('previous', '2026-02-17')).toBe('2026-02-14');
    expect(target('only', '2026-02-15')).toBeUndefined();
    for (const rule of ['only', 'next', 'previous'] as const) {
      expect(target(rule, '2026-02-18')).toBe('2026-02-18');
    }
  });

  it('moves a slot nowhere where it has no day any more', () => {
    const once = calendarOf({ name: 'once', weekdays: [], including: ['2026-02-14'], excluding: [] });
    const days = new CalendarDays(wallClock('Asia/Shanghai'), once, 'next');
    expect(dateOf(days.targetOf(dayOf('2026-01-01')))).toBe('2026-02-14');
    expect(days.targetOf(dayOf('2026-02-15'))).toBeUndefined();
  });
});

describe('the warnings of a calendar', () => {
  const known = `${firstCnYear} to ${lastCnYear}`;
  const cnWorkdays = { name: 'cn-workdays' };
  const texts = (years: number[]): string[] => calendarWarnings(cnWorkdays, years).map(({ en }) => en);

  it('tell of the years whose holidays cn-workdays does not know', () => {
    const next = lastCnYear + 1;
    expect(texts([next, 2026, next])).toEqual([
      `cn-workdays knows the holidays from ${known}; for ${next} it takes Monday to Friday. ` +
        'Update Mallkeeper when they are published, or use a calendar of your own.',
    ]);
    expect(calendarWarnings(cnWorkdays, [next])[0]?.zh).toBe(
      `cn-workdays 只收录了 ${firstCnYear} 年至 ${lastCnYear} 年的放假安排；${next} 年按周一至周五计算。` +
        '放假安排公布后请升级 Mallkeeper，或改用自定义日历。',
    );
  });

  it('join years that follow each other', () => {
    const [text] = texts([lastCnYear + 3, lastCnYear + 1, lastCnYear + 2, lastCnYear + 7]);
    expect(text).toContain(`for ${lastCnYear + 1} to ${lastCnYear + 3}, ${lastCnYear + 7} it takes`);
  });

  it('do not ask anybody to wait for the holidays of the past', () => {
    expect(texts([2003])).toEqual([
      `cn-workdays knows the holidays from ${known}; for 2003 it takes Monday to Friday.`,
    ]);
  });

  it('are none for known years, for other calendars and without a calendar', () => {
    expect(texts([firstCnYear, 2026, lastCnYear])).toEqual([]);
    expect(calendarWarnings({ name: 'weekdays' }, [lastCnYear + 1])).toEqual([]);
    expect(calendarWarnings(null, [lastCnYear + 1])).toEqual([]);
  });

  it("go by the years on the wall of the schedule's zone", () => {
    const slots = [new Date('2026-12-31T15:59:59Z'), new Date('2026-12-31T16:00:00Z')];
    expect(yearsOf(slots, 'Asia/Shanghai')).toEqual([2026, 2027]);
    expect(yearsOf(slots, 'Europe/London')).toEqual([2026, 2026]);
  });
});
