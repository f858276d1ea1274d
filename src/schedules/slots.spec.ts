import { describe, expect, it } from '@jest/globals';
import { CronExpressionParser } from 'cron-parser';
import { latestSlot, nextSlots, slotsBetween } from './slots.js';
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
    for (const sunday of ['0', '7', 'SUN', '0,7', '7-7']) {
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

it('agree with cron-parser where clocks do not change', () => {
  // A small generator of whole numbers, the same in every run.
  let seed = 20_260_101;
  const below = (limit: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  const field = (min: number, max: number): string => {
    const from = min + below(max - min);
    const to = from + 1 + below(max - from);
    return ['*', `${from}`, `${from}-${to}`, `${from},${to}`, `${from}-${to}/2`][below(5)]!;
  };
  for (let round = 0; round < 100; round++) {
    const cron = [field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6)].join(' ');
    const after = new Date(Date.UTC(2026, below(24), below(28), below(24), below(60), below(60)));
    const theirs = CronExpressionParser.parse(cron, { tz: 'Asia/Shanghai', currentDate: after });
    const expected = theirs.take(5).map((date) => date.toDate().toISOString());
    const slots = nextSlots({ cron: [cron], timezone: 'Asia/Shanghai' }, after, 5);
    expect([cron, ...slots.map((slot) => slot.toISOString())]).toEqual([cron, ...expected]);
  }
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
