import { formatAmount } from '../../documents/index.js';
import {
  formatChange,
  formatFigure,
  formatPercent,
  formatPercentChange,
  lateMoneyOf,
  percentOf,
} from '../figure-words.js';
import { ageingParts } from '../ageing-parts.js';
import type { ReportDrawings } from '../charts/report-drawings.js';
import { ARROWS, KEY_FIGURES, type KeyFigure, keyFiguresOf, tendencyOf } from '../comparison.js';
import type { ComparedPeriod } from '../dto/comparison.js';
import type { MoneyFigures, Report } from '../dto/report.js';
import type { ReportWords } from '../words/report-words.js';
import { html, Html } from './html.js';
import { card, chart } from './page-parts.js';

/** What was billed and collected, what is owed, and how that was before. */
export function moneySection(report: Report, drawings: ReportDrawings, words: ReportWords): Html {
  const { billed, collected, outstanding, ageing } = report.money;
  const share = formatPercent(percentOf(ageing.total, outstanding));
  const before = report.comparison?.[0];
  const since = (figure: KeyFigure): Html | string => (before ? sinceThen(figure, before, words) : '');
  return html`<div class="cards">
      ${card(words.billed, formatAmount(billed), words.billedNote, '', since('billed'))}
      ${card(words.collected, formatAmount(collected), words.collectedNote, '', since('collected'))}
      ${card(words.outstanding, formatAmount(outstanding), words.outstandingNote, '', since('outstanding'))}
      ${card(words.overdue, formatAmount(ageing.total), words.overdueNote(ageing.bills, share), ageing.bills > 0 ? 'bad' : '', since('overdue'))}
    </div>
    ${lateMoney(report.money, words)}
    ${report.comparison ? comparisonTable(report, report.comparison, words) : ''}
    ${
      report.charts
        ? chart(
            words.collectionsChart(report.charts.collections.length),
            drawings.collections,
            words.nothingMoved,
          )
        : ''
    }
    <h3>${words.ageing}</h3>
    <div class="pair">
      ${drawings.ageing === undefined ? '' : html`<figure>${new Html(drawings.ageing)}</figure>`}
      <div>${ageingTable(report.money, words)}</div>
    </div>`;
}

/** What no report before has told of the money of days before. */
function lateMoney(money: MoneyFigures, words: ReportWords): Html | string {
  const late = lateMoneyOf(money);
  if (late === undefined) return '';
  return html`<p class="late">
    ${words.recordedLater} <b>${formatAmount(late)}</b> <span class="note">${words.recordedLaterNote}</span>
  </p>`;
}

/** The change since the first of the times that are compared, in one line. */
function sinceThen(figure: KeyFigure, before: ComparedPeriod, words: ReportWords): Html {
  const { direction, news } = tendencyOf(figure, before[figure]);
  const change = `${ARROWS[direction]} ${formatPercentChange(before[figure], figure, words)}`.trim();
  return html`<div class="since ${news}">${words.since(before.name, change)}</div>`;
}

function comparisonTable(report: Report, comparison: readonly ComparedPeriod[], words: ReportWords): Html {
  const now = keyFiguresOf(report.money, report.leasing);
  return html`<h3>${words.comparison}</h3>
    <table class="comparison">
      <thead>
        <tr>
          <th>${words.figure}</th>
          <th class="number">${words.now}</th>
          ${comparison.map(
            ({ name, from, to }) =>
              html`<th class="number">
                ${words.compared[name]}<span class="when">${from === to ? from : `${from} – ${to}`}</span>
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${KEY_FIGURES.map(
          (figure) =>
            html` <tr>
              <td>${words.figures[figure]}</td>
              <td class="number"><b>${formatFigure(now[figure], figure)}</b></td>
              ${comparison.map((before) => comparedCell(figure, before, words))}
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function comparedCell(figure: KeyFigure, before: ComparedPeriod, words: ReportWords): Html {
  const { direction, news } = tendencyOf(figure, before[figure]);
  const change = before[figure];
  const percent = change.percent === null ? '' : ` (${formatPercentChange(change, figure, words)})`;
  return html`<td class="number">
    ${formatFigure(change.was, figure)}
    <div class="since ${news}">${ARROWS[direction]} ${formatChange(change, figure, words)}${percent}</div>
  </td>`;
}

function ageingTable(money: MoneyFigures, words: ReportWords): Html {
  const { outstanding, ageing } = money;
  if (ageing.bills === 0) return html`<p class="none">${words.nothingOverdue}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>${words.age}</th>
        <th class="number">${words.bills}</th>
        <th class="number">${words.amount}</th>
        <th class="number">${words.share}</th>
      </tr>
    </thead>
    <tbody>
      ${ageingParts(money, words).map(
        ({ label, bills, amount, percent }, age) =>
          html` <tr>
            <td><span class="swatch age-${age}"></span>${label}</td>
            <td class="number">${bills ?? ''}</td>
            <td class="number">${formatAmount(amount)}</td>
            <td class="number">${formatPercent(percent)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <td>${words.total}</td>
        <td class="number">${ageing.bills}</td>
        <td class="number">${formatAmount(ageing.total)}</td>
        <td class="number">${formatPercent(percentOf(ageing.total, outstanding))}</td>
      </tr>
    </tfoot>
  </table>`;
}
