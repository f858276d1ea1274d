import { zonedTime } from '../../parts/times';

/**
 * The moment at which the clocks of a time zone show something. Twice a year, when they are put on or back, it is the one
 * by the offset of a few hours before or after.
 *
 * @param wall `2026-03-10 08:00:00`
 * @returns ISO 8601 with its offset.
 */
export function momentInZone(wall: string, zone: string): string {
  const text = wall.replace(' ', 'T');
  const guess = `${text}${zonedTime(new Date(`${text}Z`), zone).offset}`;
  return `${text}${zonedTime(guess, zone).offset}`;
}
