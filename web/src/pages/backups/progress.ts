/** How much is done, in whole percent. */
export function percent({
  current = 0,
  total = 0,
}: {
  readonly current?: number;
  readonly total?: number;
}): number {
  return total > 0 ? Math.min(100, Math.floor((100 * current) / total)) : 0;
}
