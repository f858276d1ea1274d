const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** How often something may happen. */
export interface Rate {
  /** Seconds from one to the next. */
  readonly interval: number;
  /** How many may come at once after a quiet time: those of a second, at least one. */
  readonly burst: number;
}

/**
 * Reads Celery's way to write a rate: `10/m` is one every six seconds.
 * @throws RangeError
 */
export function parseRate(text: string): Rate {
  const [, count, unit] = /^([1-9]\d{0,6})\/([smh])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new RangeError(`${text} is no rate: write 5/s, 10/m or 100/h`);
  }
  const seconds = SECONDS[unit as keyof typeof SECONDS];
  return { interval: seconds / Number(count), burst: Math.max(1, Math.floor(Number(count) / seconds)) };
}
