import { type Calendar, CN_WORKDAYS } from './calendar.js';
import { firstCnYear, isKnownCnYear, lastCnYear } from './cn-workdays.js';
import type { Warning } from '../dto/schedule.js';
import { wallClock } from '../timing/wall-clock.js';

/**
 * What people should know of a calendar before they rely on its days in some years: whether it knows these years.
 * @param years in any order, and each as often as it comes: {@link yearsOf} the slots that somebody is shown, for one.
 */
export function calendarWarnings(
  calendar: Pick<Calendar, 'name'> | null | undefined,
  years: Iterable<number>,
): Warning[] {
  if (calendar?.name !== CN_WORKDAYS) return [];
  const unknown = [...new Set(years)]
    .filter((year) => !isKnownCnYear(year))
    .sort((one, other) => one - other);
  const last = unknown.at(-1);
  if (last === undefined) return [];
  const stretches = stretchesOf(unknown);
  const en = stretches.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ');
  const zh = stretches.map(([from, to]) => (from === to ? `${from} 年` : `${from} 年至 ${to} 年`)).join('、');
  const toCome = last > lastCnYear;
  return [
    {
      code: 'calendar-years-unknown',
      en:
        `${CN_WORKDAYS} knows the holidays from ${firstCnYear} to ${lastCnYear}; for ${en} it takes Monday to Friday.` +
        (toCome ? ' Update Mallkeeper when they are published, or use a calendar of your own.' : ''),
      zh:
        `${CN_WORKDAYS} 只收录了 ${firstCnYear} 年至 ${lastCnYear} 年的放假安排；${zh}按周一至周五计算。` +
        (toCome ? '放假安排公布后请升级 Mallkeeper，或改用自定义日历。' : ''),
    },
  ];
}

/**
 * The years in which moments lie, on the wall of a time zone.
 * @throws InvalidInputProblem for the field `timezone` when there is none of that name.
 */
export function yearsOf(moments: readonly Date[], timezone: string): number[] {
  const clock = wallClock(timezone);
  return moments.map((moment) => new Date(clock.read(moment.getTime())).getUTCFullYear());
}

/** Years that follow each other, as the first and the last of them. */
function stretchesOf(years: readonly number[]): [number, number][] {
  const stretches: [number, number][] = [];
  for (const year of years) {
    const stretch = stretches.at(-1);
    if (stretch?.[1] === year - 1) stretch[1] = year;
    else stretches.push([year, year]);
  }
  return stretches;
}
