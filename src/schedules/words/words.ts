import { IANAZone } from 'luxon';
import { InvalidInputProblem } from '../../http/index.js';
import { CN_WORKDAYS } from '../calendars/calendar.js';
import { crontabWords } from './crontab-words.js';
import type { Words } from '../dto/schedule.js';
import { parseInterval } from '../timing/interval.js';
import { BoundedCache } from '../timing/bounded-cache.js';
import type { Timing } from '../timing/slots.js';
import { inZone } from '../timing/wall-clock.js';

const crontabs = new BoundedCache((text: string) => readable(text, crontabWords));
const intervals = new BoundedCache((text: string) => readable(text, intervalWords));

/** More single moments than these are counted instead of said. */
const MOST_MOMENTS = 3;

/**
 * When a schedule comes, as people say it, by the clocks of its zone. What cannot be read, as it was written past the
 * program, is given as it stands.
 */
export function wordsOf(timing: Timing): Words {
  const { cron = [], every = [], at = [], timezone, start, end } = timing;
  const momentOf = (moment: Date): string => wallTime(moment, timezone);
  const sources = [
    ...cron.map((text) => crontabs.get(text)),
    ...every.map((text) => intervals.get(text)),
    ...momentsWords([...at].sort((one, other) => one.getTime() - other.getTime()).map(momentOf)),
  ];
  const limits = [...calendarWords(timing)];
  if (start) limits.push({ en: `from ${momentOf(start)}`, zh: `自 ${momentOf(start)} 起` });
  if (end) limits.push({ en: `until ${momentOf(end)}`, zh: `至 ${momentOf(end)} 止` });
  return {
    en: [sources.map(({ en }) => en).join('; '), ...limits.map(({ en }) => en)].join(', '),
    zh: [sources.map(({ zh }) => zh).join('；'), ...limits.map(({ zh }) => zh)].join('，'),
  };
}

function readable(text: string, wordsOfText: (text: string) => Words): Words {
  try {
    return wordsOfText(text);
  } catch (error) {
    if (!(error instanceof InvalidInputProblem)) throw error;
    return { en: text, zh: text };
  }
}

const UNITS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  w: ['week', '周'],
  d: ['day', '天'],
  h: ['hour', '小时'],
  m: ['minute', '分钟'],
  s: ['second', '秒'],
};

/** @throws InvalidInputProblem */
function intervalWords(text: string): Words {
  parseInterval(text);
  const parts = [...text.matchAll(/(\d+)([wdhms])/g)].flatMap(([, digits, letter = '']) => {
    const [en = '', zh = ''] = UNITS[letter] ?? [];
    const count = Number(digits);
    return count === 0 ? [] : [{ count, en: `${en}${count === 1 ? '' : 's'}`, zh }];
  });
  const [first] = parts;
  if (first?.count === 1 && parts.length === 1) return { en: `every ${first.en}`, zh: `每${first.zh}` };
  return {
    en: `every ${parts.map(({ count, en }) => `${count} ${en}`).join(' ')}`,
    zh: `每 ${parts.map(({ count, zh }) => `${count} ${zh}`).join(' ')}`,
  };
}

function momentsWords(moments: readonly string[]): Words[] {
  const more = moments.length - MOST_MOMENTS;
  const said = moments.slice(0, MOST_MOMENTS).map((moment) => ({
    en: `once, on ${moment.replace(' ', ' at ')}`,
    zh: `一次，于 ${moment}`,
  }));
  return more > 0 ? [...said, { en: `${more} more times`, zh: `以及另外 ${more} 个时间` }] : said;
}

function calendarWords({ calendar, calendarRule = 'only' }: Timing): Words[] {
  if (!calendar) return [];
  const { name } = calendar;
  const china = name === CN_WORKDAYS;
  switch (calendarRule) {
    case 'only':
      return [
        {
          en: `on days of ${name} only`,
          zh: china ? '仅限中国工作日（含调休上班日）' : `仅限日历 ${name} 中的日子`,
        },
      ];
    case 'next':
      return [
        {
          en: `on other days moved to the next day of ${name}`,
          zh: china ? '遇非工作日顺延至下一个中国工作日' : `遇其他日子顺延至日历 ${name} 中的下一天`,
        },
      ];
    case 'previous':
      return [
        {
          en: `on other days moved to the previous day of ${name}`,
          zh: china ? '遇非工作日提前至上一个中国工作日' : `遇其他日子提前至日历 ${name} 中的上一天`,
        },
      ];
  }
}

/** `2026-01-09 20:00`, with the seconds where there are any; in UTC where there is no such zone. */
function wallTime(moment: Date, timezone: string): string {
  const zone = IANAZone.isValidZone(timezone) ? timezone : 'UTC';
  const [date = '', time = ''] = inZone(moment, zone).split('T');
  return `${date} ${time.slice(0, time.slice(6, 8) === '00' ? 5 : 8)}`;
}
