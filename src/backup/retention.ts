import { DateTime } from 'luxon';

/** Of how many periods of each kind the last verified backup is kept. */
export interface KeepRule {
  readonly daily: number;
  /** ISO weeks: they begin on Monday. */
  readonly weekly: number;
  readonly monthly: number;
  readonly yearly: number;
}

/** A backup that was restored and compared. */
export interface VerifiedBackup {
  readonly id: string;
  readonly startedAt: Date;
}

/** A backup that stays, and why. */
export interface KeptBackup {
  readonly id: string;
  /** Such as `daily 2026-01-30`, `weekly 2026-W05`; `newest` where nothing else keeps it. */
  readonly because: readonly string[];
}

/** What is to become of the verified backups, each list from the newest on. */
export interface Retention {
  readonly kept: readonly KeptBackup[];
  /** Ids. */
  readonly pruned: readonly string[];
}

/** How a period is called, in luxon's tokens: what has the same name is the same period. */
const PERIODS: readonly (readonly [kind: keyof KeepRule, name: string])[] = [
  ['daily', 'yyyy-LL-dd'],
  ['weekly', "kkkk-'W'WW"],
  ['monthly', 'yyyy-LL'],
  ['yearly', 'yyyy'],
];

/**
 * Which verified backups the rule no longer needs. As with restic, periods without a backup do not count: of the last so
 * many days, weeks, months and years that have one, the newest of each stays. So nothing is lost while no backups are made,
 * and the newest one stays whatever the rule.
 * @param timeZone the mall's: it says when a day begins.
 */
export function toPrune(verified: readonly VerifiedBackup[], rule: KeepRule, timeZone: string): Retention {
  const newestFirst = [...verified].sort(
    (one, other) => other.startedAt.getTime() - one.startedAt.getTime() || (one.id < other.id ? 1 : -1),
  );
  const used = PERIODS.map(([kind, name]) => ({ kind, name, seen: new Set<string>() }));
  const kept: KeptBackup[] = [];
  const pruned: string[] = [];
  for (const { id, startedAt } of newestFirst) {
    const time = DateTime.fromJSDate(startedAt, { zone: timeZone });
    const because: string[] = [];
    for (const { kind, name, seen } of used) {
      const period = time.toFormat(name);
      if (seen.has(period) || seen.size >= rule[kind]) continue;
      seen.add(period);
      because.push(`${kind} ${period}`);
    }
    if (because.length === 0 && kept.length === 0) because.push('newest');
    if (because.length > 0) kept.push({ id, because });
    else pruned.push(id);
  }
  return { kept, pruned };
}
