import type { CrontabShape, DayItem } from './crontab-shape.js';
import { clockTime, clockTimes, isContiguous, stepOf } from './times-of-day.js';

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const PLACES = ['', '一', '二', '三', '四', '五'];

/** A crontab in Chinese. cronstrue's Chinese follows the English word order: "在08:00, 限每月 1 号". */
export function chineseOf(shape: CrontabShape): string {
  const { months, daysOfMonth, daysOfWeek } = shape;
  const times = chineseTimes(shape);
  const everyDay = months.length + daysOfMonth.length + daysOfWeek.length === 0;
  if (everyDay && shape.hours.length === 24) return times;
  const days = chineseDays(shape);
  // A space stands between Chinese and digits only.
  return /^\d/.test(times) ? `${days} ${times}` : `${days}${times}`;
}

function chineseTimes({ minutes, hours }: CrontabShape): string {
  const [minute = 0] = minutes;
  const [firstHour = 0] = hours;
  const lastHour = hours.at(-1) ?? firstHour;
  const minuteStep = stepOf(minutes);
  const goesRound = minuteStep !== undefined && minutes.length * minuteStep === 60;
  const everyMinutes = minuteStep === 1 ? '每分钟' : `每 ${minuteStep} 分钟`;
  const listed = minutes.length === 60 ? '每分钟' : `第 ${spans(minutes)} 分钟`;
  if (hours.length === 24) {
    if (minutes.length === 1) return minute === 0 ? '每小时整点' : `每小时的第 ${minute} 分钟`;
    return goesRound && minute === 0 ? everyMinutes : `每小时的${listed}`;
  }
  const times = clockTimes(minutes, hours);
  if (times) return times.join('、');
  const hourStep = stepOf(hours);
  const from = clockTime(firstHour, minute);
  if (minutes.length === 1 && hourStep !== undefined) {
    const to = clockTime(lastHour, minute);
    if (hourStep === 1) return `${from} 至 ${to} 每小时`;
    return hours.length * hourStep === 24
      ? `从 ${from} 起每 ${hourStep} 小时`
      : `${from} 至 ${to} 每 ${hourStep} 小时`;
  }
  if (goesRound && (hours.length === 1 || isContiguous(hours))) {
    return `${from} 至 ${clockTime(lastHour, minutes.at(-1) ?? 0)} ${everyMinutes}`;
  }
  if (minutes.length === 1) return hours.map((hour) => clockTime(hour, minute)).join('、');
  return `${spans(hours)} 点的${listed}`;
}

/** Longer lists of numbers that are the same distance apart are said as steps. */
const MOST_LISTED = 6;

/** `1、3 至 5`, or `0、7、14 …… 56` */
function spans(values: readonly number[]): string {
  const step = stepOf(values);
  if (values.length > MOST_LISTED && step !== undefined && step > 1) {
    return `${values[0]}、${values[1]}、${values[2]} …… ${values.at(-1)}`;
  }
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run?.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs
    .flatMap((run) => (run.length > 2 ? [`${run[0]} 至 ${run.at(-1)}`] : run.map(String)))
    .join('、');
}

function chineseDays({ months, daysOfMonth, daysOfWeek, both }: CrontabShape): string {
  const inMonths = months.map(chineseMonth).join('、');
  const ofMonth = daysOfMonth.map(chineseDayOfMonth).join('、');
  const ofWeek = chineseWeekdays(daysOfWeek, months.length > 0);
  if (daysOfMonth.length === 0) {
    if (months.length === 0) return daysOfWeek.length === 0 ? '每天' : ofWeek;
    return daysOfWeek.length === 0 ? `每年 ${inMonths}的每一天` : `每年 ${inMonths}的${ofWeek}`;
  }
  // The month of "每年 1 月的 15 日或每周五" is that of both.
  const oneMonth = months.length === 1 && months[0]?.kind === 'value' && (both || daysOfWeek.length === 0);
  const prefix = months.length === 0 ? '每月' : `每年 ${inMonths}${oneMonth ? '' : '的'}`;
  const dates = /^\d/.test(ofMonth) ? `${prefix} ${ofMonth}` : `${prefix}${ofMonth}`;
  if (daysOfWeek.length === 0) return dates;
  if (!both) return `${dates}或${ofWeek}`;
  return `${dates}且为${daysOfWeek.map(chineseWeekday).join('或')}的日子`;
}

function chineseMonth(item: DayItem): string {
  if (item.kind === 'range') return `${item.from} 月至 ${item.to} 月`;
  return item.kind === 'value' ? `${item.value} 月` : '';
}

function chineseDayOfMonth(item: DayItem): string {
  switch (item.kind) {
    case 'value':
      return `${item.value} 日`;
    case 'range': {
      if (item.step === 1) return `${item.from} 日至 ${item.to} 日`;
      const upTo = item.to === 31 ? '起' : `至 ${item.to} 日`;
      return `${item.from} 日${upTo}每 ${item.step} 天`;
    }
    case 'beforeLast':
      return item.days === 0 ? '最后一天' : `倒数第 ${item.days + 1} 天`;
    case 'place':
      return chineseWeekday(item);
  }
}

/** Weekdays come every week, `每周五`, and those with a place every month, `每月第二个周五`. */
function chineseWeekdays(items: readonly DayItem[], monthSaid: boolean): string {
  const weekly = items.filter(({ kind }) => kind !== 'place').map(chineseWeekday);
  const placed = items.filter(({ kind }) => kind === 'place').map(chineseWeekday);
  const parts: string[] = [];
  if (weekly.length > 0) parts.push(`每${weekly.join('、')}`);
  if (placed.length > 0) parts.push(`${monthSaid ? '' : '每月'}${placed.join('、')}`);
  return parts.join('和');
}

function chineseWeekday(item: DayItem): string {
  switch (item.kind) {
    case 'value':
      return WEEKDAYS[item.value] ?? '';
    case 'range':
      return `${WEEKDAYS[item.from] ?? ''}至${WEEKDAYS[item.to] ?? ''}`;
    case 'place': {
      const place = item.place === 'last' ? '最后一个' : `第${PLACES[item.place] ?? ''}个`;
      return `${place}${WEEKDAYS[item.value] ?? ''}`;
    }
    case 'beforeLast':
      return chineseDayOfMonth(item);
  }
}
