import { describe, expect, it } from '@jest/globals';
import { nextSlots, type Timing } from './slots.js';
import { inZone, wallClock } from './wall-clock.js';

/*
 * Every change of clocks from 2025 to 2027 in six zones, as `zdump -v -c 2025,2028 ZONE` prints them for tzdata 2025b; the
 * 2025c of Node 20 has the same. A zone database that differs from these lines, as when Morocco settles other dates for
 * Ramadan, fails the first case of its zone, and tells which lines to write anew.
 */

/** When (UTC) a zone's clocks change: what they would have shown then, and what they show instead, with the offset. */
type Change = readonly [utc: string, before: string, after: string];

const CHANGES: Record<string, readonly Change[]> = {
  'Asia/Shanghai': [],
  'America/New_York': [
    ['2025-03-09T07:00Z', '2025-03-09T02:00-05:00', '2025-03-09T03:00-04:00'],
    ['2025-11-02T06:00Z', '2025-11-02T02:00-04:00', '2025-11-02T01:00-05:00'],
    ['2026-03-08T07:00Z', '2026-03-08T02:00-05:00', '2026-03-08T03:00-04:00'],
    ['2026-11-01T06:00Z', '2026-11-01T02:00-04:00', '2026-11-01T01:00-05:00'],
    ['2027-03-14T07:00Z', '2027-03-14T02:00-05:00', '2027-03-14T03:00-04:00'],
    ['2027-11-07T06:00Z', '2027-11-07T02:00-04:00', '2027-11-07T01:00-05:00'],
  ],
  'Europe/London': [
    ['2025-03-30T01:00Z', '2025-03-30T01:00+00:00', '2025-03-30T02:00+01:00'],
    ['2025-10-26T01:00Z', '2025-10-26T02:00+01:00', '2025-10-26T01:00+00:00'],
    ['2026-03-29T01:00Z', '2026-03-29T01:00+00:00', '2026-03-29T02:00+01:00'],
    ['2026-10-25T01:00Z', '2026-10-25T02:00+01:00', '2026-10-25T01:00+00:00'],
    ['2027-03-28T01:00Z', '2027-03-28T01:00+00:00', '2027-03-28T02:00+01:00'],
    ['2027-10-31T01:00Z', '2027-10-31T02:00+01:00', '2027-10-31T01:00+00:00'],
  ],
  // Half an hour only.
  'Australia/Lord_Howe': [
    ['2025-04-05T15:00Z', '2025-04-06T02:00+11:00', '2025-04-06T01:30+10:30'],
    ['2025-10-04T15:30Z', '2025-10-05T02:00+10:30', '2025-10-05T02:30+11:00'],
    ['2026-04-04T15:00Z', '2026-04-05T02:00+11:00', '2026-04-05T01:30+10:30'],
    ['2026-10-03T15:30Z', '2026-10-04T02:00+10:30', '2026-10-04T02:30+11:00'],
    ['2027-04-03T15:00Z', '2027-04-04T02:00+11:00', '2027-04-04T01:30+10:30'],
    ['2027-10-02T15:30Z', '2027-10-03T02:00+10:30', '2027-10-03T02:30+11:00'],
  ],
  'America/St_Johns': [
    ['2025-03-09T05:30Z', '2025-03-09T02:00-03:30', '2025-03-09T03:00-02:30'],
    ['2025-11-02T04:30Z', '2025-11-02T02:00-02:30', '2025-11-02T01:00-03:30'],
    ['2026-03-08T05:30Z', '2026-03-08T02:00-03:30', '2026-03-08T03:00-02:30'],
    ['2026-11-01T04:30Z', '2026-11-01T02:00-02:30', '2026-11-01T01:00-03:30'],
    ['2027-03-14T05:30Z', '2027-03-14T02:00-03:30', '2027-03-14T03:00-02:30'],
    ['2027-11-07T04:30Z', '2027-11-07T02:00-02:30', '2027-11-07T01:00-03:30'],
  ],
  // Back before Ramadan, forward after it.
  'Africa/Casablanca': [
    ['2025-02-23T02:00Z', '2025-02-23T03:00+01:00', '2025-02-23T02:00+00:00'],
    ['2025-04-06T02:00Z', '2025-04-06T02:00+00:00', '2025-04-06T03:00+01:00'],
    ['2026-02-15T02:00Z', '2026-02-15T03:00+01:00', '2026-02-15T02:00+00:00'],
    ['2026-03-22T02:00Z', '2026-03-22T02:00+00:00', '2026-03-22T03:00+01:00'],
    ['2027-02-07T02:00Z', '2027-02-07T03:00+01:00', '2027-02-07T02:00+00:00'],
    ['2027-03-14T02:00Z', '2027-03-14T02:00+00:00', '2027-03-14T03:00+01:00'],
  ],
};

