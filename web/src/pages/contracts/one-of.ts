/** What an address says, if it is one of the values that there are. */
export function oneOf<const Value extends string>(
  values: readonly Value[],
  said: string | undefined,
): Value | undefined {
  return values.find((value) => value === said);
}
