import { describe, expect, it } from '@jest/globals';
import { InvalidInputProblem } from '../../http/index.js';
import { parseCrontab } from './crontab.js';
import { nextSlots } from './slots.js';
import { inZone } from './wall-clock.js';

/** The next slots after a time, with the offset that the zone has then. */
function next(cron: string, timezone: string, after: string, count: number): string[] {
  return nextSlots({ cron: [cron], timezone }, new Date(after), count).map((slot) => inZone(slot, timezone));
}

describe('slots on last days and on weekdays of a month', () => {
  // In 2026 the last days of February to April are the 28th, 31st and 30th; 30 January and 27 February are Fridays.
  const days = (dayFields: string, count: number, after = '2026-01-31T12:00:00Z'): string[] =>
    next(`0 0 ${dayFields}`, 'UTC', after, count).map((slot) => slot.slice(0, 10));

  it('know the last day, and days before it', () => {
    expect(days('L * *', 3)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
    expect(days('l 2 *', 3, '2027-01-01T00:00:00Z')).toEqual(['2027-02-28', '2028-02-29', '2029-02-28']);
    expect(days('L-3 * *', 3)).toEqual(['2026-02-25', '2026-03-28', '2026-04-27']);
    expect(days('1,L * *', 4)).toEqual(['2026-02-01', '2026-02-28', '2026-03-01', '2026-03-31']);
    expect(days('L,l-1 * *', 4)).toEqual(['2026-02-27', '2026-02-28', '2026-03-30', '2026-03-31']);
    expect(days('L-30 * *', 2)).toEqual(['2026-03-01', '2026-05-01']);
  });

  it('know the last of a weekday', () => {
    const fridays = ['2026-02-27', '2026-03-27', '2026-04-24'];
    for (const friday of ['5L', 'FRIL', 'friL', '5l']) expect(days(`* * ${friday}`, 3)).toEqual(fridays);
    for (const sunday of ['0L', '7L', 'SUNL']) {
      expect(days(`* * ${sunday}`, 3)).toEqual(['2026-02-22', '2026-03-29', '2026-04-26']);
    }
    expect(days('* * MON,FRIL', 5)).toEqual([
      '2026-02-02',
      '2026-02-09',
      '2026-02-16',
      '2026-02-23',
      '2026-02-27',
    ]);
  });

  it('know the first to the fifth of a weekday', () => {
    const fridays = ['2026-02-13', '2026-03-13', '2026-04-10'];
    for (const friday of ['5#2', 'FRI#2', 'fri#2']) expect(days(`* * ${friday}`, 3)).toEqual(fridays);
    for (const sunday of ['0#1', '7#1', 'SUN#1']) {
      expect(days(`* * ${sunday}`, 3)).toEqual(['2026-02-01', '2026-03-01', '2026-04-05']);
    }
    expect(days('* * FRI#5', 3)).toEqual(['2026-05-29', '2026-07-31', '2026-10-30']);
    expect(days('* * MON#1,MON#3', 4)).toEqual(['2026-02-02', '2026-02-16', '2026-03-02', '2026-03-16']);
  });

  it('come on either day where both days are restricted', () => {
    expect(days('L * FRI#2', 4)).toEqual(['2026-02-13', '2026-02-28', '2026-03-13', '2026-03-31']);
    // Both, where one begins with a star: last days of months that are Saturdays.
    expect(days('L * */6', 2)).toEqual(['2026-02-28', '2026-05-31']);
  });
});

it.each([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * SUN'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 JAN *'],
  ['@annually', '0 0 1 JAN *'],
  [' @Daily ', '0 0 * * *'],
])('%s is %s', (macro, cron) => {
  const slots = (text: string): string[] => next(text, 'Asia/Shanghai', '2026-01-31T12:34:56Z', 50);
  expect(slots(macro)).toEqual(slots(cron));
});

