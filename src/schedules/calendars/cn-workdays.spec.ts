import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { firstCnYear, isCnWorkday, isKnownCnYear, lastCnYear } from './cn-workdays.js';

const DAY = 86_400_000;

const dayOf = (date: string): number => Date.parse(date) / DAY;

/** All days from a date to another one. */
const days = (from: string, to: string): number[] =>
  Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, index) => dayOf(from) + index);

const isWeekday = (day: number): boolean => {
  const weekday = new Date(day * DAY).getUTCDay();
  return weekday >= 1 && weekday <= 5;
};

/** The notices of the General Office of the State Council, copied by hand: days off, and make-up workdays. */
const NOTICES = {
  // 12 November 2024
  2025: {
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    on: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  // 4 November 2025
  2026: {
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    on: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
} as const;

describe('the workdays of China', () => {
  it.each(Object.entries(NOTICES))('of %s are those of the notice, every day of the year', (year, notice) => {
    const off = new Set(notice.off.flatMap(([from, to]) => days(from, to)));
    const on = new Set<number>(notice.on.map(dayOf));
    const wrong = days(`${year}-01-01`, `${year}-12-31`).filter(
      (day) => isCnWorkday(day) !== (on.has(day) || (isWeekday(day) && !off.has(day))),
    );
    expect(wrong).toEqual([]);
  });

  it('are known from 2004 on, and at least to 2026, with no year left out', () => {
    expect(firstCnYear).toBe(2004);
    expect(lastCnYear).toBeGreaterThanOrEqual(2026);
    for (let year = firstCnYear; year <= lastCnYear; year++) expect(isKnownCnYear(year)).toBe(true);
    expect(isKnownCnYear(firstCnYear - 1)).toBe(false);
    expect(isKnownCnYear(lastCnYear + 1)).toBe(false);
  });

  it('are Monday to Friday in every year that is not known', () => {
    const unknown = [
      ...days('1969-12-01', `${firstCnYear - 1}-12-31`),
      ...days(`${lastCnYear + 1}-01-01`, `${lastCnYear + 30}-12-31`),
    ];
    expect(unknown.filter((day) => isCnWorkday(day) !== isWeekday(day))).toEqual([]);
  });

  it('are what the package says of each known day, where a process runs in a time zone that it can handle', () => {
    const from = dayOf(`${firstCnYear}-01-01`);
    const to = dayOf(`${lastCnYear}-12-31`);
    const script = `
      const { isWorkday } = require(${JSON.stringify(createRequire(import.meta.url).resolve('chinese-days'))});
      let said = '';
      for (let day = ${from}; day <= ${to}; day++) {
        said += isWorkday(new Date(day * ${DAY}).toISOString().slice(0, 10)) ? 1 : 0;
      }
      console.log(said);`;
    const said = execFileSync(process.execPath, ['-e', script], {
      env: { ...process.env, TZ: 'Asia/Shanghai' },
      encoding: 'utf8',
    }).trim();
    expect(
      days(`${firstCnYear}-01-01`, `${lastCnYear}-12-31`)
        .map((day) => Number(isCnWorkday(day)))
        .join(''),
    ).toBe(said);
  });

  it('are looked up millions of times in no time', () => {
    const started = performance.now();
    let worked = 0;
    for (let count = 0; count < 3_000_000; count++) {
      if (isCnWorkday(count % 40_000)) worked++;
    }
    expect(worked).toBeGreaterThan(2_000_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
