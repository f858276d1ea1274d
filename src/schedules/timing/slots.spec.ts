import { describe, expect, it } from '@jest/globals';
import { type Calendar, calendarOf } from '../calendars/calendar.js';
import { latestSlot, nextSlots, slotsBetween, type Timing } from './slots.js';
import { canonicalTimeZone, inZone, momentInZone } from './wall-clock.js';

/** The next slots after a time, with the offset that the zone has then. */
function next(cron: string, timezone: string, after: string, count: number): string[] {
  return nextSlots({ cron: [cron], timezone }, new Date(after), count).map((slot) => inZone(slot, timezone));
}

// machine-time-zone.spec.ts runs this file in processes with other time zones.
it('runs in the time zone that the environment names', () => {
  const { TZ } = process.env;
  if (TZ !== undefined) expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(TZ);
});

describe('slots of a crontab', () => {
  it('come at the wall-clock time of the zone', () => {
    expect(next('0 8 * * *', 'Asia/Shanghai', '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-02T08:00:00+08:00',
      '2026-01-03T08:00:00+08:00',
    ]);
    expect(next('30 17 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', 1)).toEqual([
      '2026-01-01T17:30:00+05:30',
    ]);
  });

  it('are after the moment, never at it', () => {
    expect(next('0 8 * * *', 'UTC', '2026-01-01T08:00:00Z', 1)).toEqual(['2026-01-02T08:00:00+00:00']);
    expect(next('0 8 * * *', 'UTC', '2026-01-01T07:59:59.999Z', 1)).toEqual(['2026-01-01T08:00:00+00:00']);
    expect(next('* * * * *', 'UTC', '2026-01-01T08:00:00Z', 1)).toEqual(['2026-01-01T08:01:00+00:00']);
    expect(next('* * * * *', 'UTC', '2026-01-01T07:59:59.999Z', 1)).toEqual(['2026-01-01T08:00:00+00:00']);
  });

  it('come on workdays only where the crontab says so', () => {
    // 2 January 2026 is a Friday.
    expect(next('0 10 * * 1-5', 'Asia/Shanghai', '2026-01-01T12:00:00Z', 3)).toEqual([
      '2026-01-02T10:00:00+08:00',
      '2026-01-05T10:00:00+08:00',
      '2026-01-06T10:00:00+08:00',
    ]);
  });

  it('take lists, ranges, steps and names, in any case, and Sunday as 0 and 7', () => {
    expect(next('0,30 9-10 * * mon', 'UTC', '2026-01-01T00:00:00Z', 4)).toEqual([
      '2026-01-05T09:00:00+00:00',
      '2026-01-05T09:30:00+00:00',
      '2026-01-05T10:00:00+00:00',
      '2026-01-05T10:30:00+00:00',
    ]);
    expect(next('*/20 6-12/6 1 JAN-mar/2 *', 'UTC', '2026-01-01T12:00:00Z', 5)).toEqual([
      '2026-01-01T12:20:00+00:00',
      '2026-01-01T12:40:00+00:00',
      '2026-03-01T06:00:00+00:00',
      '2026-03-01T06:20:00+00:00',
      '2026-03-01T06:40:00+00:00',
    ]);
    const sundays = ['2026-01-04T00:00:00+00:00', '2026-01-11T00:00:00+00:00'];
    for (const sunday of ['0', '7', 'SUN', '0,7', '7-7', '0-0', 'SUN-SUN']) {
      expect(next(`0 0 * * ${sunday}`, 'UTC', '2026-01-01T00:00:00Z', 2)).toEqual(sundays);
    }
    for (const weekend of ['5-7', 'FRI-SUN', '0,5,6']) {
      expect(next(`0 0 * * ${weekend}`, 'UTC', '2026-01-01T00:00:00Z', 4)).toEqual([
        '2026-01-02T00:00:00+00:00',
        '2026-01-03T00:00:00+00:00',
        '2026-01-04T00:00:00+00:00',
        '2026-01-09T00:00:00+00:00',
      ]);
    }
  });

  it('come on either day where both days are restricted, and on both where one begins with a star', () => {
    // The 13th of February and of March 2026 are Fridays.
    expect(next('0 0 13 * 5', 'UTC', '2026-02-05T00:00:00Z', 4)).toEqual([
      '2026-02-06T00:00:00+00:00',
      '2026-02-13T00:00:00+00:00',
      '2026-02-20T00:00:00+00:00',
      '2026-02-27T00:00:00+00:00',
    ]);
    expect(next('0 0 13 1 5', 'UTC', '2026-01-10T00:00:00Z', 2)).toEqual([
      '2026-01-13T00:00:00+00:00',
      '2026-01-16T00:00:00+00:00',
    ]);
    expect(next('0 0 */2 * 5', 'UTC', '2026-02-05T00:00:00Z', 3)).toEqual([
      '2026-02-13T00:00:00+00:00',
      '2026-02-27T00:00:00+00:00',
      '2026-03-13T00:00:00+00:00',
    ]);
    expect(next('0 0 13 * */5', 'UTC', '2026-02-05T00:00:00Z', 3)).toEqual([
      '2026-02-13T00:00:00+00:00',
      '2026-03-13T00:00:00+00:00',
      '2026-09-13T00:00:00+00:00',
    ]);
  });

  it('know leap years and ends of months', () => {
    expect(next('0 0 29 2 *', 'Asia/Shanghai', '2026-01-01T00:00:00Z', 2)).toEqual([
      '2028-02-29T00:00:00+08:00',
      '2032-02-29T00:00:00+08:00',
    ]);
    expect(next('0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', 1)).toEqual(['2104-02-29T00:00:00+00:00']);
    expect(next('59 23 31 * *', 'UTC', '2026-01-31T23:59:00Z', 3)).toEqual([
      '2026-03-31T23:59:00+00:00',
      '2026-05-31T23:59:00+00:00',
      '2026-07-31T23:59:00+00:00',
    ]);
  });
});

