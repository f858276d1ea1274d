/**
 * Ids of runs are UUIDv7, made by whoever submits, by that machine's clock and before the row is written; `created_at` is
 * the database's. So far apart (ms) the two may be before a run is overlooked where a range of times becomes one of ids.
 */
const CLOCK_TOLERANCE = 600_000;

const LAST_MOMENT = 2 ** 48 - 1;

/** No run that was created at or after the moment has a smaller id. It lets the primary key find what a time asks for. */
export function smallestIdFrom(moment: Date): string {
  return idAt(moment.getTime() - CLOCK_TOLERANCE);
}

/** Every run that was created before the moment has a smaller id. */
export function smallestIdAfter(moment: Date): string {
  return idAt(moment.getTime() + CLOCK_TOLERANCE);
}

/** When an id was made, in ms since 1970. @param id a UUIDv7. */
export function timeOfId(id: string): number {
  return parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

/** @param time ms since 1970. */
function idAt(time: number): string {
  const hex = Math.min(Math.max(time, 0), LAST_MOMENT).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
