import { formatAmount } from './amounts.js';
import type { ReportData } from './dto/report.js';
import { attentionOf } from './report-attention.js';
import { type Language, REPORT_WORDS } from './report-words.js';

/** What managers are told of a report, in plain text: the figures of the day, and what needs attention. */
export function reportNotice(
  date: string,
  report: ReportData,
  language: Language,
): { title: string; body: string } {
  const words = REPORT_WORDS[language];
  const { money, leasing, notices } = report;
  const attention = attentionOf(date, report, words);
  const figures: [string, string | number][] = [
    [words.billed, formatAmount(money.billed)],
    [words.collected, formatAmount(money.collected)],
    [words.outstanding, formatAmount(money.outstanding)],
    [words.overdue, formatAmount(money.ageing.total)],
    [words.began, leasing.began.total],
    [words.ended, leasing.ended.total],
    [words.expiring, leasing.expiring.total],
    [words.vacant, leasing.vacant.total],
    [words.noticesSent, notices.sent],
  ];
  const colon = language === 'zh' ? '：' : ': ';
  return {
    title: words.noticeTitle(date, money.collected),
    body: [
      `${words.title} ${words.day(date)}`,
      '',
      ...figures.map(([label, value]) => `${label}${colon}${value}`),
      '',
      words.attention + colon.trimEnd(),
      ...(attention.length > 0 ? attention.map((line) => `- ${line}`) : [words.nothingToDo]),
      '',
      words.currency,
    ].join('\n'),
  };
}
