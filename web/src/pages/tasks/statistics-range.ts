/** How far statistics of tasks look back. */
export const RANGES = ['24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

/** @param text from the address. */
export function rangeOf(text: string | undefined): Range {
  return RANGES.find((each) => each === text) ?? '24h';
}
