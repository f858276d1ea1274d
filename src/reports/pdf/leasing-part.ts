import type { Content } from 'pdfmake/interfaces.js';
import {
  COLOURS,
  formatAmount,
  type PdfCell,
  type PdfColumn,
  pdfTable,
  sectionHeading,
} from '../../documents/index.js';
import type { ReportDrawings } from '../charts/report-drawings.js';
import type { Report, ReportedContract, ReportedContracts, VacantShops } from '../dto/report.js';
import { formatPercent, percentOf } from '../figure-words.js';
import { daysBetween } from '../period.js';
import type { ReportWords } from '../words/report-words.js';
import { captioned, captionOf, chart, HALF, pair, together } from './pdf-layout.js';

/** What is let, what will end, and what stands empty. */
export function leasingPart(
  { to, leasing, charts }: Report,
  drawings: ReportDrawings,
  words: ReportWords,
): Content[] {
  const occupied = percentOf(leasing.let, leasing.shops);
  return [
    together(
      sectionHeading(words.leasing),
      captionOf(
        `${words.occupancy} ${formatPercent(occupied)}`,
        words.shopsLet(leasing.let, leasing.shops, leasing.vacant.total),
      ),
      ...(charts
        ? [
            pair(
              chart(words.occupancyChart, drawings.occupancy, words.none, HALF),
              chart(words.expiriesChart, drawings.expiries, words.nothingExpires, HALF),
            ),
          ]
        : []),
    ),
    ...contractTable(words.expiring, leasing.expiring, words, {
      heading: words.daysLeft,
      cell: ({ endDate }) => String(daysBetween(to, endDate)),
    }),
    ...contractTable(words.began, leasing.began, words),
    ...contractTable(words.ended, leasing.ended, words, {
      heading: words.renewed,
      cell: ({ renewed }) => (renewed ? words.yes : words.no),
    }),
    ...vacantTable(leasing.vacant, words),
  ];
}

function contractTable(
  heading: string,
  contracts: ReportedContracts,
  words: ReportWords,
  extra?: { heading: string; cell: (contract: ReportedContract) => string },
): Content[] {
  return listed(
    heading,
    contracts,
    words,
    [
      { heading: words.contract, width: 78 },
      { heading: words.shop, width: '*' },
      { heading: words.tenant, width: '*' },
      { heading: words.from, width: 52 },
      { heading: words.to, width: 52 },
      { heading: words.monthlyRent, width: 58, align: 'right' },
      ...(extra ? [{ heading: extra.heading, width: 38, align: 'right' as const }] : []),
    ],
    (contract) => [
      contract.number,
      `${contract.shopCode} ${contract.shopName}`,
      contract.tenantName,
      contract.startDate,
      contract.endDate,
      formatAmount(contract.monthlyRent),
      ...(extra ? [extra.cell(contract)] : []),
    ],
  );
}

function vacantTable(vacant: VacantShops, words: ReportWords): Content[] {
  return listed(
    words.vacant,
    vacant,
    words,
    [
      { heading: words.shop, width: '*' },
      { heading: words.floor, width: 70 },
      { heading: words.area, width: 70, align: 'right' },
      { heading: words.vacantSince, width: 80, align: 'right' },
    ],
    ({ code, name, floor, areaSqm, since }) => [
      `${code} ${name}`,
      floor ?? '',
      areaSqm === null ? '' : formatAmount(areaSqm),
      since ?? words.neverLet,
    ],
  );
}

/** A heading with a table below it, or the word that there is nothing. */
function listed<Item>(
  heading: string,
  { total, items }: { readonly total: number; readonly items: readonly Item[] },
  words: ReportWords,
  columns: readonly PdfColumn[],
  cells: (item: Item) => PdfCell[],
): Content[] {
  if (total === 0) return [captionOf(heading, words.none)];
  const unnamed = total - items.length;
  return [
    captioned(heading, String(total), pdfTable(columns, items.map(cells))),
    ...(unnamed > 0
      ? [{ text: words.more(unnamed), color: COLOURS.muted, margin: [0, 3, 0, 0] } satisfies Content]
      : []),
  ];
}
