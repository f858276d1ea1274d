import { describe, expect, it } from '@jest/globals';
import { type Calendar, CN_WORKDAYS } from '../calendars/calendar.js';
import type { Timing } from '../timing/slots.js';
import { wordsOf } from './words.js';

const words = (timing: Omit<Timing, 'timezone'>) => wordsOf({ timezone: 'Asia/Shanghai', ...timing });

describe('a crontab in words', () => {
  it.each([
    ['0 8 * * *', 'at 08:00, every day', '每天 08:00'],
    ['0,30 8 * * *', 'at 08:00 and 08:30, every day', '每天 08:00、08:30'],
    ['0 8 * * MON-FRI', 'at 08:00, Monday through Friday', '每周一至周五 08:00'],
    ['0 20 * * 5', 'at 20:00, only on Friday', '每周五 20:00'],
    ['0 20 * * FRI-SUN', 'at 20:00, Friday through Sunday', '每周五至周日 20:00'],
    ['0 20 * * 6,7', 'at 20:00, only on Sunday and Saturday', '每周六、周日 20:00'],
    ['0 9 1 * *', 'at 09:00, on day 1 of the month', '每月 1 日 09:00'],
    ['0 9 1,15 * *', 'at 09:00, on day 1 and 15 of the month', '每月 1 日、15 日 09:00'],
    ['0 9 1 1 *', 'at 09:00, on day 1 of the month, only in January', '每年 1 月 1 日 09:00'],
    [
      '0 9 1 */3 *',
      'at 09:00, on day 1 of the month, only in January, April, July, and October',
      '每年 1 月、4 月、7 月、10 月的 1 日 09:00',
    ],
    ['0 8 * 1-3 *', 'at 08:00, January through March', '每年 1 月至 3 月的每一天 08:00'],
    [
      '15 10 * JAN,JUL MON',
      'at 10:15, only on Monday, only in January and July',
      '每年 1 月、7 月的每周一 10:15',
    ],
    ['* * * * *', 'every minute', '每分钟'],
    ['*/15 * * * *', 'every 15 minutes', '每 15 分钟'],
    ['0 * * * *', 'every hour', '每小时整点'],
    ['30 * * * *', 'at 30 minutes past the hour', '每小时的第 30 分钟'],
    ['10-20 * * * *', 'minutes 10 through 20 past the hour', '每小时的第 10 至 20 分钟'],
    ['30 */2 * * *', 'at 30 minutes past the hour, every 2 hours, every day', '每天从 00:30 起每 2 小时'],
    [
      '0 9-17 * * 1-5',
      'every hour, between 09:00 and 17:00, Monday through Friday',
      '每周一至周五 09:00 至 17:00 每小时',
    ],
    [
      '*/5 9-17 * * 1-5',
      'every 5 minutes, between 09:00 and 17:59, Monday through Friday',
      '每周一至周五 09:00 至 17:55 每 5 分钟',
    ],
    ['0 9 L * *', 'at 09:00, on the last day of the month', '每月最后一天 09:00'],
    ['0 9 L 12 *', 'at 09:00, on the last day of the month, only in December', '每年 12 月最后一天 09:00'],
    ['0 9 L-3 * *', 'at 09:00, 3 days before the last day of the month', '每月倒数第 4 天 09:00'],
    ['0 9 * * 5L', 'at 09:00, on the last Friday of the month', '每月最后一个周五 09:00'],
    ['0 9 * * fri#2', 'at 09:00, on the second Friday of the month', '每月第二个周五 09:00'],
    ['@daily', 'at 00:00, every day', '每天 00:00'],
    ['@weekly', 'at 00:00, only on Sunday', '每周日 00:00'],
    ['@yearly', 'at 00:00, on day 1 of the month, only in January', '每年 1 月 1 日 00:00'],
  ])('%s', (cron, en, zh) => {
    expect(words({ cron: [cron] })).toEqual({ en, zh });
  });

  it('says "or" where either day will do, and "if" where both must match', () => {
    expect(words({ cron: ['0 8 13 * 5'] })).toEqual({
      en: 'at 08:00, on day 13 of the month, or on Friday',
      zh: '每月 13 日或每周五 08:00',
    });
    expect(words({ cron: ['0 8 13 1 5L'] })).toEqual({
      en: 'at 08:00, on day 13 of the month, or on the last Friday of the month, only in January',
      zh: '每年 1 月的 13 日或最后一个周五 08:00',
    });
    expect(words({ cron: ['0 8 1-7 * */2'] })).toEqual({
      en: 'at 08:00, between day 1 and 7 of the month, if that is Sunday, Tuesday, Thursday, or Saturday',
      zh: '每月 1 日至 7 日且为周日或周二或周四或周六的日子 08:00',
    });
  });

  it('says "every" of no step that does not fill the hour, the day or the week', () => {
    expect(words({ cron: ['*/25 * * * *'] })).toEqual({
      en: 'at 0, 25, and 50 minutes past the hour',
      zh: '每小时的第 0、25、50 分钟',
    });
    expect(words({ cron: ['*/7 * * * *'] })).toEqual({
      en: 'every 7 minutes, minutes 0 through 56 past the hour',
      zh: '每小时的第 0、7、14 …… 56 分钟',
    });
    expect(words({ cron: ['0 */10 * * */3'] })).toEqual({
      en: 'at 00:00, 10:00 and 20:00, only on Sunday, Wednesday, and Saturday',
      zh: '每周日、周三、周六 00:00、10:00、20:00',
    });
  });

  it('leaves no day and no hour of a list out', () => {
    expect(words({ cron: ['0 8 L-2,15 * *'] })).toEqual({
      en: 'at 08:00, on day 15 of the month and 2 days before the last day of the month',
      zh: '每月倒数第 3 天、15 日 08:00',
    });
    expect(words({ cron: ['0 8 * * 1,5#1'] })).toEqual({
      en: 'at 08:00, only on Monday and on the first Friday of the month',
      zh: '每周一和每月第一个周五 08:00',
    });
    expect(words({ cron: ['*/20 8,12,16 * * *'] })).toEqual({
      en: 'every 20 minutes, in the hours that begin at 08:00, 12:00, and 16:00, every day',
      zh: '每天 8、12、16 点的第 0、20、40 分钟',
    });
  });

  it.each(['soon', '0 8 30 2 *', '61 8 * * *', '@reboot', ''])(
    '%j, which cannot be read, is left as it is',
    (cron) => {
      expect(words({ cron: [cron] })).toEqual({ en: cron, zh: cron });
    },
  );
});