describe('slots where clocks go forward', () => {
  it('that do not exist come once, at the first moment after the gap', () => {
    // 8 March 2026: 02:00 EST becomes 03:00 EDT.
    expect(next('30 2 * * *', 'America/New_York', '2026-03-07T00:00:00-05:00', 3)).toEqual([
      '2026-03-07T02:30:00-05:00',
      '2026-03-08T03:00:00-04:00',
      '2026-03-09T02:30:00-04:00',
    ]);
    // 29 March 2026: 01:00 GMT becomes 02:00 BST.
    expect(next('0 1 * * *', 'Europe/London', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T02:00:00+01:00',
      '2026-03-30T01:00:00+01:00',
    ]);
    // 4 October 2026: 02:00 becomes 02:30, half an hour only.
    expect(next('15,45 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00+10:30', 4)).toEqual([
      '2026-10-03T02:15:00+10:30',
      '2026-10-03T02:45:00+10:30',
      '2026-10-04T02:30:00+11:00',
      '2026-10-04T02:45:00+11:00',
    ]);
  });

  it('are one slot however many times the gap swallows, or a time after it', () => {
    expect(next('0,20,40 2,3 * * *', 'America/New_York', '2026-03-08T00:00:00-05:00', 4)).toEqual([
      '2026-03-08T03:00:00-04:00',
      '2026-03-08T03:20:00-04:00',
      '2026-03-08T03:40:00-04:00',
      '2026-03-09T02:00:00-04:00',
    ]);
  });

  it('are found from within a gap at midnight, and where a whole day is missing', () => {
    // 6 September 2026: 00:00 becomes 01:00 in Chile.
    expect(next('0 0 * * *', 'America/Santiago', '2026-09-05T12:00:00-04:00', 2)).toEqual([
      '2026-09-06T01:00:00-03:00',
      '2026-09-07T00:00:00-03:00',
    ]);
    // There was no 30 December 2011 in Samoa.
    expect(next('0 8 * * *', 'Pacific/Apia', '2011-12-29T00:00:00-10:00', 3)).toEqual([
      '2011-12-29T08:00:00-10:00',
      '2011-12-31T00:00:00+14:00',
      '2011-12-31T08:00:00+14:00',
    ]);
  });
});

