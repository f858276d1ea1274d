import type { Content } from 'pdfmake/interfaces.js';
import {
  COLOURS,
  drawing,
  formatAmount,
  type PdfCell,
  pdfTable,
  sectionHeading,
} from '../../documents/index.js';
import { ageingParts } from '../ageing-parts.js';
import type { ReportDrawings } from '../charts/report-drawings.js';
import { ARROWS, KEY_FIGURES, type KeyFigure, keyFiguresOf, tendencyOf } from '../comparison.js';
import type { ComparedPeriod } from '../dto/comparison.js';
import type { MoneyFigures, Report } from '../dto/report.js';
import {
  formatChange,
  formatFigure,
  formatPercent,
  formatPercentChange,
  lateMoneyOf,
  percentOf,
} from '../figure-words.js';
import type { ReportWords } from '../words/report-words.js';
import { captionOf, cards, chart, HALF, pair, PDF_COLOURS, strong, together, WIDTH } from './pdf-layout.js';

/** What was billed and collected, what is owed, and how that was before. */
export function moneyPart(report: Report, drawings: ReportDrawings, words: ReportWords): Content[] {
  const { billed, collected, outstanding, ageing } = report.money;
  const share = formatPercent(percentOf(ageing.total, outstanding));
  const before = report.comparison?.[0];
  const since = (figure: KeyFigure): { since?: Content } =>
    before ? { since: sinceThen(figure, before, words) } : {};
  return [
    together(
      sectionHeading(words.money),
      cards([
        { label: words.billed, value: formatAmount(billed), note: words.billedNote, ...since('billed') },
        {
          label: words.collected,
          value: formatAmount(collected),
          note: words.collectedNote,
          ...since('collected'),
        },
        {
          label: words.outstanding,
          value: formatAmount(outstanding),
          note: words.outstandingNote,
          ...since('outstanding'),
        },
        {
          label: words.overdue,
          value: formatAmount(ageing.total),
          note: words.overdueNote(ageing.bills, share),
          bad: ageing.bills > 0,
          ...since('overdue'),
        },
      ]),
      ...lateMoney(report.money, words),
    ),
    ...(report.comparison
      ? [together(captionOf(words.comparison), comparisonTable(report, report.comparison, words))]
      : []),
    ...(report.charts
      ? [
          together(
            chart(
              words.collectionsChart(report.charts.collections.length),
              drawings.collections,
              words.nothingMoved,
              WIDTH,
            ),
          ),
        ]
      : []),
    ...(ageing.bills === 0
      ? [captionOf(words.ageing), { text: words.nothingOverdue, color: COLOURS.muted }]
      : [
          together(
            captionOf(words.ageing),
            pair(
              drawings.ageing === undefined ? '' : drawing(drawings.ageing, HALF),
              ageingTable(report.money, words),
            ),
          ),
        ]),
  ];
}

/** What no report before has told of the money of days before. */
function lateMoney(money: MoneyFigures, words: ReportWords): Content[] {
  const late = lateMoneyOf(money);
  if (late === undefined) return [];
  return [
    {
      text: [
        `${words.recordedLater} `,
        strong(formatAmount(late)),
        { text: `\u3000${words.recordedLaterNote}`, color: COLOURS.muted, fontSize: 7.5 },
      ],
      margin: [0, 7, 0, 0],
    },
  ];
}

function sinceThen(figure: KeyFigure, before: ComparedPeriod, words: ReportWords): Content {
  const { direction, news } = tendencyOf(figure, before[figure]);
  const change = `${ARROWS[direction]} ${formatPercentChange(before[figure], figure, words)}`.trim();
  return {
    text: words.since(before.name, change),
    bold: true,
    fontSize: 7,
    color: PDF_COLOURS[news],
    margin: [0, 2, 0, 0],
  };
}

function comparisonTable(report: Report, comparison: readonly ComparedPeriod[], words: ReportWords): Content {
  const now = keyFiguresOf(report.money, report.leasing);
  return pdfTable(
    [
      { heading: words.figure, width: 'auto' },
      { heading: words.now, width: '*', align: 'right' },
      ...comparison.map(({ name, from, to }) => ({
        heading: `${words.compared[name]}\n${from === to ? from : `${from} – ${to}`}`,
        width: '*' as const,
        align: 'right' as const,
      })),
    ],
    KEY_FIGURES.map((figure) => [
      words.figures[figure],
      strong(formatFigure(now[figure], figure)),
      ...comparison.map((before) => comparedCell(figure, before, words)),
    ]),
  );
}

function comparedCell(figure: KeyFigure, before: ComparedPeriod, words: ReportWords): PdfCell {
  const { direction, news } = tendencyOf(figure, before[figure]);
  const change = before[figure];
  const percent = change.percent === null ? '' : ` (${formatPercentChange(change, figure, words)})`;
  return {
    text: [
      `${formatFigure(change.was, figure)}\n`,
      {
        text: `${ARROWS[direction]} ${formatChange(change, figure, words)}${percent}`.trim(),
        fontSize: 7.5,
        color: PDF_COLOURS[news],
      },
    ],
  };
}

function ageingTable(money: MoneyFigures, words: ReportWords): Content {
  const { outstanding, ageing } = money;
  return pdfTable(
    [
      { heading: words.age, width: '*' },
      { heading: words.bills, width: 'auto', align: 'right' },
      { heading: words.amount, width: 'auto', align: 'right' },
      { heading: words.share, width: 'auto', align: 'right' },
    ],
    ageingParts(money, words).map(({ label, bills, amount, percent }) => [
      label,
      bills === null ? '' : String(bills),
      formatAmount(amount),
      formatPercent(percent),
    ]),
    [
      [
        words.total,
        String(ageing.bills),
        formatAmount(ageing.total),
        formatPercent(percentOf(ageing.total, outstanding)),
      ],
    ],
  );
}
