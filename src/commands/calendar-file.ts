import { UsageError } from './exit-status.js';

/** Single days of a calendar, `YYYY-MM-DD`. */
export interface CalendarDates {
  readonly including: string[];
  readonly excluding: string[];
}

/**
 * Reads a list of days, one a line as a notice of holidays has them: `2026-02-14` or `+2026-02-14` belongs to the calendar,
 * `-2026-02-16` does not. What follows `#` is a comment. Whether the days exist is for the calendar to check.
 * @param path for errors only.
 * @throws UsageError that names the line.
 */
export function parseCalendarFile(text: string, path: string): CalendarDates {
  const including: string[] = [];
  const excluding: string[] = [];
  // Editors on Windows begin a file with a byte order mark.
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    const [, sign, date] = /^([+-]?)(\d{4}-\d\d-\d\d)$/.exec(content) ?? [];
    if (date === undefined) {
      throw new UsageError(
        `${path}, line ${index + 1}: ${content}: write one day a line, such as 2026-02-14, or -2026-02-16 for one that ` +
          'does not belong to the calendar.',
      );
    }
    (sign === '-' ? excluding : including).push(date);
  }
  return { including, excluding };
}
