import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { ChangeSchedule, CreateSchedule } from './change-schedule.js';

const wrongFields = async (body: object, schedule: typeof ChangeSchedule | typeof CreateSchedule) =>
  (await validate(plainToInstance<object, object>(schedule, body))).map(({ property }) => property);

describe('the body of a schedule', () => {
  const whole = { name: 'noon', task: 'core.debug', cron: '0 12 * * *' };

  it('must name task and crontab of a new one', async () => {
    expect(await wrongFields(whole, CreateSchedule)).toEqual([]);
    expect(await wrongFields({ name: 'noon' }, CreateSchedule)).toEqual(['task', 'cron']);
  });

  it('may leave out everything of one that changes', async () => {
    expect(await wrongFields({}, ChangeSchedule)).toEqual([]);
  });

  it('holds no null', async () => {
    const empty = { description: null, cron: null, timezone: null, kwargs: null, enabled: null };
    expect(await wrongFields(empty, ChangeSchedule)).toEqual(Object.keys(empty));
    expect(await wrongFields({ ...whole, ...empty }, CreateSchedule)).toEqual(
      expect.arrayContaining(Object.keys(empty)),
    );
  });
});
