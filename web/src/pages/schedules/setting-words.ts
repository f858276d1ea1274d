import { useMallZone, zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { fieldTexts } from './field-texts';

/** A setting that is one text or several, as a list. */
export function asList(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value == null) return [];
  return typeof value === 'string' ? [value] : value;
}

/** Seconds as people say them, in the largest unit that they fill. */
export function useSeconds(): (seconds: number) => string {
  const t = useTexts(fieldTexts);
  return (seconds) => {
    if (seconds === 0 || seconds % 60 !== 0) return t.seconds(seconds);
    if (seconds % 3_600 !== 0) return t.minutes(seconds / 60);
    if (seconds % 86_400 !== 0) return t.hours(seconds / 3_600);
    return t.days(seconds / 86_400);
  };
}

/** ISO 8601, as the history has it. */
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** Values of settings in the reader's language, by the setting's name in the API. */
export function useSettingWords(): (field: string, value: unknown) => string {
  const t = useTexts(fieldTexts);
  const seconds = useSeconds();
  const zone = useMallZone();
  const plain = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t.none;
    if (typeof value === 'boolean') return value ? t.on : t.off;
    if (typeof value === 'string' && MOMENT.test(value)) {
      const { date, time, offset } = zonedTime(value, zone);
      return `${date} ${time} ${offset}`;
    }
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    if (Array.isArray(value)) return value.length === 0 ? t.none : value.map(plain).join(' ; ');
    return JSON.stringify(value);
  };
  return (field, value) => {
    if (field === 'overlap' || field === 'catchUp' || field === 'calendarRule') {
      const words: Readonly<Record<string, string>> = t[field];
      return words[String(value)] ?? plain(value);
    }
    if (typeof value === 'number' && ['catchUpWindow', 'expires', 'jitter'].includes(field)) {
      return seconds(value);
    }
    if (value === null) {
      if (field === 'queue') return t.ownQueue;
      if (field === 'calendar') return t.everyDay;
      if (field === 'maxRuns') return t.unlimited;
      if (field === 'expires' || field === 'pauseAfterFailures') return t.never;
    }
    return plain(value);
  };
}

/** What a setting is called in the reader's language. */
export function useFieldName(): (field: string) => string {
  const { fields } = useTexts(fieldTexts);
  const names: Readonly<Record<string, string>> = fields;
  return (field) => names[field] ?? field;
}
