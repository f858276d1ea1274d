import type { BenchResult } from '../billing.js';

/** What one benchmark found out, as results. */
export class Figures {
  constructor(private readonly bench: string) {}

  /** Only to be seen. @param value null: it cannot be measured here. */
  plain(metric: string, value: number | null, unit: string): BenchResult {
    return { bench: this.bench, metric, value: rounded(value), unit, limit: null, ratio: null };
  }

  atMost(metric: string, value: number, unit: string, limit: number): BenchResult {
    return { ...this.plain(metric, value, unit), limit, ratio: limit === 0 ? null : value / limit };
  }

  atLeast(metric: string, value: number, unit: string, limit: number): BenchResult {
    return { ...this.atMost(metric, value, unit, limit), atLeast: true };
  }
}

/** To four digits: more is noise. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}
