import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { ChangeSchedule, CreateSchedule } from './change-schedule.js';

const wrongFields = async (body: object, schedule: typeof ChangeSchedule | typeof CreateSchedule) =>
  (await validate(plainToInstance<object, object>(schedule, body))).map(({ property }) => property);

describe('the body of a schedule', () => {
  const whole = { name: 'noon', task: 'core.debug', cron: '0 12 * * *' };

  it('must name the task of a new one', async () => {
    expect(await wrongFields(whole, CreateSchedule)).toEqual([]);
    expect(await wrongFields({ name: 'noon' }, CreateSchedule)).toEqual(['task']);
  });

  it('may leave out everything of one that changes', async () => {
    expect(await wrongFields({}, ChangeSchedule)).toEqual([]);
  });

  it('may give one crontab, interval or moment, or several', async () => {
    const one = { cron: '0 8 * * *', every: '15m', at: '2026-01-09T20:00:00' };
    expect(await wrongFields(one, ChangeSchedule)).toEqual([]);
    const several = {
      cron: ['0 8 * * *', '0 20 * * *'],
      every: ['15m', '1d'],
      at: ['2026-01-09', '2026-01-10'],
    };
    expect(await wrongFields(several, ChangeSchedule)).toEqual([]);
    const times = [
      'tomorrow',
      '2027-01-09 20:00',
      '2027-02-29',
      '2027-01-09T20:30.5',
      '-2027-01-01T00:00',
      null,
    ];
    for (const at of times) {
      expect(await wrongFields({ at: [at] }, ChangeSchedule)).toEqual(['at']);
      if (at !== null)
        expect(await wrongFields({ start: at, end: at }, ChangeSchedule)).toEqual(['start', 'end']);
    }
    const wrong = { cron: [], every: [15], at: ['tomorrow'] };
    expect(await wrongFields(wrong, ChangeSchedule)).toEqual(['cron', 'every', 'at']);
  });

  it('may take away what a schedule need not have', async () => {
    const cleared = { calendar: null, start: null, end: null, queue: null, maxRuns: null, expires: null };
    expect(await wrongFields({ ...cleared, jitter: null, pauseAfterFailures: null }, ChangeSchedule)).toEqual(
      [],
    );
  });

  it('holds no other null', async () => {
    const empty = { description: null, kwargs: null, enabled: null, timezone: null };
    expect(await wrongFields(empty, ChangeSchedule)).toEqual(Object.keys(empty));
    expect(await wrongFields({ ...whole, ...empty }, CreateSchedule)).toEqual(
      expect.arrayContaining(Object.keys(empty)),
    );
  });
});
