import { DateTime } from 'luxon';
import type { Language } from '../../documents/index.js';
import { drawReport } from '../charts/report-drawings.js';
import type { Report } from '../dto/report.js';
import type { ReportedMall } from '../reported-mall.js';
import { attentionOf } from '../report-attention.js';
import { type ReportWords, reportWords } from '../words/report-words.js';
import { html, Html } from './html.js';
import { leasingSection } from './leasing-section.js';
import { moneySection } from './money-section.js';
import { operationsSection } from './operations-section.js';
import { REPORT_STYLE } from './report-style.js';

/**
 * A report as a page of its own, to be read on the screen or printed on A4. It loads nothing and runs nothing.
 */
export async function reportPage(report: Report, language: Language, mall: ReportedMall): Promise<string> {
  const words = reportWords(language, report.edition);
  const drawings = await drawReport(report, words);
  const madeAt = DateTime.fromJSDate(report.createdAt, { zone: mall.timeZone }).toFormat('yyyy-MM-dd HH:mm');
  return html`<!doctype html>
    <html lang="${words.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.title} ${words.days(report)}</title>
        <style>
          ${new Html(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${words.title}</h1>
            <div>
              <div class="day">${words.days(report)}</div>
              <div class="note">${mall.name} · ${words.currency}</div>
            </div>
          </header>
          ${attention(report, words)}
          <section>
            <h2>${words.money}</h2>
            ${moneySection(report, drawings, words)}
          </section>
          <section>
            <h2>${words.leasing}</h2>
            ${leasingSection(report, drawings, words)}
          </section>
          <section>
            <h2>${words.operations}</h2>
            ${operationsSection(report.notices, report.tasks, words)}
          </section>
          <footer><span>${words.madeAt(madeAt, mall.timeZone)}</span><span>${mall.name}</span></footer>
        </main>
      </body>
    </html> `.text;
}

function attention(report: Report, words: ReportWords): Html {
  const lines = attentionOf(report.to, report, words);
  if (lines.length === 0) {
    return html`<div class="attention calm"><p>${words.nothingToDo}</p></div>`;
  }
  return html`<div class="attention">
    <h2>${words.attention}</h2>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;
}
