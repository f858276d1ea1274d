import { DateTime } from 'luxon';
import type { Content } from 'pdfmake/interfaces.js';
import { COLOURS, type Language, paperOf, renderPdf } from '../../documents/index.js';
import { drawReport } from '../charts/report-drawings.js';
import type { Report } from '../dto/report.js';
import type { ReportedMall } from '../reported-mall.js';
import { attentionOf } from '../report-attention.js';
import { type ReportWords, reportWords } from '../words/report-words.js';
import { leasingPart } from './leasing-part.js';
import { moneyPart } from './money-part.js';
import { operationsPart } from './operations-part.js';
import { framed, PDF_COLOURS, WIDTH } from './pdf-layout.js';

/**
 * A report as a PDF of some A4 pages, with what its page shows.
 */
export async function reportPdf(report: Report, language: Language, mall: ReportedMall): Promise<Buffer> {
  const words = reportWords(language, report.edition);
  const drawings = await drawReport(report, words);
  const madeAt = DateTime.fromJSDate(report.createdAt, { zone: mall.timeZone });
  return renderPdf(
    paperOf({
      language,
      title: `${words.title} ${words.days(report)}`,
      author: mall.name,
      madeAt: madeAt.toISO({ suppressMilliseconds: true }) ?? '',
      content: [
        heading(report, mall, words),
        attention(report, words),
        ...moneyPart(report, drawings, words),
        ...leasingPart(report, drawings, words),
        ...operationsPart(report.notices, report.tasks, words),
        {
          text: words.madeAt(madeAt.toFormat('yyyy-MM-dd HH:mm'), mall.timeZone),
          color: COLOURS.muted,
          fontSize: 7.5,
          margin: [0, 14, 0, 0],
        },
      ],
    }),
  );
}

function heading(report: Report, mall: ReportedMall, words: ReportWords): Content {
  return {
    stack: [
      {
        columns: [
          { width: 'auto', text: words.title, bold: true, fontSize: 19, color: COLOURS.accent },
          {
            width: '*',
            alignment: 'right',
            stack: [
              { text: words.days(report), bold: true, fontSize: 11 },
              { text: `${mall.name}\u3000${words.currency}`, color: COLOURS.muted, fontSize: 8 },
            ],
          },
        ],
      },
      {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, lineWidth: 2, lineColor: COLOURS.accent }],
        margin: [0, 5, 0, 10],
      },
    ],
  };
}

function attention(report: Report, words: ReportWords): Content {
  const lines = attentionOf(report.to, report, words);
  if (lines.length === 0) return framed([{ text: words.nothingToDo }], PDF_COLOURS.good, '#eff7f2');
  return framed(
    [
      { text: words.attention, bold: true, color: COLOURS.alarm, margin: [0, 0, 0, 2] },
      { ul: lines, markerColor: COLOURS.alarm },
    ],
    COLOURS.alarm,
    '#fdf1f0',
  );
}
