import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import fc from 'fast-check';
import { toPrune, type KeepRule, type VerifiedBackup } from './retention.js';

const SHANGHAI = 'Asia/Shanghai';
const NOTHING: KeepRule = { daily: 0, weekly: 0, monthly: 0, yearly: 0 };

/** One whose id is its time, in the zone. */
const at = (time: string, zone = SHANGHAI): VerifiedBackup => ({
  id: time,
  startedAt: DateTime.fromISO(time, { zone }).toJSDate(),
});

const keptOf = (times: readonly string[], rule: Partial<KeepRule>, zone = SHANGHAI): unknown =>
  Object.fromEntries(
    toPrune(
      times.map((time) => at(time, zone)),
      { ...NOTHING, ...rule },
      zone,
    ).kept.map(({ id, because }) => [id, because]),
  );

describe('which backups are kept', () => {
  it('is the newest of each of the last days that have one', () => {
    const times = [
      '2026-01-30T20:00',
      '2026-01-30T08:00',
      '2026-01-29T23:59',
      '2026-01-29T00:00',
      '2026-01-12T20:00',
      '2026-01-11T20:00',
    ];
    expect(keptOf(times, { daily: 3 })).toEqual({
      '2026-01-30T20:00': ['daily 2026-01-30'],
      '2026-01-29T23:59': ['daily 2026-01-29'],
      '2026-01-12T20:00': ['daily 2026-01-12'],
    });
    const rule = { ...NOTHING, daily: 3 };
    expect(
      toPrune(
        times.map((time) => at(time)),
        rule,
        SHANGHAI,
      ).pruned,
    ).toEqual(['2026-01-30T08:00', '2026-01-29T00:00', '2026-01-11T20:00']);
    expect(toPrune(times.map((time) => at(time)).reverse(), rule, SHANGHAI)).toEqual(
      toPrune(
        times.map((time) => at(time)),
        rule,
        SHANGHAI,
      ),
    );
  });

  it('says each reason', () => {
    expect(
      keptOf(['2026-01-30T20:00', '2026-01-23T20:00', '2025-12-31T20:00', '2025-12-19T20:00'], {
        daily: 1,
        weekly: 2,
        monthly: 2,
        yearly: 2,
      }),
    ).toEqual({
      '2026-01-30T20:00': ['daily 2026-01-30', 'weekly 2026-W05', 'monthly 2026-01', 'yearly 2026'],
      '2026-01-23T20:00': ['weekly 2026-W04'],
      '2025-12-31T20:00': ['monthly 2025-12', 'yearly 2025'],
    });
  });

  it('goes by the days of the mall, not of the server', () => {
    const times = ['2026-02-01T00:30', '2026-01-31T23:30'];
    expect(keptOf(times, { monthly: 9 })).toEqual({
      '2026-02-01T00:30': ['monthly 2026-02'],
      '2026-01-31T23:30': ['monthly 2026-01'],
    });
    const verified = times.map((time) => at(time));
    expect(toPrune(verified, { ...NOTHING, monthly: 9 }, 'UTC').kept).toEqual([
      { id: '2026-02-01T00:30', because: ['monthly 2026-01'] },
    ]);
  });

  it('counts a day of 23 and one of 25 hours as one day', () => {
    const zone = 'Europe/Berlin';
    expect(
      keptOf(
        [
          '2026-10-26T00:15',
          '2026-10-25T23:45',
          '2026-10-25T02:30:00+01:00',
          '2026-10-25T02:30:00+02:00',
          '2026-10-25T00:15',
          '2026-03-30T00:15',
          '2026-03-29T23:45',
          '2026-03-29T00:15',
          '2026-03-28T23:45',
        ],
        { daily: 9 },
        zone,
      ),
    ).toEqual({
      '2026-10-26T00:15': ['daily 2026-10-26'],
      '2026-10-25T23:45': ['daily 2026-10-25'],
      '2026-03-30T00:15': ['daily 2026-03-30'],
      '2026-03-29T23:45': ['daily 2026-03-29'],
      '2026-03-28T23:45': ['daily 2026-03-28'],
    });
  });

  it('begins weeks on Monday, also where a year ends in one', () => {
    // 29 December 2025 is a Monday: with it begins the first ISO week of 2026. 2026 has 53 of them.
    expect(
      keptOf(['2027-01-04T08:00', '2027-01-03T20:00', '2026-12-28T08:00', '2026-12-27T20:00'], { weekly: 9 }),
    ).toEqual({
      '2027-01-04T08:00': ['weekly 2027-W01'],
      '2027-01-03T20:00': ['weekly 2026-W53'],
      '2026-12-27T20:00': ['weekly 2026-W52'],
    });
    expect(keptOf(['2026-01-02T20:00', '2025-12-29T08:00', '2025-12-28T20:00'], { weekly: 9 })).toEqual({
      '2026-01-02T20:00': ['weekly 2026-W01'],
      '2025-12-28T20:00': ['weekly 2025-W52'],
    });
  });

  it('always has the newest in it', () => {
    expect(keptOf(['2026-01-30T20:00', '2026-01-29T20:00'], {})).toEqual({ '2026-01-30T20:00': ['newest'] });
    expect(toPrune([], { ...NOTHING, daily: 7 }, SHANGHAI)).toEqual({ kept: [], pruned: [] });
  });

  describe('whatever backups and rule there are', () => {
    const number = fc.integer({ min: 0, max: 9 });
    const rules = fc.record({ daily: number, weekly: number, monthly: number, yearly: number });
    const backups = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        startedAt: fc.date({
          min: new Date('2020-01-01'),
          max: new Date('2029-01-01'),
          noInvalidDate: true,
        }),
      }),
      { selector: ({ id }) => id, maxLength: 60 },
    );
    const zones = fc.constantFrom(SHANGHAI, 'Europe/Berlin', 'America/New_York', 'Pacific/Apia');
    const idsKept = (...question: Parameters<typeof toPrune>): string[] =>
      toPrune(...question).kept.map(({ id }) => id);

    it('the newest stays, and each is either kept for a reason or pruned', () => {
      fc.assert(
        fc.property(backups, rules, zones, (verified, rule, zone) => {
          const { kept, pruned } = toPrune(verified, rule, zone);
          const newest = Math.max(...verified.map(({ startedAt }) => startedAt.getTime()));
          const newestKept = verified.find(({ id }) => id === kept[0]?.id);
          expect(newestKept?.startedAt.getTime() ?? -Infinity).toBe(newest);
          expect([...kept.map(({ id }) => id), ...pruned].sort()).toEqual(
            verified.map(({ id }) => id).sort(),
          );
          expect(kept.every(({ because }) => because.length > 0)).toBe(true);
          const all = rule.daily + rule.weekly + rule.monthly + rule.yearly;
          expect(kept.length).toBeLessThanOrEqual(Math.max(1, all));
        }),
      );
    });

    it('a second look prunes nothing more', () => {
      fc.assert(
        fc.property(backups, rules, zones, (verified, rule, zone) => {
          const first = toPrune(verified, rule, zone);
          const left = verified.filter(({ id }) => !first.pruned.includes(id));
          expect(toPrune(left, rule, zone)).toEqual({ kept: first.kept, pruned: [] });
        }),
      );
    });

    it('a rule that keeps more keeps all that the smaller one keeps', () => {
      fc.assert(
        fc.property(backups, rules, rules, zones, (verified, rule, more, zone) => {
          const larger: KeepRule = {
            daily: rule.daily + more.daily,
            weekly: rule.weekly + more.weekly,
            monthly: rule.monthly + more.monthly,
            yearly: rule.yearly + more.yearly,
          };
          expect(idsKept(verified, larger, zone)).toEqual(
            expect.arrayContaining(idsKept(verified, rule, zone)),
          );
        }),
      );
    });
  });

  it('is, pruned every day for three years, a week, five weeks, a year, and the ends of the years', () => {
    const rule: KeepRule = { daily: 7, weekly: 5, monthly: 12, yearly: 3 };
    let stored: VerifiedBackup[] = [];
    let day = DateTime.fromISO('2023-06-15T20:00', { zone: SHANGHAI });
    const last = DateTime.fromISO('2026-06-17T20:00', { zone: SHANGHAI });
    for (; day <= last; day = day.plus({ days: 1 })) {
      stored.push({ id: day.toISODate()!, startedAt: day.toJSDate() });
      const { pruned } = toPrune(stored, rule, SHANGHAI);
      stored = stored.filter(({ id }) => !pruned.includes(id));
      expect(stored.length).toBeLessThanOrEqual(7 + 5 + 12 + 3);
    }
    // By hand; 17 June 2026 is a Wednesday.
    const days = ['06-17', '06-16', '06-15', '06-14', '06-13', '06-12', '06-11'];
    const sundays = ['06-07', '05-31', '05-24'];
    const months = ['04-30', '03-31', '02-28', '01-31'].map((end) => `2026-${end}`);
    const monthsBefore = ['12-31', '11-30', '10-31', '09-30', '08-31', '07-31'].map((end) => `2025-${end}`);
    expect(
      stored
        .map(({ id }) => id)
        .sort()
        .reverse(),
    ).toEqual([
      ...[...days, ...sundays].map((date) => `2026-${date}`),
      ...months,
      ...monthsBefore,
      '2024-12-31',
    ]);
  });
});
