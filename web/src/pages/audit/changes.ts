/** A field that an entry tells of. */
export interface FieldChange {
  readonly field: string;
  /** undefined: the entry does not say; null: there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** What an entry's details tell, field by field: those that were changed first. */
export function changesIn(details: Readonly<Record<string, unknown>>): FieldChange[] {
  const { before, after, ...rest } = details;
  const was = isRecord(before) ? before : undefined;
  const is = isRecord(after) ? after : undefined;
  const fields = [...new Set([...Object.keys(is ?? {}), ...Object.keys(was ?? {})])];
  return [
    ...fields.map((field) => ({
      field,
      before: was === undefined ? undefined : (was[field] ?? null),
      after: is === undefined ? undefined : (is[field] ?? null),
    })),
    ...(was === undefined && before != null ? [{ field: 'before', before: undefined, after: before }] : []),
    ...(is === undefined && after != null ? [{ field: 'after', before: undefined, after }] : []),
    ...Object.entries(rest)
      .filter(([, value]) => value !== null)
      .map(([field, value]) => ({ field, before: undefined, after: value })),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