const faultsOf = (cron: string): readonly { field: string; message: string }[] => {
  try {
    parseCrontab(cron);
  } catch (error) {
    if (error instanceof InvalidInputProblem) return error.faults;
    throw error;
  }
  return [];
};

describe('a crontab that cannot be used', () => {
  it.each([
    ['60 * * * *', 'minute: "60" cannot be used; write 0 to 59'],
    ['* 24 * * *', 'hour: "24" cannot be used; write 0 to 23'],
    ['* * 0 * *', 'day of month: "0" cannot be used'],
    ['* * * 13 *', 'month: "13" cannot be used'],
    ['* * * * 8', 'day of week: "8" cannot be used'],
    ['* * * MON *', 'month: "MON" cannot be used'],
    ['* * * * monday', 'day of week: "monday" cannot be used'],
    ['*/0 * * * *', 'minute: "*/0" has a step that cannot be used; write 1 to 59'],
    ['*/60 * * * *', 'minute: "*/60" has a step that cannot be used'],
    ['5/10 * * * *', 'minute: "5/10" is a step without a range; write 5-59/10'],
    ['30-10 * * * *', 'minute: "30-10" ends before it begins'],
    ['1,,2 * * * *', 'minute: "" cannot be used'],
    ['-5 * * * *', 'minute: "-5" cannot be used'],
    ['1.5 * * * *', 'minute: "1.5" cannot be used'],
    ['٣ * * * *', 'minute: "٣" cannot be used'],
    ['* * ? * *', 'day of month: "?" cannot be used'],
    ['* * * *', 'write five fields'],
    ['0 * * * * *', 'write five fields'],
    ['@reboot', '"@reboot" names no time, and nothing here is tied to a start; write @hourly, @daily'],
    ['@fortnightly', '"@fortnightly" is not known; write @hourly, @daily'],
    ['@daily 8', 'write five fields'],
    ['', 'write five fields'],
    ['* * * * L', 'day of week: "L" lacks the weekday; write 5L or FRIL for the last Friday of the month'],
    ['* * * * #2', 'day of week: "#2" lacks the weekday'],
    ['* * * * 5#6', 'day of week: "5#6" has a place that cannot be used; write 1 to 5, such as 5#2'],
    ['* * * * FRI#0', 'day of week: "FRI#0" has a place that cannot be used; write 1 to 5, such as FRI#2'],
    ['* * * * 5#', 'day of week: "5#" has a place that cannot be used'],
    ['* * * * 8L', 'day of week: "8L" cannot be used; write 0 to 7'],
    ['* * * * JANL', 'day of week: "JANL" cannot be used'],
    ['* * * * 1-5L', 'day of week: "1-5L" cannot be used'],
    ['* * * * 5L/2', 'day of week: "5L/2" cannot be used'],
    ['* * 5L * *', 'day of month: "5L" cannot be used; write 1 to 31'],
    ['* * 5#2 * *', 'day of month: "5#2" cannot be used'],
    ['* * 15W * *', 'day of month: "15W" cannot be used'],
    ['* * L-0 * *', 'day of month: "L-0" is in no month; write L, the last day, or L-1 to L-30'],
    ['* * L-31 * *', 'day of month: "L-31" is in no month'],
    ['* * 1-L * *', 'day of month: "1-L" cannot be used'],
    ['* * * L *', 'month: "L" cannot be used'],
    ['* L * * *', 'hour: "L" cannot be used'],
    ['0 0 L-30 2 *', 'there is no such day'],
    ['0 0 30 2 *', 'there is no such day'],
    ['0 0 31 4,6,9,11 *', 'there is no such day'],
  ])('%s is refused with what would be right', (cron, message) => {
    expect(faultsOf(cron)).toEqual([
      { field: 'cron', value: cron, message: expect.stringContaining(message) },
    ]);
  });

  it('names everything that is wrong with it', () => {
    expect(faultsOf('60 24 * 13 *').map(({ message }) => message.split(':')[0])).toEqual([
      'minute',
      'hour',
      'month',
    ]);
  });
});