const HOUR = 3_600_000;

function shown(moment: Date, timezone: string): string {
  return inZone(moment, timezone).replace(/:00([+-])/, '$1');
}

/** The next slots after a time, as the clock of the zone shows them. */
function next(timing: Timing, after: string | number, count: number): string[] {
  return nextSlots(timing, new Date(after), count).map((slot) => shown(slot, timing.timezone));
}

describe.each(Object.entries(CHANGES))('%s', (timezone, changes) => {
  it('changes its clocks when the table says so, and at no other time', () => {
    const clock = wallClock(timezone);
    const found: string[][] = [];
    for (let day = Date.UTC(2025, 0, 1); day < Date.UTC(2028, 0, 1); day += 24 * HOUR) {
      const change = clock.changeBetween(day, day + 24 * HOUR);
      if (change === undefined) continue;
      const moment = new Date(change);
      found.push([moment.toISOString().replace(':00.000', ''), shown(moment, timezone)]);
    }
    expect(found).toEqual(changes.map(([utc, , after]) => [utc, after]));
  });
});

const FORWARD = Object.entries(CHANGES).flatMap(([timezone, changes]) =>
  changes.filter(([, before, after]) => before < after).map((change) => [timezone, ...change] as const),
);
const BACK = Object.entries(CHANGES).flatMap(([timezone, changes]) =>
  changes.filter(([, before, after]) => before > after).map((change) => [timezone, ...change] as const),
);
/** A minute of the day as `MINUTE HOUR` of a crontab, some minutes after the time that a text shows. */
function cronTime(text: string, minutes: number): string {
  const total = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) + minutes;
  return `${total % 60} ${Math.floor(total / 60)}`;
}
const dayBefore = (utc: string): number => Date.parse(utc) - 12 * HOUR;

it.each(FORWARD)(
  '%s, forward at %s, from %s to %s: times in the gap come once, at its end',
  (timezone, utc, before, after) => {
    for (const minutes of [0, 15, 29]) {
      const daily = { cron: [`${cronTime(before, minutes)} * * *`], timezone };
      expect(next(daily, dayBefore(utc), 1)).toEqual([after]);
      // Never again on that day.
      expect(next(daily, utc, 1)[0]).not.toContain(after.slice(0, 10));
    }
  },
);

it.each(BACK)(
  '%s, back at %s, from %s to %s: times that come twice come the first time',
  (timezone, utc, before, after) => {
    for (const minutes of [0, 15, 29]) {
      const daily = { cron: [`${cronTime(after, minutes)} * * *`], timezone };
      const [first = ''] = next(daily, dayBefore(utc), 1);
      expect(first.slice(0, 10)).toBe(after.slice(0, 10));
      expect(first.slice(-6)).toBe(before.slice(-6));
      expect(next(daily, first, 1)[0]).not.toContain(after.slice(0, 10));
      expect(next(daily, Date.parse(utc) + 60_000, 1)[0]).not.toContain(after.slice(0, 10));
    }
  },
);

