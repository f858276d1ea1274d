import type { Language } from '../../documents/index.js';
import type { Compared, Edition, Period, Span } from '../period.js';
import type { KeyFigure } from '../comparison.js';
import { en } from './en.js';
import { zh } from './zh.js';

/** Everything that a report says beside its figures. */
export interface ReportWords {
  readonly language: string;
  readonly title: string;
  /** Which days it is about, written in full. */
  readonly days: (span: Span) => string;
  readonly currency: string;
  readonly attention: string;
  readonly nothingToDo: string;
  readonly failedRuns: (task: string, runs: number) => string;
  readonly noRuns: string;
  readonly failedNotices: (notices: number) => string;
  readonly longOverdue: (bills: number, amount: string) => string;
  readonly endingSoon: (contracts: number, days: number) => string;
  readonly money: string;
  readonly billed: string;
  readonly billedNote: string;
  readonly collected: string;
  readonly collectedNote: string;
  /** Money of days before that no report before has told. */
  readonly recordedLater: string;
  readonly recordedLaterNote: string;
  readonly outstanding: string;
  readonly outstandingNote: string;
  readonly overdue: string;
  readonly overdueNote: (bills: number, share: string) => string;
  readonly comparison: string;
  readonly figure: string;
  readonly now: string;
  readonly figures: Readonly<Record<KeyFigure, string>>;
  /** What a report is compared with, in a heading. */
  readonly compared: Readonly<Record<Compared, string>>;
  /** A change in a sentence: against what, and by how much. */
  readonly since: (compared: Compared, change: string) => string;
  readonly change: string;
  readonly changePercent: string;
  /** The unit of a difference between two percentages. */
  readonly points: string;
  readonly collectionsChart: (days: number) => string;
  readonly nothingMoved: string;
  readonly date: string;
  readonly rightAxis: (name: string) => string;
  /** A large amount in few characters, for an axis. */
  readonly short: (amount: number) => string;
  readonly occupancyChart: string;
  readonly expiriesChart: string;
  readonly nothingExpires: string;
  readonly month: string;
  readonly contracts: (count: number) => string;
  readonly contractCount: string;
  readonly endingRent: string;
  readonly sheets: Readonly<
    Record<
      | 'figures'
      | 'ageing'
      | 'collections'
      | 'expiring'
      | 'began'
      | 'ended'
      | 'vacant'
      | 'expiries'
      | 'occupancy'
      | 'tasks',
      string
    >
  >;
  /** What part of what is outstanding is overdue, and what part of what was billed was collected. */
  readonly overdueShare: string;
  readonly collectedShare: string;
  readonly collectedSoFar: string;
  readonly sum: string;
  /** A sum of what is listed of more, and one of all. */
  readonly sumOfListed: (count: number) => string;
  readonly sumOfAll: (count: number) => string;
  readonly shopCode: string;
  readonly shops: string;
  readonly shopsThatAreLet: string;
  readonly daysVacant: string;
  readonly taskName: string;
  readonly successRate: string;
  readonly longestSeconds: string;
  readonly lastError: string;
  readonly ageing: string;
  readonly nothingOverdue: string;
  readonly notOverdue: string;
  readonly daysOverdue: (bucket: string) => string;
  /** The same below a column. */
  readonly daysShort: (bucket: string) => string;
  readonly age: string;
  readonly bills: string;
  readonly amount: string;
  readonly share: string;
  readonly total: string;
  readonly leasing: string;
  readonly occupancy: string;
  readonly shopsLet: (occupied: number, shops: number, vacant: number) => string;
  readonly began: string;
  readonly expiring: string;
  readonly ended: string;
  readonly vacant: string;
  readonly none: string;
  readonly more: (count: number) => string;
  readonly contract: string;
  readonly shop: string;
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly daysLeft: string;
  readonly monthlyRent: string;
  readonly renewed: string;
  readonly yes: string;
  readonly no: string;
  readonly floor: string;
  readonly area: string;
  readonly vacantSince: string;
  readonly neverLet: string;
  readonly operations: string;
  readonly noticesSent: string;
  readonly noticesFailed: string;
  readonly runsSucceeded: string;
  readonly runsFailed: string;
  readonly task: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly retried: string;
  readonly revoked: string;
  readonly longest: string;
  readonly taskNames: Readonly<Record<string, string>>;
  readonly madeAt: (time: string, zone: string) => string;
  readonly noticeTitle: (period: Period, collected: string) => string;
  /** Where the whole report is. */
  readonly readAt: (path: string) => string;
}

/** The words of a language for a report of an edition. */
export function reportWords(language: Language, edition: Period['edition']): ReportWords {
  return WORDS[language](edition);
}

const WORDS: Readonly<Record<Language, (edition: Edition | 'range') => ReportWords>> = { zh, en };
