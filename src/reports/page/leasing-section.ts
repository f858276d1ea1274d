import { formatAmount } from '../../documents/index.js';
import { formatPercent, percentOf } from '../figure-words.js';
import type { ReportDrawings } from '../charts/report-drawings.js';
import type { Report, ReportedContract, ReportedContracts, VacantShops } from '../dto/report.js';
import { daysBetween } from '../period.js';
import type { ReportWords } from '../words/report-words.js';
import { html, type Html } from './html.js';
import { chart, listed } from './page-parts.js';

/** What is let, what will end, and what stands empty. */
export function leasingSection(
  { to, leasing: figures, charts }: Report,
  drawings: ReportDrawings,
  words: ReportWords,
): Html {
  const occupied = percentOf(figures.let, figures.shops);
  return html`<h3>
      ${words.occupancy} ${formatPercent(occupied)}
      <span class="count">${words.shopsLet(figures.let, figures.shops, figures.vacant.total)}</span>
    </h3>
    <div class="bar"><span class="let" style="width:${occupied.toFixed(3)}%"></span></div>
    ${
      charts
        ? html`<div class="pair">
            ${chart(words.occupancyChart, drawings.occupancy, words.none)}
            ${chart(words.expiriesChart, drawings.expiries, words.nothingExpires)}
          </div>`
        : ''
    }
    ${contractTable(words.expiring, figures.expiring, words, [words.daysLeft, (contract) => html`<td class="number">${daysBetween(to, contract.endDate)}</td>`])}
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