describe('a timing in words', () => {
  it.each([
    ['15m', 'every 15 minutes', '每 15 分钟'],
    ['1h', 'every hour', '每小时'],
    ['1h30m', 'every 1 hour 30 minutes', '每 1 小时 30 分钟'],
    ['2w', 'every 2 weeks', '每 2 周'],
    ['90s', 'every 90 seconds', '每 90 秒'],
    ['often', 'often', 'often'],
  ])('every %s', (every, en, zh) => {
    expect(words({ every: [every] })).toEqual({ en, zh });
  });

  it('names single moments by the clocks of the zone', () => {
    const at = [new Date('2026-01-09T12:00:00Z')];
    expect(words({ at })).toEqual({ en: 'once, on 2026-01-09 at 20:00', zh: '一次，于 2026-01-09 20:00' });
    expect(wordsOf({ at, timezone: 'America/New_York' }).en).toBe('once, on 2026-01-09 at 07:00');
    expect(wordsOf({ at, timezone: 'Mars/Olympus' }).en).toBe('once, on 2026-01-09 at 12:00');
  });

  it('says how many more moments there are', () => {
    const at = Array.from({ length: 5 }, (_, day) => new Date(Date.UTC(2026, 0, 5 - day, 0, 0, 30)));
    expect(words({ at }).en).toBe(
      'once, on 2026-01-01 at 08:00:30; once, on 2026-01-02 at 08:00:30; once, on 2026-01-03 at 08:00:30; 2 more times',
    );
  });

  it('says all that it consists of, then its days, and its term', () => {
    const has = () => true;
    const own: Calendar = { name: 'open-days', updatedAt: new Date(0), has };
    expect(
      words({
        cron: ['0 8 * * *'],
        every: ['6h'],
        calendar: own,
        start: new Date('2026-01-01T00:00:00+08:00'),
        end: new Date('2026-12-31T23:59:00+08:00'),
      }),
    ).toEqual({
      en: 'at 08:00, every day; every 6 hours, on days of open-days only, from 2026-01-01 00:00, until 2026-12-31 23:59',
      zh: '每天 08:00；每 6 小时，仅限日历 open-days 中的日子，自 2026-01-01 00:00 起，至 2026-12-31 23:59 止',
    });
    const china: Calendar = { name: CN_WORKDAYS, updatedAt: new Date(0), has };
    expect(words({ cron: ['0 9 1 * *'], calendar: china, calendarRule: 'next' })).toEqual({
      en: 'at 09:00, on day 1 of the month, on other days moved to the next day of cn-workdays',
      zh: '每月 1 日 09:00，遇非工作日顺延至下一个中国工作日',
    });
    expect(words({ cron: ['0 9 L * *'], calendar: own, calendarRule: 'previous' })).toEqual({
      en: 'at 09:00, on the last day of the month, on other days moved to the previous day of open-days',
      zh: '每月最后一天 09:00，遇其他日子提前至日历 open-days 中的上一天',
    });
  });
});
