import type { Schema } from '../../api/types';

/** What is drawn of a queue. */
export const MEASURES = ['waiting', 'active', 'oldestSeconds'] as const;
export type Measure = (typeof MEASURES)[number];

export interface DepthLines {
  /** Beginnings of the spans, in ms since 1970, none left out. */
  readonly times: readonly number[];
  /** One line a queue that was not at 0 all the time; null where nothing was recorded. */
  readonly lines: readonly { readonly queue: string; readonly values: readonly (number | null)[] }[];
}

/** Lines over one time axis for all queues. */
export function depthLines({ bucketSeconds, queues }: Schema<'QueueDepths'>, measure: Measure): DepthLines {
  const known = queues.flatMap(({ points }) => points.map(({ at }) => Date.parse(at)));
  if (known.length === 0) return { times: [], lines: [] };
  const first = known.reduce((one, other) => Math.min(one, other));
  const last = known.reduce((one, other) => Math.max(one, other));
  const step = bucketSeconds * 1_000;
  const times = Array.from(
    { length: Math.round((last - first) / step) + 1 },
    (_, index) => first + index * step,
  );
  const lines = queues
    .filter(({ points }) => points.some((point) => point[measure] > 0))
    .map(({ queue, points }) => {
      const byTime = new Map(points.map((point) => [Date.parse(point.at), point[measure]]));
      return { queue, values: times.map((time) => byTime.get(time) ?? null) };
    });
  return { times, lines };
}
