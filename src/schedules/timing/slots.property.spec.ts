import { describe, expect, it } from '@jest/globals';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { calendarOf, CALENDAR_RULES } from '../calendars/calendar.js';
import { parseCrontab } from './crontab.js';
import { latestSlot, nextSlots, slotsBetween, type Timing } from './slots.js';

// A failure prints its seed and path: fc.assert(property, { seed, path }) repeats it.
fc.configureGlobal({ numRuns: 80 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HALF_HOUR = HOUR / 2;

const BEGIN = Date.UTC(2025, 0, 1);
const END = Date.UTC(2028, 0, 1);

/** Zones, with the changes of their clocks from 2025 to 2027: all are at full or half hours. */
const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Africa/Casablanca',
].map((name) => {
  const zone = IANAZone.create(name);
  const offsetThen = (moment: number): number => zone.offset(moment) * MINUTE;
  const changes: { at: number; by: number }[] = [];
  for (let day = BEGIN - DAY; day < END + DAY; day += DAY) {
    if (offsetThen(day) === offsetThen(day + DAY)) continue;
    for (let at = day + HALF_HOUR; at <= day + DAY; at += HALF_HOUR) {
      const by = offsetThen(at) - offsetThen(at - HALF_HOUR);
      if (by !== 0) changes.push({ at, by });
    }
  }
  const first = offsetThen(BEGIN - DAY);
  const offset = (moment: number): number =>
    changes.reduce((sum, { at, by }) => (at <= moment ? sum + by : sum), first);
  return { name, offset, changes };
});
type Zone = (typeof ZONES)[number];

const MONTHS = ['JAN', 'feb', 'Mar', 'APR', 'may', 'Jun', 'JUL', 'aug', 'Sep', 'OCT', 'nov', 'Dec'];
const WEEKDAYS = ['SUN', 'mon', 'Tue', 'WED', 'thu', 'Fri', 'SAT', 'Sun'];

/** A field of values, ranges and steps, alone or in a list. */
function field(min: number, max: number, names?: readonly string[]): fc.Arbitrary<string> {
  const value = fc.integer({ min, max });
  const written = (number: number): fc.Arbitrary<string> =>
    fc.constantFrom(...[String(number), names?.[number - min]].filter((text) => text !== undefined));
  const range = fc
    .tuple(value, value)
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
    .chain(([first, last]) => fc.tuple(written(first), written(last)))
    // Names run from Sunday, the first day: a range to it would run from it.
    .map(([first, last]) => `${first}-${/^sun$/i.test(last) ? '7' : last}`);
  const step = fc.integer({ min: 1, max: Math.min(max, 12) });
  const item = fc.oneof(
    { weight: 3, arbitrary: value.chain(written) },
    { weight: 2, arbitrary: range },
    { weight: 1, arbitrary: fc.tuple(range, step).map(([some, width]) => `${some}/${width}`) },
  );
  return fc.oneof(
    { weight: 3, arbitrary: item },
    { weight: 2, arbitrary: fc.array(item, { minLength: 2, maxLength: 3 }).map((items) => items.join(',')) },
    { weight: 1, arbitrary: step.map((width) => `*/${width}`) },
  );
}

const orStar = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(fc.constant('*'), arbitrary);

const weekday = fc.integer({ min: 0, max: 7 }).chain((day) => fc.constantFrom(String(day), WEEKDAYS[day]!));
const lastDay = fc.oneof(
  fc.constantFrom('L', 'l', '1,L'),
  fc.integer({ min: 1, max: 30 }).map((days) => `L-${days}`),
);
const ofMonth = fc.oneof(
  weekday.map((day) => `${day}L`),
  fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(([day, place]) => `${day}#${place}`),
);
const ofMonthList = fc
  .array(fc.oneof(ofMonth, weekday), { minLength: 2, maxLength: 3 })
  .map((items) => items.join(','));

/** Crontabs that come on some day. */
const crontabs = fc
  .tuple(
    orStar(field(0, 59)),
    orStar(field(0, 23)),
    fc.oneof(fc.constant('*'), field(1, 31), lastDay),
    orStar(field(1, 12, MONTHS)),
    fc.oneof(fc.constant('*'), field(0, 7, WEEKDAYS), ofMonth, ofMonthList),
  )
  .map((fields) => fields.join(' '))
  .filter((cron) => {
    try {
      return parseCrontab(cron).minutes.length > 0;
    } catch {
      return false;
    }
  });

/** A zone, and a moment that is any of three years, or near a change of the zone's clocks. */
const places = fc.constantFrom(...ZONES).chain((zone) => {
  const any = fc.integer({ min: BEGIN, max: END });
  const near = fc
    .tuple(
      fc.constantFrom(...(zone.changes.length > 0 ? zone.changes : [{ at: BEGIN }])),
      fc.integer({ min: -DAY, max: HOUR }),
    )
    .map(([{ at }, away]) => at + away);
  return fc.record({ zone: fc.constant(zone), after: fc.oneof(any, near).map((moment) => new Date(moment)) });
});

const iso = (moments: readonly (Date | number)[]): string[] =>
  moments.map((moment) => new Date(moment).toISOString());

it('come where a look at the clock on the wall, minute by minute, says so', () => {
  fc.assert(
    fc.property(crontabs, places, (cron, { zone, after }) => {
      const { minutes, hours, matchesDay } = parseCrontab(cron);
      const shown = (reading: number): boolean =>
        minutes.includes((reading / MINUTE) % 60) &&
        hours.includes(Math.floor(reading / HOUR) % 24) &&
        matchesDay(Math.floor(reading / DAY));
      // The rule for crontabs of every hour.
      const followsElapsedTime = hours.length === 24;
      const upTo = new Date(after.getTime() + 2 * DAY);
      const expected: number[] = [];
      // The farthest reading until now: clocks that go back show again what is before it, clocks that go forward leap it.
      let latest = -Infinity;
      const firstMinute = Math.floor(after.getTime() / MINUTE) * MINUTE;
      for (let moment = firstMinute - 3 * HOUR; moment <= upTo.getTime(); moment += MINUTE) {
        const reading = moment + zone.offset(moment);
        let comes = shown(reading) && (followsElapsedTime || reading > latest);
        if (!followsElapsedTime && latest !== -Infinity) {
          for (let skipped = latest + MINUTE; skipped < reading; skipped += MINUTE) comes ||= shown(skipped);
        }
        if (comes && moment > after.getTime()) expected.push(moment);
        latest = Math.max(latest, reading);
      }
      expect(iso(slotsBetween({ cron: [cron], timezone: zone.name }, after, upTo))).toEqual(iso(expected));
    }),
  );
});

/** A library of others, and for what its rules are the same as here. */
interface Library {
  readonly name: string;
  next(cron: string, timezone: string, after: Date, count: number): Date[];
  /** Whether it reads a crontab as Vixie cron does. */
  reads(cron: string): boolean;
  /** How long before and after a change of clocks it has rules of its own for a crontab, in ms. */
  differsAround(cron: string): number;
}

/**
 * Vixie cron wants both days where one of the two fields begins with a star, as in "0 0 *\/2 * FRI". Both libraries look
 * for a star alone, and take either day there.
 */
function hasStepOfDays(cron: string): boolean {
  const [, , dayOfMonth = '', , dayOfWeek = ''] = cron.split(' ');
  const steps = dayOfMonth.startsWith('*/') || dayOfWeek.startsWith('*/');
  return steps && dayOfMonth !== '*' && dayOfWeek !== '*';
}

function isRefused(cron: string, why: RegExp): boolean {
  try {
    CronExpressionParser.parse(cron);
    return false;
  } catch (error) {
    return why.test(String(error));
  }
}

const LIBRARIES: Library[] = [
  {
    name: 'cron-parser',
    next: (cron, tz, currentDate, count) =>
      CronExpressionParser.parse(cron, { tz, currentDate })
        .take(count)
        .map((date) => date.toDate()),
    // It knows no days before the last one (L-3), no small l alone, and no # within a list; and a list that names a value
    // twice (1-3,2) is an error to it.
    reads: (cron) =>
      !hasStepOfDays(cron) && !/L-| l|,l |#.*,|,.*#/.test(cron) && !isRefused(cron, /duplicate values found/),
    // It moves a time that a gap swallows by the length of the gap, not to its end (02:30 to 03:30). Where clocks change by
    // half an hour (Lord Howe) it passes over half an hour of a crontab of every hour, and gives 03:31, which is no time of
    // "31 */2 * * *", after a gap from 02:00 to 02:30.
    differsAround: () => 2 * HOUR,
  },
  {
    name: 'croner',
    next: (cron, timezone, after, count) =>
      new Cron(cron, { timezone, paused: true, fixedTimeRule: 'no-wildcard' }).nextRuns(count, after),
    // It knows no days before the last one (L-3).
    reads: (cron) => !hasStepOfDays(cron) && !cron.includes('L-'),
    // It takes any star or step of minutes or hours for elapsed time, here only a crontab of every hour does so, and one
    // that names all hours does too. Where both take a crontab for the same, nothing is left out.
    differsAround: (cron) => {
      const [minute = '', hour = ''] = cron.split(' ');
      return /[*/]/.test(minute + hour) === (parseCrontab(cron).hours.length === 24) ? 0 : HOUR;
    },
  },
];

describe.each(LIBRARIES)('slots of a crontab agree with $name', (library) => {
  const agree = (cron: string, zone: Zone, after: Date, count: number): void => {
    const around = library.differsAround(cron);
    const isFarFromChange = (moment: Date): boolean =>
      around === 0 || zone.changes.every(({ at }) => Math.abs(moment.getTime() - at) > around);
    fc.pre(library.reads(cron) && isFarFromChange(after));
    const theirs = library.next(cron, zone.name, after, count);
    const last = theirs.at(-1);
    fc.pre(last !== undefined);
    const ours = slotsBetween({ cron: [cron], timezone: zone.name }, after, last);
    expect(iso(ours.filter(isFarFromChange))).toEqual(iso(theirs.filter(isFarFromChange)));
  };

  it('at any time', () => {
    fc.assert(fc.property(crontabs, places, (cron, { zone, after }) => agree(cron, zone, after, 8)));
  });

  it('of several times a day across changes of clocks', () => {
    const frequent = fc
      .tuple(field(0, 59), orStar(fc.oneof(field(0, 23), field(0, 4))))
      .map(([minute, hour]) => `${minute} ${hour} * * *`);
    fc.assert(fc.property(frequent, places, (cron, { zone, after }) => agree(cron, zone, after, 40)));
  });
});

describe('slots of any timing', () => {
  const moments = fc.integer({ min: BEGIN, max: END }).map((moment) => new Date(moment));
  const calendars = fc.record({
    name: fc.constant('ours'),
    weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    including: fc.array(
      moments.map((moment) => moment.toISOString().slice(0, 10)),
      { maxLength: 5 },
    ),
    excluding: fc.array(
      moments.map((moment) => moment.toISOString().slice(0, 10)),
      { maxLength: 5 },
    ),
  });
  const timings = places.chain(({ zone, after }) =>
    fc.record({
      after: fc.constant(after),
      timing: fc.record({
        timezone: fc.constant(zone.name),
        cron: fc.array(crontabs, { maxLength: 2 }),
        every: fc.array(fc.constantFrom('3h', '7h30m', '1d', '36h', '1w', '100d'), { maxLength: 2 }),
        at: fc.array(moments, { maxLength: 3 }),
        calendar: fc.option(calendars.map(calendarOf)),
        calendarRule: fc.constantFrom(...CALENDAR_RULES),
        start: fc.option(
          fc.integer({ min: -9, max: 9 }).map((days) => new Date(after.getTime() + days * DAY)),
        ),
        end: fc.option(fc.integer({ min: 1, max: 99 }).map((days) => new Date(after.getTime() + days * DAY))),
      }),
    }),
  ) satisfies fc.Arbitrary<{ after: Date; timing: Timing }>;

  it('ascend after the moment within the term, and go on the same from each of them', () => {
    fc.assert(
      fc.property(timings, ({ timing, after }) => {
        const slots = nextSlots(timing, after, 12);
        const times = slots.map(Number);
        for (const [index, slot] of times.entries()) {
          expect(slot).toBeGreaterThan(times[index - 1] ?? after.getTime());
          expect(slot).toBeGreaterThanOrEqual(timing.start?.getTime() ?? -Infinity);
          expect(slot).toBeLessThanOrEqual(timing.end?.getTime() ?? Infinity);
        }
        for (const [index, slot] of slots.entries()) {
          const rest = slots.slice(index + 1);
          expect(iso(nextSlots(timing, slot, rest.length))).toEqual(iso(rest));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of a range are those of the next ones that lie in it, and the latest is the last of them', () => {
    fc.assert(
      fc.property(timings, fc.integer({ min: 0, max: 40 * DAY }), ({ timing, after }, length) => {
        const upTo = new Date(after.getTime() + length);
        const slots = slotsBetween(timing, after, upTo);
        const next = nextSlots(timing, after, slots.length + 1);
        expect(iso(slots)).toEqual(iso(next.filter((slot) => slot <= upTo)));
        expect(latestSlot(timing, after, upTo)).toEqual(slots.at(-1));
      }),
      { numRuns: 50 },
    );
  });

  it('are on the days of the calendar', () => {
    fc.assert(
      fc.property(timings, ({ timing, after }) => {
        const { calendar, timezone } = timing;
        const { offset } = ZONES.find(({ name }) => name === timezone)!;
        for (const slot of nextSlots({ ...timing, end: new Date(END) }, after, 12)) {
          expect(calendar?.has(Math.floor((slot.getTime() + offset(slot.getTime())) / DAY)) ?? true).toBe(
            true,
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});
