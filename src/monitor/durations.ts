/**
 * How long things take, counted in classes: of a million durations their quantiles can be told from 46 numbers, and two such
 * counts are added up class by class. Each class reaches up to sqrt(2) times the one before, from 1 ms to 70 minutes, so a
 * quantile is off by a sixth at most where runs are spread within a class.
 */
export interface Durations {
  /** {@link CLASSES} numbers: how many durations each class holds. */
  readonly counts: readonly number[];
  /** Of all, in ms; 0 when there is none. */
  readonly longest: number;
}

/** Where each class but the first begins, in ms; the last one has no end. */
export const BOUNDS: readonly number[] = Array.from({ length: 45 }, (_, index) => 2 ** (index / 2));

export const CLASSES = BOUNDS.length + 1;

/** SQL of the class, from 0 on, that a duration falls into; null where it is null. @param ms an expression, float8. */
export function classOf(ms: string): string {
  return `width_bucket(${ms}, '{${BOUNDS.join(',')}}'::float8[])`;
}

/** SQL of an aggregate: how many rows each class holds. @param of a column that {@link classOf} made. */
export function countClasses(of: string): string {
  const counts = Array.from({ length: CLASSES }, (_, index) => `count(*) FILTER (WHERE ${of} = ${index})`);
  return `ARRAY[${counts.join(', ')}]::integer[]`;
}

/**
 * SQL of an aggregate: the sums, class by class, of a column of counts, as JSON, which is parsed far sooner than an array.
 * Written out, as to unnest the arrays takes twenty times as long.
 */
export function addClasses(column: string): string {
  const sums = Array.from({ length: CLASSES }, (_, index) => `sum(${column}[${index + 1}])`);
  return `to_json(ARRAY[${sums.join(', ')}])`;
}

/**
 * The duration in ms that so many of all stay below; null when there is none.
 * @param share 0.5 for the median.
 */
export function quantile({ counts, longest }: Durations, share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let before = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && before + count >= share * total) {
      return Math.min(within(index, (share * total - before) / count, longest), longest);
    }
    before += count;
  }
  return longest;
}

/** As far into a class as `part` says, the way classes are spaced: by factors, but from 0 evenly. */
function within(index: number, part: number, longest: number): number {
  const lower = BOUNDS[index - 1] ?? 0;
  const upper = BOUNDS[index] ?? Math.max(longest, lower);
  return lower === 0 ? upper * part : lower * (upper / lower) ** part;
}
