import pg from 'pg';
import type { Settings } from '../../config/index.js';
import type { Finding } from './finding.js';

/** Longest wait for an answer, in ms. */
const PATIENCE = 5_000;

/** The list of time zones is published several times a year; after so many years somebody's law has changed. */
const OLD_AFTER_YEARS = 2;

/** Days for which both sides are asked. */
const DAYS_AHEAD = 400;

const DAY = 86_400_000;

/** Whether this machine knows the time zones of today, and the same as the database. */
export async function checkTimeZoneData(settings: Settings): Promise<Finding[]> {
  const now = new Date();
  return [
    ...oldTimeZoneData(process.versions.tz ?? '', now),
    ...(await differingTimeZone(settings, now).catch(() => [])),
  ];
}

/** @param version of the IANA list, such as `2025b`; empty: not known. */
export function oldTimeZoneData(version: string, now: Date): Finding[] {
  const year = Number(/^\d{4}/.exec(version)?.[0]);
  if (Number.isNaN(year) || now.getUTCFullYear() - year < OLD_AFTER_YEARS) return [];
  return [
    {
      code: 'time-zones-old',
      severity: 'warning',
      problem: {
        en: `The time zone data of this Node.js is of ${version}.`,
        zh: `此 Node.js 的时区数据为 ${version} 版。`,
      },
      meaning: {
        en: 'Where the law has changed since then, schedules fire an hour early or late.',
        zh: '如果某地此后修改了时区规定，定时计划会提前或推迟一小时。',
      },
      mend: {
        en: 'Install the newest release of your Node.js: https://nodejs.org',
        zh: '请安装最新的 Node.js：https://nodejs.org',
      },
    },
  ];
}

async function differingTimeZone(
  { DATABASE_URL, MALLKEEPER_TIMEZONE }: Settings,
  now: Date,
): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: DATABASE_URL,
    connectionTimeoutMillis: PATIENCE,
    query_timeout: PATIENCE,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date; wall: string }>(
      `SELECT at, to_char(at AT TIME ZONE $1, 'YYYY-MM-DD HH24:MI') AS wall
       FROM generate_series($2::timestamptz, $2::timestamptz + make_interval(days => $3), interval '1 day') AS at`,
      [MALLKEEPER_TIMEZONE, now, DAYS_AHEAD],
    );
    return differences(rows, MALLKEEPER_TIMEZONE);
  } finally {
    await client.end();
  }
}

/** @param database what its clocks on the wall show at some moments, as `2026-11-24 08:00`. */
export function differences(
  database: readonly { readonly at: Date; readonly wall: string }[],
  zone: string,
): Finding[] {
  const different = database.find(({ at, wall }) => wallClock(at, zone) !== wall);
  if (!different) return [];
  const day = new Date(Math.floor(different.at.getTime() / DAY) * DAY).toISOString().slice(0, 10);
  return [
    {
      code: 'time-zones-differ',
      severity: 'error',
      problem: {
        en: `From ${day} on, this machine and PostgreSQL do not agree on the time in ${zone}.`,
        zh: `从 ${day} 起，本机与 PostgreSQL 对 ${zone} 的时间不一致。`,
      },
      meaning: {
        en: 'One of them has old time zone data: days and slots are counted differently by the two.',
        zh: '其中之一的时区数据过旧：两者对日期和时间点的计算不同。',
      },
      mend: {
        en: 'Update tzdata on the database server (sudo apt-get install --only-upgrade tzdata), restart PostgreSQL, and update Node.js.',
        zh: '请在数据库服务器上更新 tzdata（sudo apt-get install --only-upgrade tzdata）并重启 PostgreSQL，同时更新 Node.js。',
      },
    },
  ];
}

function wallClock(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}
