/** How fast a round of runs went. */
export interface Rates {
  /** Runs a second until all were submitted. */
  readonly submitted: number;
  /** Runs a second until all results were read back. */
  readonly finished: number;
}

/** A system that executes runs, ready to be measured. */
export interface Contestant {
  /** Submits so many runs that do nothing, all at once, and reads their results back. */
  round(runs: number): Promise<Rates>;
}

/** @param start and the others: ms of one clock. */
export function toRates(runs: number, start: number, submitted: number, finished: number): Rates {
  return { submitted: (runs * 1000) / (submitted - start), finished: (runs * 1000) / (finished - start) };
}

/**
 * Rounds in turn: each contestant's first, each one's second, and so on, so that whatever else the machine does meets
 * all of them. One more before them warms everybody up and does not count.
 * @returns each contestant's medians, in their order.
 */
export async function inTurn(
  rounds: number,
  contestants: readonly { readonly contestant: Contestant; readonly runs: number }[],
): Promise<Rates[]> {
  const counted: Rates[][] = contestants.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { contestant, runs }] of contestants.entries()) {
      const rates = await contestant.round(runs);
      if (round > 0) counted[index]?.push(rates);
    }
  }
  return counted.map((rates) => ({
    submitted: quantile(
      rates.map(({ submitted }) => submitted),
      0.5,
    ),
    finished: quantile(
      rates.map(({ finished }) => finished),
      0.5,
    ),
  }));
}

/** The smallest of the values that so large a share of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? NaN;
}
