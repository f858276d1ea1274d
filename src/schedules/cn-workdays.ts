import chineseDays from 'chinese-days';

const DAY = 86_400_000;

/** Whether people work in China on a day, counted from 1 January 1970. */
export function isCnWorkday(day: number): boolean {
  return chineseDays.isWorkday(new Date(day * DAY).toISOString().slice(0, 10));
}
