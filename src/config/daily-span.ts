/** A span of every day, of a wall clock: `HH:MM` each. From a later to an earlier time it goes over midnight. */
export interface DailySpan {
  readonly from: string;
  readonly until: string;
}

const SPAN = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads `21:00-08:00`. The same time twice is a span without length.
 * @throws RangeError
 */
export function parseDailySpan(text: string): DailySpan {
  const [, from, until] = SPAN.exec(text) ?? [];
  if (from === undefined || until === undefined) throw new RangeError('write a span such as 21:00-08:00');
  return { from, until };
}
