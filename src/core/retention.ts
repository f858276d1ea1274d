/** What is removed once it is old. Everything that is not in here is kept for ever. */
export type RetentionKind =
  | 'runs'
  | 'logs'
  | 'sessions'
  | 'signInFailures'
  | 'noticeBodies'
  | 'slots'
  | 'nodes'
  | 'uploads'
  | 'unfinishedBackups';

/** How long something is kept. */
export interface RetentionRule {
  /** What it is, and from when its days are counted. */
  readonly description: string;
  /** Days for which it is kept unless a run of the cleanup is told otherwise; null: `retentionDays`. */
  readonly days: number | null;
  /** Fewest days that a run may be told. */
  readonly least: number;
}

/** Days of what has none of its own, unless a run of the cleanup is told otherwise. */
export const RETENTION_DAYS = 30;

/** Most days that a run may be told: ten years. */
export const MOST_DAYS = 3660;

/**
 * How long each kind is kept. Bills, payments, contracts and their documents, reports, backups, the audit log and the
 * rows of notices are not in here, and never will be.
 */
export const RETENTION: Readonly<Record<RetentionKind, RetentionRule>> = {
  runs: {
    description:
      'Finished runs with their steps, from their end; those with an idempotency key 366 days at least',
    days: null,
    least: 1,
  },
  logs: {
    description: 'What runs have logged, from the end of the run; never longer than the run',
    days: null,
    least: 1,
  },
  sessions: { description: 'Sessions, from when they ran out', days: 0, least: 0 },
  signInFailures: {
    description: 'Sign-ins that failed; they count for 15 minutes',
    days: 1,
    least: 1,
  },
  noticeBodies: {
    description: 'Texts of notices that were read and of messages that were sent; the rows stay',
    days: null,
    least: 1,
  },
  slots: {
    description: 'Fired and skipped slots of schedules; longer where a catch-up window is longer',
    days: null,
    least: 1,
  },
  nodes: { description: 'Workers and schedulers, from their last sign of life', days: 1, least: 1 },
  uploads: {
    description: 'Files of imports that were broken off, from when they were last written to',
    days: 1,
    least: 1,
  },
  unfinishedBackups: {
    description:
      'What backups that failed have left behind, from when it was last written to; never a backup',
    days: 1,
    least: 1,
  },
};

/** The kinds in the order in which they are removed: lines go before their runs, so that no batch is too large. */
export const RETENTION_KINDS: readonly RetentionKind[] = [
  'logs',
  'runs',
  'sessions',
  'signInFailures',
  'noticeBodies',
  'slots',
  'nodes',
  'uploads',
  'unfinishedBackups',
];

/** For how many days a kind is kept, of what a run of the cleanup was told. */
export function daysOf(
  kind: RetentionKind,
  retentionDays: number,
  told: Partial<Record<RetentionKind, number>>,
): number {
  const days = told[kind] ?? RETENTION[kind].days ?? retentionDays;
  return kind === 'logs' ? Math.min(days, daysOf('runs', retentionDays, told)) : days;
}
