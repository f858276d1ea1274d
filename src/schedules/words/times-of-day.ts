/** More times of one day than these are not listed one by one. */
const MOST_LISTED = 6;

/** The times of a day, `HH:MM`; undefined when there are too many to list. */
export function clockTimes(minutes: readonly number[], hours: readonly number[]): string[] | undefined {
  if (minutes.length * hours.length > MOST_LISTED) return undefined;
  return hours.flatMap((hour) => minutes.map((minute) => clockTime(hour, minute)));
}

/** `08:05` */
export function clockTime(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** How far ascending numbers are apart, where all are the same distance apart; undefined: they are not. */
export function stepOf(values: readonly number[]): number | undefined {
  const [first = 0, second] = values;
  if (second === undefined) return undefined;
  const step = second - first;
  return values.every((value, index) => value === first + index * step) ? step : undefined;
}

/** Whether ascending numbers, several of them, follow one another. */
export function isContiguous(values: readonly number[]): boolean {
  return stepOf(values) === 1;
}
