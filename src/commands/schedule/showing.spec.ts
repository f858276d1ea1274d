import { describe, expect, it } from '@jest/globals';
import { languageOf, showDuration, showMoment, showMomentIn, showWait } from './showing.js';

describe('what the commands about schedules show', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'zh_TW' }, 'zh'],
    [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
    [{ LANG: 'C' }, 'en'],
  ])('is in the language of the terminal: %j', (environment, language) => {
    expect(languageOf(environment)).toBe(language);
  });

  it.each([
    ['2026-01-09T20:00:12+08:00', '12 s'],
    ['2026-01-09T20:05:30+08:00', '5 min'],
    ['2026-01-09T22:05:30+08:00', '2 h 5 min'],
    ['2026-01-12T23:59:00+08:00', '3 d 3 h'],
    ['2026-01-10T20:01:00+08:00', '1 d'],
    ['2026-01-09T12:00:00Z', 'now'],
  ])('tells how long it is until %s', (moment, wait) => {
    expect(showWait(moment, new Date('2026-01-09T12:00:00Z'))).toBe(wait);
  });

  it('tells durations in all their units', () => {
    expect([0, 90, 604_800, 93_784].map((seconds) => showDuration(seconds))).toEqual([
      '0 s',
      '1 min 30 s',
      '7 d',
      '1 d 2 h 3 min 4 s',
    ]);
  });

  it('leaves out of times in tables what all of them share', () => {
    const moment = '2026-01-09T20:00:00+08:00';
    expect(showMoment(moment)).toBe('2026-01-09 20:00:00 +08:00');
    expect(showMoment('2026-01-09T12:00:00.000Z')).toBe('2026-01-09 12:00:00 +00:00');
    expect(showMomentIn(moment, 'Asia/Shanghai', 'Asia/Shanghai')).toBe('2026-01-09 20:00');
    expect(showMomentIn(moment, 'Asia/Singapore', 'Asia/Shanghai')).toBe('2026-01-09 20:00 +08:00');
    expect(showMomentIn('2026-01-09T20:00:30+08:00', 'Asia/Shanghai', 'Asia/Shanghai')).toBe(
      '2026-01-09 20:00:30',
    );
  });
});
