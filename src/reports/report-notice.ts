import { formatAmount, type Language } from '../documents/index.js';
import { formatFigure, formatPercentChange, lateMoneyOf } from './figure-words.js';
import { keyFiguresOf, type KeyFigure } from './comparison.js';
import type { ReportData } from './dto/report.js';
import { attentionOf } from './report-attention.js';
import { reportPath } from './report-path.js';
import type { EditionPeriod } from './reports.js';
import { reportWords } from './words/report-words.js';

/**
 * What managers are told of a report, in plain text: its figures with their change since before, what needs attention, and
 * where to read all of it.
 * @param address where people reach the API; without one, they are told the path alone.
 */
export function reportNotice(
  period: EditionPeriod,
  report: ReportData,
  language: Language,
  address = '',
): { title: string; body: string } {
  const words = reportWords(language, period.edition);
  const { money, leasing, notices } = report;
  const colon = language === 'zh' ? '：' : ': ';
  const now = keyFiguresOf(money, leasing);
  const before = report.comparison?.[0];
  const late = lateMoneyOf(money);
  const withChange = (figure: KeyFigure): string => {
    const value = formatFigure(now[figure], figure);
    if (!before) return value;
    const change = words.since(before.name, formatPercentChange(before[figure], figure, words));
    return language === 'zh' ? `${value}（${change}）` : `${value} (${change})`;
  };
  const figures: [string, string | number][] = [
    [words.billed, withChange('billed')],
    [words.collected, withChange('collected')],
    ...(late === undefined ? [] : [[words.recordedLater, formatAmount(late)] satisfies [string, string]]),
    [words.outstanding, withChange('outstanding')],
    [words.overdue, withChange('overdue')],
    [words.occupancy, withChange('occupancy')],
    [words.began, leasing.began.total],
    [words.ended, leasing.ended.total],
    [words.expiring, leasing.expiring.total],
    [words.vacant, leasing.vacant.total],
    [words.noticesSent, notices.sent],
  ];
  const attention = attentionOf(period.to, report, words);
  return {
    title: words.noticeTitle(period, formatAmount(money.collected)),
    body: [
      `${words.title} ${words.days(period)}`,
      '',
      ...figures.map(([label, value]) => `${label}${colon}${value}`),
      '',
      words.attention + colon.trimEnd(),
      ...(attention.length > 0 ? attention.map((line) => `- ${line}`) : [words.nothingToDo]),
      '',
      words.readAt(address + reportPath(period)),
      words.currency,
    ].join('\n'),
  };
}