describe('slots where clocks go back', () => {
  it('that exist twice come once, the first time', () => {
    // 1 November 2026: 02:00 EDT becomes 01:00 EST.
    expect(next('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00-04:00', 2)).toEqual([
      '2026-11-01T01:30:00-04:00',
      '2026-11-02T01:30:00-05:00',
    ]);
    // 25 October 2026: 02:00 BST becomes 01:00 GMT.
    expect(next('0,59 1,2 * * *', 'Europe/London', '2026-10-25T00:00:00+01:00', 5)).toEqual([
      '2026-10-25T01:00:00+01:00',
      '2026-10-25T01:59:00+01:00',
      '2026-10-25T02:00:00+00:00',
      '2026-10-25T02:59:00+00:00',
      '2026-10-26T01:00:00+00:00',
    ]);
    // 5 April 2026: 02:00 becomes 01:30, half an hour only.
    expect(next('15,45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00+11:00', 3)).toEqual([
      '2026-04-05T01:15:00+11:00',
      '2026-04-05T01:45:00+11:00',
      '2026-04-06T01:15:00+10:30',
    ]);
    // 4 April 2026: 24:00 becomes 23:00 in Chile.
    expect(next('30 23 * * *', 'America/Santiago', '2026-04-04T12:00:00-03:00', 2)).toEqual([
      '2026-04-04T23:30:00-03:00',
      '2026-04-05T23:30:00-04:00',
    ]);
  });

  it('do not come again when asked for from within the hour that is repeated', () => {
    expect(next('30 1 * * *', 'America/New_York', '2026-11-01T01:10:00-05:00', 1)).toEqual([
      '2026-11-02T01:30:00-05:00',
    ]);
  });
});

describe('slots of every hour follow elapsed time', () => {
  it('over a gap', () => {
    expect(next('30 * * * *', 'America/New_York', '2026-03-08T01:00:00-05:00', 3)).toEqual([
      '2026-03-08T01:30:00-05:00',
      '2026-03-08T03:30:00-04:00',
      '2026-03-08T04:30:00-04:00',
    ]);
    expect(next('*/30 * * * *', 'Australia/Lord_Howe', '2026-10-04T01:00:00+10:30', 3)).toEqual([
      '2026-10-04T01:30:00+10:30',
      '2026-10-04T02:30:00+11:00',
      '2026-10-04T03:00:00+11:00',
    ]);
  });

  it('over a repeated hour', () => {
    expect(next('30 * * * *', 'America/New_York', '2026-11-01T00:00:00-04:00', 4)).toEqual([
      '2026-11-01T00:30:00-04:00',
      '2026-11-01T01:30:00-04:00',
      '2026-11-01T01:30:00-05:00',
      '2026-11-01T02:30:00-05:00',
    ]);
    // Chile repeats the last hour of 4 April.
    expect(next('0 * 4 4 *', 'America/Santiago', '2026-04-04T22:30:00-03:00', 2)).toEqual([
      '2026-04-04T23:00:00-03:00',
      '2026-04-04T23:00:00-04:00',
    ]);
  });
});

