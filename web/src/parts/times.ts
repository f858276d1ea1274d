import dayjs from 'dayjs';
import { useAbout } from '../api/queries';
import { texts } from './texts';

/** Formatters are slow to make, and a table shows thousands of times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let made = formatters.get(zone);
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
    formatters.set(zone, made);
  }
  return made;
}

export interface ZonedTime {
  /** `2026-03-10` */
  readonly date: string;
  /** `08:00:05` */
  readonly time: string;
  /** `+08:00` */
  readonly offset: string;
}

/** A moment as the clocks of a time zone (IANA name) show it. */
export function zonedTime(moment: string | Date, zone: string): ZonedTime {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(typeof moment === 'string' ? new Date(moment) : moment)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts['timeZoneName'] ?? '').replace('GMT', '');
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
    offset: offset === '' ? '+00:00' : offset,
  };
}

/** The mall's time zone. Until it is known, the browser's. */
export function useMallZone(): string {
  const { data } = useAbout();
  return data?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A span as people say it, in their language: `340 ms`, `2.1 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function span(ms: number): string {
  const t = (dayjs.locale() === 'zh-cn' ? texts.zh : texts.en).span;
  if (ms < 1_000) return t.ms(Math.round(ms));
  const seconds = ms / 1_000;
  if (seconds < 60) return t.seconds(seconds < 10 ? seconds.toFixed(1) : Math.round(seconds));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t.minutes(minutes, Math.floor(seconds % 60));
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? t.hours(hours, minutes % 60) : t.days(Math.floor(hours / 24), hours % 24);
}
