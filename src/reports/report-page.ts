import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import { formatAmount, percentOf } from './amounts.js';
import type {
  LeasingFigures,
  MoneyFigures,
  NoticeFigures,
  Report,
  ReportedContract,
  ReportedContracts,
  TaskFigures,
  VacantShops,
} from './dto/report.js';
import { html, Html } from './html.js';
import { attentionOf, daysBetween } from './report-attention.js';
import { REPORT_STYLE } from './report-style.js';
import { type Language, REPORT_WORDS, type ReportWords } from './report-words.js';

/** How much of an error is shown, in characters. */
const LONGEST_ERROR = 240;

/**
 * A report as a page of its own, to be read on the screen or printed on A4. It loads nothing and runs nothing.
 * @param timeZone the mall's.
 */
export function reportPage(report: Report, language: Language, timeZone: string): string {
  const words = REPORT_WORDS[language];
  const madeAt = DateTime.fromJSDate(report.createdAt, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm');
  return html`<!doctype html>
    <html lang="${words.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.title} ${report.date}</title>
        <style>
          ${new Html(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${words.title}</h1>
            <div>
              <div class="day">${words.day(report.date)}</div>
              <div class="note">${words.currency}</div>
            </div>
          </header>
          ${attention(report, words)}
          <section>
            <h2>${words.money}</h2>
            ${money(report.money, words)}
          </section>
          <section>
            <h2>${words.leasing}</h2>
            ${leasing(report.date, report.leasing, words)}
          </section>
          <section>
            <h2>${words.operations}</h2>
            ${operations(report.notices, report.tasks, words)}
          </section>
          <footer><span>${words.madeAt(madeAt, timeZone)}</span><span>Mallkeeper</span></footer>
        </main>
      </body>
    </html> `.text;
}

function attention(report: Report, words: ReportWords): Html {
  const lines = attentionOf(report.date, report, words);
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

function money(figures: MoneyFigures, words: ReportWords): Html {
  const { billed, collected, outstanding, ageing } = figures;
  const share = formatPercent(percentOf(ageing.total, outstanding));
  return html`<div class="cards">
      ${card(words.billed, formatAmount(billed), words.billedNote)}
      ${card(words.collected, formatAmount(collected), words.collectedNote)}
      ${card(words.outstanding, formatAmount(outstanding), words.outstandingNote)}
      ${card(words.overdue, formatAmount(ageing.total), words.overdueNote(ageing.bills, share), ageing.bills > 0 ? 'bad' : '')}
    </div>
    <h3>${words.ageing}</h3>
    ${ageingTable(figures, words)}`;
}

function ageingTable({ outstanding, ageing }: MoneyFigures, words: ReportWords): Html {
  if (ageing.bills === 0) return html`<p class="none">${words.nothingOverdue}</p>`;
  const notOverdue = new Decimal(outstanding).minus(ageing.total).toFixed(2);
  const parts = [
    { label: words.notOverdue, bills: null, amount: notOverdue },
    ...ageing.buckets.map(({ days, bills, amount }) => ({ label: words.daysOverdue(days), bills, amount })),
  ].map((part, age) => ({ ...part, age, percent: percentOf(part.amount, outstanding) }));
  return html`<div class="bar">
      ${parts.map(({ age, percent }) => html`<span class="age-${age}" style="width:${percent.toFixed(3)}%"></span>`)}
    </div>
    <table>
      <thead>
        <tr>
          <th>${words.age}</th>
          <th class="number">${words.bills}</th>
          <th class="number">${words.amount}</th>
          <th class="number">${words.share}</th>
        </tr>
      </thead>
      <tbody>
        ${parts.map(
          ({ label, bills, amount, age, percent }) =>
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

function leasing(date: string, figures: LeasingFigures, words: ReportWords): Html {
  const occupied = percentOf(figures.let, figures.shops);
  return html`<h3>
      ${words.occupancy} ${formatPercent(occupied)}
      <span class="count">${words.shopsLet(figures.let, figures.shops, figures.vacant.total)}</span>
    </h3>
    <div class="bar"><span class="let" style="width:${occupied.toFixed(3)}%"></span></div>
    ${contractTable(words.expiring, figures.expiring, words, [words.daysLeft, (contract) => html`<td class="number">${daysBetween(date, contract.endDate)}</td>`])}
    ${contractTable(words.began, figures.began, words)}
    ${contractTable(words.ended, figures.ended, words, [words.renewed, (contract) => html`<td class="number">${contract.renewed ? words.yes : words.no}</td>`])}
    ${vacantTable(figures.vacant, words)}`;
}

function contractTable(
  heading: string,
  contracts: ReportedContracts,
  words: ReportWords,
  extra?: [heading: string, cell: (contract: ReportedContract) => Html],
): Html {
  return listed(
    heading,
    contracts,
    words,
    html`<th style="width:15%">${words.contract}</th>
      <th style="width:19%">${words.shop}</th>
      <th style="width:25%">${words.tenant}</th>
      <th style="width:11.5%">${words.from}</th>
      <th style="width:11.5%">${words.to}</th>
      <th class="number">${words.monthlyRent}</th>
      ${extra ? html`<th class="number">${extra[0]}</th>` : ''}`,
    (contract) =>
      html`<td class="code">${contract.number}</td>
        <td>${contract.shopCode} ${contract.shopName}</td>
        <td>${contract.tenantName}</td>
        <td class="date">${contract.startDate}</td>
        <td class="date">${contract.endDate}</td>
        <td class="number">${formatAmount(contract.monthlyRent)}</td>
        ${extra ? extra[1](contract) : ''}`,
  );
}

function vacantTable(vacant: VacantShops, words: ReportWords): Html {
  return listed(
    words.vacant,
    vacant,
    words,
    html`<th>${words.shop}</th>
      <th>${words.floor}</th>
      <th class="number">${words.area}</th>
      <th class="number">${words.vacantSince}</th>`,
    ({ code, name, floor, areaSqm, since }) =>
      html`<td>${code} ${name}</td>
        <td>${floor ?? ''}</td>
        <td class="number">${areaSqm === null ? '' : formatAmount(areaSqm)}</td>
        <td class="number">${since ?? words.neverLet}</td>`,
  );
}

/** A heading with a table below it, or the word that there is nothing. */
function listed<Item>(
  heading: string,
  { total, items }: { readonly total: number; readonly items: readonly Item[] },
  words: ReportWords,
  columns: Html,
  cells: (item: Item) => Html,
): Html {
  if (total === 0) return html`<h3>${heading}<span class="count">${words.none}</span></h3>`;
  const unnamed = total - items.length;
  return html`<h3>${heading}<span class="count">${total}</span></h3>
    <table>
      <thead>
        <tr>
          ${columns}
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (item) =>
            html` <tr>
              ${cells(item)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${unnamed > 0 ? html`<p class="none">${words.more(unnamed)}</p>` : ''}`;
}

function operations(notices: NoticeFigures, tasks: readonly TaskFigures[], words: ReportWords): Html {
  const sum = (count: (task: TaskFigures) => number): number =>
    tasks.reduce((total, task) => total + count(task), 0);
  const failed = sum((task) => task.failed);
  return html`<div class="cards">
      ${card(words.noticesSent, String(notices.sent))}
      ${card(words.noticesFailed, String(notices.failed), '', notices.failed > 0 ? 'bad' : '')}
      ${card(words.runsSucceeded, String(sum((task) => task.succeeded)))}
      ${card(words.runsFailed, String(failed), '', failed > 0 ? 'bad' : '')}
    </div>
    ${tasks.length === 0 ? '' : taskTable(tasks, words)}`;
}

function taskTable(tasks: readonly TaskFigures[], words: ReportWords): Html {
  return html`<table style="margin-top:14px">
    <thead>
      <tr>
        <th>${words.task}</th>
        <th class="number">${words.succeeded}</th>
        <th class="number">${words.failed}</th>
        <th class="number">${words.retried}</th>
        <th class="number">${words.revoked}</th>
        <th class="number">${words.longest}</th>
      </tr>
    </thead>
    <tbody>
      ${tasks.map((task) => taskRows(task, words))}
    </tbody>
  </table>`;
}

function taskRows(task: TaskFigures, words: ReportWords): Html {
  const name = words.taskNames[task.task];
  const row = html`<td>
      ${name ?? task.task}${name === undefined ? '' : html` <span class="faint">${task.task}</span>`}
    </td>
    <td class="number">${task.succeeded}</td>
    <td class="number">
      ${task.failed > 0 ? html`<span class="bad-number">${task.failed}</span>` : task.failed}
    </td>
    <td class="number">${task.retried}</td>
    <td class="number">${task.revoked}</td>
    <td class="number">${task.longestMs === null ? '' : formatDuration(task.longestMs)}</td>`;
  if (task.lastError === null)
    return html` <tr>
      ${row}
    </tr>`;
  const error = task.lastError;
  const shown = error.length > LONGEST_ERROR ? `${error.slice(0, LONGEST_ERROR)}…` : error;
  return html` <tr class="joined">
      ${row}
    </tr>
    <tr class="error">
      <td colspan="6">${shown}</td>
    </tr>`;
}

function card(label: string, value: string, note = '', mood = ''): Html {
  // Sums of a large mall need more room.
  const size = value.length > 12 ? 'long' : '';
  return html`<div class="card ${mood}">
    <div class="label">${label}</div>
    <div class="value ${size}">${value}</div>
    <div class="note">${note}</div>
  </div>`;
}

function formatPercent(percent: number): string {
  return `${percent.toFixed(1)}%`;
}

/** @param ms milliseconds */
function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