describe('slots in a range', () => {
  const timing = { cron: ['*/15 * * * *'], timezone: 'Asia/Shanghai' };

  it('are those after its start, up to and with its end, and no more than asked for', () => {
    const slots = slotsBetween(timing, new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T01:00:00Z'));
    expect(slots.map((slot) => slot.toISOString())).toEqual([
      '2026-01-01T00:15:00.000Z',
      '2026-01-01T00:30:00.000Z',
      '2026-01-01T00:45:00.000Z',
      '2026-01-01T01:00:00.000Z',
    ]);
    expect(slotsBetween(timing, new Date(0), new Date('2026-01-01T00:00:00Z'), 3)).toHaveLength(3);
    expect(slotsBetween(timing, new Date(0), new Date('2026-01-01T00:00:00Z'), 0)).toEqual([]);
    expect(slotsBetween(timing, new Date('2026-01-01T00:01:00Z'), new Date('2026-01-01T00:14:00Z'))).toEqual(
      [],
    );
  });

  it('have a last one, found at once however many there are', () => {
    const last = (cron: string, after: string, upTo: string): string | undefined =>
      latestSlot({ cron: [cron], timezone: 'UTC' }, new Date(after), new Date(upTo))?.toISOString();
    expect(last('* * * * *', '1990-01-01T00:00:00Z', '2026-01-01T00:00:30Z')).toBe(
      '2026-01-01T00:00:00.000Z',
    );
    expect(last('0 0 29 2 *', '1990-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe(
      '2024-02-29T00:00:00.000Z',
    );
    expect(last('0 8 * * *', '2026-01-01T08:00:00Z', '2026-01-02T07:59:59Z')).toBeUndefined();
    expect(last('0 8 * * *', '2025-12-01T00:00:00Z', '2026-01-01T08:00:00Z')).toBe(
      '2026-01-01T08:00:00.000Z',
    );
  });

  it('of a minutely schedule over a year are as many as there are minutes', () => {
    const year = slotsBetween(
      { cron: ['* * * * *'], timezone: 'America/New_York' },
      new Date('2025-12-31T23:59:00Z'),
      new Date('2026-12-31T23:59:00Z'),
    );
    expect(year).toHaveLength(365 * 24 * 60);
    expect(new Set(year.map((slot) => slot.getTime())).size).toBe(year.length);
  });
});

/** The next slots of any timing after a time, with the offset that its zone has then, to the minute. */
function coming(
  timing: Omit<Timing, 'timezone'> & { timezone?: string },
  after: string,
  count: number,
): string[] {
  const { timezone = 'UTC' } = timing;
  return nextSlots({ ...timing, timezone }, new Date(after), count).map((slot) =>
    inZone(slot, timezone).replace(/:00([+-])/, '$1'),
  );
}

describe('slots of an interval', () => {
  it('are counted from its start, which is the first', () => {
    const timing = { every: ['1h30m'], start: new Date('2026-01-01T00:10:00Z') };
    expect(coming(timing, '2025-06-01T00:00:00Z', 3)).toEqual([
      '2026-01-01T00:10+00:00',
      '2026-01-01T01:40+00:00',
      '2026-01-01T03:10+00:00',
    ]);
    expect(coming(timing, '2026-01-01T01:40:00Z', 1)).toEqual(['2026-01-01T03:10+00:00']);
    expect(coming(timing, '2026-01-01T01:39:59.999Z', 1)).toEqual(['2026-01-01T01:40+00:00']);
  });

  it('are counted from midnight of Monday, 1 January 2001, in the zone where there is no start', () => {
    expect(coming({ every: ['15m'] }, '2026-01-01T00:01:00Z', 2)).toEqual([
      '2026-01-01T00:15+00:00',
      '2026-01-01T00:30+00:00',
    ]);
    // 5 January 2026 is a Monday, and an even number of weeks after the first one.
    const timezone = 'Asia/Shanghai';
    expect(coming({ every: ['1w'], timezone }, '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-05T00:00+08:00',
      '2026-01-12T00:00+08:00',
    ]);
    expect(coming({ every: ['2w'], timezone }, '2025-12-30T00:00:00Z', 2)).toEqual([
      '2026-01-12T00:00+08:00',
      '2026-01-26T00:00+08:00',
    ]);
    expect(coming({ every: ['1d'], timezone: 'America/St_Johns' }, '2026-01-01T12:00:00Z', 1)).toEqual([
      '2026-01-02T00:00-03:30',
    ]);
    expect(coming({ every: ['1d'] }, '1999-12-31T12:00:00Z', 1)).toEqual(['2000-01-01T00:00+00:00']);
  });

  it('follow elapsed time where clocks change', () => {
    // Clocks go forward on 8 March 2026 and back on 1 November.
    const timing = { every: ['1d'], timezone: 'America/New_York' };
    expect(coming(timing, '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T00:00-05:00',
      '2026-03-09T01:00-04:00',
    ]);
    expect(coming(timing, '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T01:00-04:00',
      '2026-11-02T00:00-05:00',
    ]);
  });
});

describe('slots of one schedule', () => {
  const moment = (text: string): Date => new Date(text);

  it('come from all its crontabs, intervals and single moments, each moment once', () => {
    const timing = {
      cron: ['0 8 * * *', '0 8,9 * * *', '30 8 1 * *'],
      every: ['12h', '8h'],
      at: [
        '2026-01-01T08:15:00Z',
        '2026-01-01T08:00:00Z',
        '2026-01-01T08:15:00Z',
        '2025-01-01T00:00:00Z',
      ].map(moment),
    };
    expect(coming(timing, '2025-12-31T23:59:00Z', 9)).toEqual([
      '2026-01-01T00:00+00:00',
      '2026-01-01T08:00+00:00',
      '2026-01-01T08:15+00:00',
      '2026-01-01T08:30+00:00',
      '2026-01-01T09:00+00:00',
      '2026-01-01T12:00+00:00',
      '2026-01-01T16:00+00:00',
      '2026-01-02T00:00+00:00',
      '2026-01-02T08:00+00:00',
    ]);
  });

  it('end where there are no more single moments, and there are none without any timing', () => {
    const at = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'].map(moment);
    expect(coming({ at }, '2025-01-01T00:00:00Z', 5)).toEqual([
      '2026-01-01T00:00+00:00',
      '2026-01-02T00:00+00:00',
    ]);
    expect(coming({ at }, '2026-01-01T00:00:00Z', 5)).toEqual(['2026-01-02T00:00+00:00']);
    expect(coming({}, '2026-01-01T00:00:00Z', 5)).toEqual([]);
  });

  it('come from its start to its end, at both too', () => {
    const term = { start: moment('2026-01-02T08:00:00Z'), end: moment('2026-01-03T08:00:00Z') };
    const days = ['2026-01-02T08:00+00:00', '2026-01-03T08:00+00:00'];
    const at = ['2026-01-02T07:59:59.999Z', ...days, '2026-01-03T08:00:00.001Z'].map(moment);
    for (const timing of [{ cron: ['0 8 * * *'] }, { every: ['1d'] }, { at }]) {
      expect(coming({ ...timing, ...term }, '2025-01-01T00:00:00Z', 9)).toEqual(days);
      expect(coming({ ...timing, ...term }, '2026-01-02T08:00:00Z', 9)).toEqual(days.slice(1));
    }
    expect(coming({ cron: ['* * * * *'], ...term }, '2026-01-03T07:58:00Z', 9)).toHaveLength(2);
    const past = { timezone: 'UTC', cron: ['0 8 * * *'], ...term };
    expect(latestSlot(past, moment('2025-01-01T00:00:00Z'), moment('2027-01-01T00:00:00Z'))).toEqual(
      term.end,
    );
  });
});

describe('slots on the days of a calendar', () => {
  /** Days of the week; then days that belong to it besides, and days that do not. */
  const calendar = (weekdays: number[], including: string[] = [], excluding: string[] = []): Calendar =>
    calendarOf({ name: 'ours', weekdays, including, excluding });
  // Without Thursday, 1 January 2026, and with the Sunday after it. 3 January is a Saturday, 9 January a Friday.
  const workdays = calendar([1, 2, 3, 4, 5], ['2026-01-04'], ['2026-01-01']);
  const daily = { cron: ['0 8 * * *'], calendar: workdays };
  const days = (timing: Parameters<typeof coming>[0], after: string, count: number): string[] =>
    coming(timing, after, count).map((slot) => slot.replace('T08:00+00:00', ''));

  it('of a crontab come on those days only, or move to the next or the previous one', () => {
    expect(days(daily, '2025-12-31T12:00:00Z', 3)).toEqual(['2026-01-02', '2026-01-04', '2026-01-05']);
    const weekends = { cron: ['0 8 * * SAT,SUN'], calendar: workdays };
    expect(days({ ...weekends, calendarRule: 'only' }, '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-04']);
    // Saturday and Sunday come on one Monday, once.
    expect(days({ ...weekends, calendarRule: 'next' }, '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-01-04',
      '2026-01-12',
      '2026-01-19',
    ]);
    expect(days({ ...weekends, calendarRule: 'previous' }, '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-01-02',
      '2026-01-04',
      '2026-01-09',
    ]);
    // What moves to a day does not come again when asked for from that day.
    expect(days({ ...weekends, calendarRule: 'next' }, '2026-01-12T08:00:00Z', 1)).toEqual(['2026-01-19']);
    expect(days({ ...weekends, calendarRule: 'next' }, '2026-01-12T07:00:00Z', 1)).toEqual(['2026-01-12']);
    expect(days({ ...weekends, calendarRule: 'previous' }, '2026-01-09T09:00:00Z', 1)).toEqual([
      '2026-01-16',
    ]);
    expect(days({ ...daily, cron: ['0 8 1 * *'], calendarRule: 'next' }, '2025-12-31T12:00:00Z', 3)).toEqual([
      '2026-01-02',
      '2026-02-02',
      '2026-03-02',
    ]);
    expect(
      days({ ...daily, cron: ['0 8 L * *'], calendarRule: 'previous' }, '2026-01-01T12:00:00Z', 2),
    ).toEqual(['2026-01-30', '2026-02-27']);
  });

  it('of a crontab of every hour are those of whole days', () => {
    const hourly = { cron: ['0 * * * SAT'], calendar: workdays, calendarRule: 'next' } as const;
    const slots = coming(hourly, '2026-01-03T12:00:00Z', 25);
    expect([slots[0], slots[23], slots[24]]).toEqual([
      '2026-01-04T00:00+00:00',
      '2026-01-04T23:00+00:00',
      '2026-01-12T00:00+00:00',
    ]);
  });

  it('of an interval come on those days only, or move with their time on the wall', () => {
    const interval = { every: ['36h'], start: new Date('2026-01-02T08:00:00Z'), calendar: workdays };
    // Friday 08:00, Saturday 20:00, Monday 08:00, Tuesday 20:00, Thursday 08:00, Friday 20:00, Sunday 08:00.
    expect(coming(interval, '2026-01-01T00:00:00Z', 6)).toEqual([
      '2026-01-02T08:00+00:00',
      '2026-01-05T08:00+00:00',
      '2026-01-06T20:00+00:00',
      '2026-01-08T08:00+00:00',
      '2026-01-09T20:00+00:00',
      '2026-01-12T20:00+00:00',
    ]);
    expect(coming({ ...interval, calendarRule: 'next' }, '2026-01-02T08:00:00Z', 2)).toEqual([
      '2026-01-04T20:00+00:00',
      '2026-01-05T08:00+00:00',
    ]);
    expect(coming({ ...interval, calendarRule: 'next' }, '2026-01-09T20:00:00Z', 2)).toEqual([
      '2026-01-12T08:00+00:00',
      '2026-01-12T20:00+00:00',
    ]);
    expect(coming({ ...interval, calendarRule: 'previous' }, '2026-01-02T08:00:00Z', 2)).toEqual([
      '2026-01-02T20:00+00:00',
      '2026-01-05T08:00+00:00',
    ]);
  });

  it('of an interval are none before its start, not even to be moved', () => {
    const start = new Date('2026-01-11T12:00:00Z');
    const sunday = { every: ['36h'], start, calendar: workdays, calendarRule: 'next' } as const;
    expect(coming(sunday, '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-12T12:00+00:00',
      '2026-01-13T00:00+00:00',
    ]);
  });

  it('keep their time on the wall where clocks change on the way', () => {
    // Clocks go forward on Sunday, 8 March 2026, and back on Sunday, 1 November.
    const timezone = 'America/New_York';
    const weekdays = calendar([1, 2, 3, 4, 5]);
    const at = [new Date('2026-03-07T08:00:00-05:00'), new Date('2026-10-31T08:00:00-04:00')];
    expect(
      coming({ at, timezone, calendar: weekdays, calendarRule: 'next' }, '2026-01-01T00:00:00Z', 2),
    ).toEqual(['2026-03-09T08:00-04:00', '2026-11-02T08:00-05:00']);
    // A time that the day does not have comes at the first moment after the gap.
    const sundays = { at: [new Date('2026-03-07T02:30:00-05:00')], timezone, calendar: calendar([0]) };
    expect(coming({ ...sundays, calendarRule: 'next' }, '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-03-08T03:00-04:00',
    ]);
  });

  it('of single moments are those on its days, or move, in their order', () => {
    const at = [
      '2026-01-10T09:00:00Z',
      '2026-01-11T08:00:00Z',
      '2026-01-12T08:30:00Z',
      '2026-01-10T08:00:00Z',
    ].map((text) => new Date(text));
    const moments = { at, calendar: workdays };
    expect(coming(moments, '2026-01-01T00:00:00Z', 9)).toEqual(['2026-01-12T08:30+00:00']);
    expect(coming({ ...moments, calendarRule: 'next' }, '2026-01-01T00:00:00Z', 9)).toEqual([
      '2026-01-12T08:00+00:00',
      '2026-01-12T08:30+00:00',
      '2026-01-12T09:00+00:00',
    ]);
    expect(coming({ ...moments, calendarRule: 'previous' }, '2026-01-01T00:00:00Z', 9)).toEqual([
      '2026-01-09T08:00+00:00',
      '2026-01-09T09:00+00:00',
      '2026-01-12T08:30+00:00',
    ]);
  });

  it('that moves before the start or after the end does not come', () => {
    // 10 January 2026 is a Saturday, and in 2027 a Sunday.
    const tenth = { ...daily, cron: ['0 8 10 1 *'] };
    const start = new Date('2026-01-10T00:00:00Z');
    expect(days({ ...tenth, calendarRule: 'previous', start }, '2026-01-01T00:00:00Z', 1)).toEqual([
      '2027-01-08',
    ]);
    const end = new Date('2026-01-11T23:59:00Z');
    expect(days({ ...tenth, calendarRule: 'next', end }, '2026-01-01T00:00:00Z', 1)).toEqual([]);
  });

  it('end at once where the calendar has no day to come', () => {
    const none = calendar([]);
    const past = calendar([], ['2025-12-01']);
    const begun = performance.now();
    for (const calendar of [none, past]) {
      for (const calendarRule of ['only', 'next', 'previous'] as const) {
        for (const timing of [
          { cron: ['0 8 * * *', '* * * * *'] },
          { every: ['366d', '1d', '36h'] },
          { at: [new Date('2027-01-01T00:00:00Z')] },
        ]) {
          const slots = coming({ ...timing, calendar, calendarRule }, '2026-01-01T00:00:00Z', 1);
          expect(slots).toEqual([]);
        }
      }
      expect(coming({ every: ['1s'], calendar }, '2026-01-01T00:00:00Z', 1)).toEqual([]);
    }
    // Weeks from a Monday on never meet a Tuesday.
    const weeks = { every: ['1w'], calendar: calendar([2]) };
    expect(coming(weeks, '2026-01-01T00:00:00Z', 1)).toEqual([]);
    expect(coming({ ...weeks, calendarRule: 'next' }, '2026-01-01T00:00:00Z', 1)).toEqual([
      '2026-01-06T00:00+00:00',
    ]);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('of a second are found at once over the long pauses of a calendar', () => {
    const pauses = {
      timezone: 'Asia/Shanghai',
      every: ['1s'],
      calendar: calendar([], ['2026-01-01', '2028-06-01']),
    };
    const begun = performance.now();
    expect(coming(pauses, '2026-01-01T23:59:58+08:00', 2)).toEqual([
      '2026-01-01T23:59:59+08:00',
      '2028-06-01T00:00+08:00',
    ]);
    const latest = latestSlot(
      pauses,
      new Date('2020-01-01T00:00:00Z'),
      new Date('2028-05-31T00:00:00+08:00'),
    );
    expect(latest?.toISOString()).toBe('2026-01-01T15:59:59.000Z');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('of China are those of its holidays and make-up workdays', () => {
    const cnWorkdays = calendarOf({
      name: 'cn-workdays',
      weekdays: [1, 2, 3, 4, 5],
      including: [],
      excluding: [],
    });
    const timing = { cron: ['0 8 * * *'], timezone: 'Asia/Shanghai', calendar: cnWorkdays };
    // National Day 2025: off from Wednesday, 1 October, to the 8th; Sunday, 28 September, and Saturday, 11 October, made up.
    expect(coming(timing, '2025-09-27T12:00:00+08:00', 6)).toEqual([
      '2025-09-28T08:00+08:00',
      '2025-09-29T08:00+08:00',
      '2025-09-30T08:00+08:00',
      '2025-10-09T08:00+08:00',
      '2025-10-10T08:00+08:00',
      '2025-10-11T08:00+08:00',
    ]);
  });
});

it('a time zone that does not exist is refused, naming its field', () => {
  const faults = { faults: [expect.objectContaining({ field: 'timezone', value: 'Asia/Atlantis' })] };
  expect(() => nextSlots({ cron: ['* * * * *'], timezone: 'Asia/Atlantis' }, new Date(), 1)).toThrow(
    expect.objectContaining(faults),
  );
});

it('a time zone keeps the name that it was given, in the right case', () => {
  expect(canonicalTimeZone('asia/SHANGHAI')).toBe('Asia/Shanghai');
  expect(canonicalTimeZone('Asia/Kolkata')).toBe('Asia/Kolkata');
});

it('a time without an offset means the wall clock of the zone', () => {
  expect(momentInZone('2026-01-01T08:00:00', 'Asia/Shanghai').toISOString()).toBe('2026-01-01T00:00:00.000Z');
  expect(momentInZone('2026-01-01T08:00:00Z', 'Asia/Shanghai').toISOString()).toBe(
    '2026-01-01T08:00:00.000Z',
  );
});
