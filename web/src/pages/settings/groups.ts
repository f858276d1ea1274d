import type { Schema } from '../../api/types';

type Setting = Schema<'Setting'>;

/** In the order of the page; the first whose pattern a name matches is its group. */
const GROUPS = [
  ['mall', /^(MALL_|MALLKEEPER_(TIMEZONE|LANGUAGE)$)/],
  ['billing', /^(BILLING|LATE_FEE)_/],
  ['notices', /^(SMTP|MAIL|SMS|ALIYUN|NOTIFY)_/],
  ['backups', /^BACKUP_/],
  ['logs', /^(LOG_|TASK_LOG_|METRICS_)/],
  ['tasks', /^(TASK|WORKER)_/],
  ['accounts', /^(ADMIN|SESSION|ACCESS|OIDC)_/],
  ['connections', /^(DATABASE|REDIS|BROKER)_/],
  ['server', /^(PORT$|HOST$|PUBLIC_URL$|MALLKEEPER_)/],
  ['others', /./],
] as const;

export type GroupName = (typeof GROUPS)[number][0];

export interface SettingGroup {
  readonly name: GroupName;
  readonly settings: readonly Setting[];
}

/** Settings by what they are about; no group is empty. */
export function grouped(settings: readonly Setting[]): SettingGroup[] {
  const groupOf = ({ name }: Setting) => GROUPS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'others';
  return GROUPS.map(([name]) => ({
    name,
    settings: settings.filter((setting) => groupOf(setting) === name),
  })).filter((group) => group.settings.length > 0);
}
