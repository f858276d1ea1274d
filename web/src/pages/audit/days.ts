import { zonedTime } from '../../parts/times';

/** The moment at which a day (`YYYY-MM-DD`) begins in a time zone, ISO 8601. @param later whole days after it. */
export function startOfDay(day: string, zone: string, later = 0): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + later);
  const midnight = `${moved.toISOString().slice(0, 10)}T00:00:00`;
  // Twice a year the offset of the guess is not that of midnight.
  const guess = `${midnight}${zonedTime(`${midnight}Z`, zone).offset}`;
  return `${midnight}${zonedTime(guess, zone).offset}`;
}
