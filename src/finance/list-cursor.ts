import { decodeCursor, InvalidInputProblem } from '../http/index.js';

/**
 * The sort key in the cursor of a list.
 * @param isKey whether a key of that list can look like this; a cursor comes from outside.
 * @throws InvalidInputProblem when it cannot.
 */
export function cursorKey(
  cursor: string,
  length: number,
  isKey: (parts: readonly string[]) => boolean,
): string[] {
  const key = decodeCursor(cursor, length);
  if (isKey(key)) return key;
  throw new InvalidInputProblem([
    { field: 'cursor', value: cursor, message: 'write the nextCursor of the page before' },
  ]);
}

/** Whether a part of a key can be an id. */
export function isId(part: string | undefined): boolean {
  return part !== undefined && /^\d{1,18}$/.test(part);
}
