import { InvalidInputProblem } from '../../http/index.js';

/** ms. */
const UNITS = { w: 7 * 86_400_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

const INTERVAL = /^(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?$/;

/** The longest interval, in ms. */
const LONGEST = 366 * UNITS.d;

/**
 * Reads an interval such as `15m`, `90s` or `1h30m` (w, d, h, m, s).
 * @returns ms, at least a second, at most 366 days.
 * @throws InvalidInputProblem for the field `every`.
 */
export function parseInterval(text: string): number {
  const counts: readonly (string | undefined)[] = INTERVAL.exec(text)?.slice(1) ?? [];
  const units = Object.values(UNITS);
  const interval = counts.reduce((sum, count = '0', index) => sum + Number(count) * (units[index] ?? 0), 0);
  if (interval >= UNITS.s && interval <= LONGEST) return interval;
  throw new InvalidInputProblem([
    {
      field: 'every',
      value: text,
      message: 'write an interval from 1s to 366d, such as 15m, 90s, 1h30m, 1d or 2w',
    },
  ]);
}