/** Slots around one change of each kind, read off a clock by hand: of a crontab of every half hour, and of intervals. */
it.each([
  ['America/New_York', '2026-03-08T06:29Z', ['01:30-05:00', '03:00-04:00', '03:30-04:00', '04:00-04:00']],
  ['America/New_York', '2026-11-01T05:29Z', ['01:30-04:00', '01:00-05:00', '01:30-05:00', '02:00-05:00']],
  ['Europe/London', '2027-03-28T00:29Z', ['00:30+00:00', '02:00+01:00', '02:30+01:00', '03:00+01:00']],
  ['Europe/London', '2025-10-26T00:29Z', ['01:30+01:00', '01:00+00:00', '01:30+00:00', '02:00+00:00']],
  ['Australia/Lord_Howe', '2026-10-03T14:59Z', ['01:30+10:30', '02:30+11:00', '03:00+11:00', '03:30+11:00']],
  ['Australia/Lord_Howe', '2026-04-04T14:29Z', ['01:30+11:00', '01:30+10:30', '02:00+10:30', '02:30+10:30']],
  ['America/St_Johns', '2025-03-09T04:59Z', ['01:30-03:30', '03:00-02:30', '03:30-02:30', '04:00-02:30']],
  ['America/St_Johns', '2027-11-07T03:59Z', ['01:30-02:30', '01:00-03:30', '01:30-03:30', '02:00-03:30']],
  ['Africa/Casablanca', '2026-03-22T01:29Z', ['01:30+00:00', '03:00+01:00', '03:30+01:00', '04:00+01:00']],
  ['Africa/Casablanca', '2026-02-15T01:29Z', ['02:30+01:00', '02:00+00:00', '02:30+00:00', '03:00+00:00']],
  ['Asia/Shanghai', '2026-03-07T17:29Z', ['01:30+08:00', '02:00+08:00', '02:30+08:00', '03:00+08:00']],
])(
  '%s, from %s: every half hour follows elapsed time, as a crontab and as an interval',
  (timezone, after, times) => {
    for (const timing of [{ cron: ['*/30 * * * *'] }, { every: ['30m'] }]) {
      expect(next({ ...timing, timezone }, after, 4).map((slot) => slot.slice(11))).toEqual(times);
    }
    const hourly = next({ every: ['1h'], start: new Date(Date.parse(after) + 60_000), timezone }, after, 2);
    expect(hourly.map((slot) => slot.slice(11))).toEqual([times[0], times[2]]);
  },
);

describe.each(Object.keys(CHANGES))('at ends of months and years in %s', (timezone) => {
  const days = (cron: string, after: string, count: number): string[] =>
    next({ cron: [cron], timezone }, after, count).map((slot) => slot.slice(0, 16));

  it('29 February comes in leap years', () => {
    const leapDays = ['2024-02-29T23:59', '2028-02-29T23:59', '2032-02-29T23:59'];
    expect(days('59 23 29 2 *', '2024-01-01T12:00Z', 3)).toEqual(leapDays);
  });

  it('the last days of months come, and the 31st in months that have it', () => {
    expect(days('59 23 L * *', '2027-11-15T12:00Z', 5)).toEqual([
      '2027-11-30T23:59',
      '2027-12-31T23:59',
      '2028-01-31T23:59',
      '2028-02-29T23:59',
      '2028-03-31T23:59',
    ]);
    expect(days('0 0 31 * *', '2026-01-15T12:00Z', 3)).toEqual([
      '2026-01-31T00:00',
      '2026-03-31T00:00',
      '2026-05-31T00:00',
    ]);
  });

  it('a year follows the other without a slot lost', () => {
    expect(days('0,59 0,23 * 12,1 *', '2026-12-31T06:00Z', 4)).toEqual([
      '2026-12-31T23:00',
      '2026-12-31T23:59',
      '2027-01-01T00:00',
      '2027-01-01T00:59',
    ]);
  });
});
