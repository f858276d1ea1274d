import type { ReportData } from './dto/report.js';
import type { ReportWords } from './words/report-words.js';
import { daysBetween } from './period.js';

/** Contracts that end within so many days want to be talked about now. */
const PRESSING = 7;

/** What in a report a person has to do something about, most urgent first. */
export function attentionOf(lastDay: string, report: ReportData, words: ReportWords): string[] {
  const { money, leasing, notices, tasks } = report;
  const pressing = leasing.expiring.items.filter(
    ({ endDate }) => daysBetween(lastDay, endDate) <= PRESSING,
  ).length;
  const longOverdue = money.ageing.buckets.find(({ days }) => days === '90+');
  return [
    ...tasks
      .filter(({ failed }) => failed > 0)
      .map(({ task, failed }) => words.failedRuns(words.taskNames[task] ?? task, failed)),
    ...(tasks.length === 0 ? [words.noRuns] : []),
    ...(notices.failed > 0 ? [words.failedNotices(notices.failed)] : []),
    ...(longOverdue && longOverdue.bills > 0
      ? [words.longOverdue(longOverdue.bills, longOverdue.amount)]
      : []),
    ...(pressing > 0 ? [words.endingSoon(pressing, PRESSING)] : []),
  ];
}
