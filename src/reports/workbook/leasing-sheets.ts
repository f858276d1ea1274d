import { Decimal } from 'decimal.js';
import type { Workbook } from 'exceljs';
import { NUMBER_FORMATS, sheetValue, TOTAL_STYLE } from '../../documents/index.js';
import { occupancyOf } from '../comparison.js';
import type { Report, ReportedContract, ReportedContracts } from '../dto/report.js';
import { daysBetween } from '../period.js';
import type { ReportWords } from '../words/report-words.js';
import {
  addReportSheet,
  FIRST_LINE,
  shareOf,
  type SheetColumn,
  type SheetHead,
  sumOf,
} from './report-sheet.js';

/** The sheets of contracts and shops. */
export function addLeasingSheets(
  workbook: Workbook,
  report: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  const { leasing, to } = report;
  addContracts(workbook, words.sheets.expiring, leasing.expiring, words, headOf, {
    heading: words.daysLeft,
    kind: 'integer',
    width: 11,
    cell: ({ endDate }, line) => ({ formula: `F${line}-${day(to)}`, result: daysBetween(to, endDate) }),
  });
  addContracts(workbook, words.sheets.began, leasing.began, words, headOf);
  addContracts(workbook, words.sheets.ended, leasing.ended, words, headOf, {
    heading: words.renewed,
    kind: 'text',
    width: 10,
    cell: ({ renewed }) => (renewed ? words.yes : words.no),
  });
  addVacant(workbook, report, words, headOf);
  addExpiries(workbook, report, words, headOf);
  addOccupancy(workbook, report, words, headOf);
}

function addContracts(
  workbook: Workbook,
  name: string,
  contracts: ReportedContracts,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
  extra?: SheetColumn<ReportedContract>,
): void {
  const { items } = contracts;
  const rents = items.reduce((sum, { monthlyRent }) => sum.plus(monthlyRent), new Decimal(0));
  const sheet = addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      { heading: words.contract, kind: 'text', width: 20, cell: ({ number }) => number },
      { heading: words.shopCode, kind: 'text', width: 12, cell: ({ shopCode }) => shopCode },
      { heading: words.shop, kind: 'text', width: 26, cell: ({ shopName }) => shopName },
      { heading: words.tenant, kind: 'text', width: 34, cell: ({ tenantName }) => tenantName },
      { heading: words.from, kind: 'date', width: 12, cell: ({ startDate }) => startDate },
      { heading: words.to, kind: 'date', width: 12, cell: ({ endDate }) => endDate },
      {
        heading: words.monthlyRent,
        kind: 'money',
        width: 16,
        cell: ({ monthlyRent }) => monthlyRent,
        total: sumOf('G', rents.toFixed(2)),
      },
      ...(extra ? [extra] : []),
    ],
    items,
    sumsOf(contracts, words),
  );
  addSumOfAll(sheet, contracts, { column: 7, sum: contracts.monthlyRent }, words);
}

function addVacant(
  workbook: Workbook,
  { leasing: { vacant }, to }: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  const name = words.sheets.vacant;
  const area = vacant.items.reduce((sum, { areaSqm }) => sum.plus(areaSqm ?? 0), new Decimal(0));
  const sheet = addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      { heading: words.shopCode, kind: 'text', width: 14, cell: ({ code }) => code },
      { heading: words.shop, kind: 'text', width: 30, cell: (shop) => shop.name },
      { heading: words.floor, kind: 'text', width: 10, cell: ({ floor }) => floor },
      {
        heading: words.area,
        kind: 'money',
        width: 14,
        cell: ({ areaSqm }) => areaSqm,
        total: sumOf('D', area.toFixed(2)),
      },
      { heading: words.vacantSince, kind: 'date', width: 14, cell: ({ since }) => since },
      {
        heading: words.daysVacant,
        kind: 'integer',
        width: 12,
        cell: ({ since }, line) => ({
          formula: `IF(E${line}="","",${day(to)}-E${line}+1)`,
          result: since === null ? null : daysBetween(since, to) + 1,
        }),
      },
    ],
    vacant.items,
    sumsOf(vacant, words),
  );
  addSumOfAll(sheet, vacant, { column: 4, sum: vacant.areaSqm }, words);
}

function addExpiries(
  workbook: Workbook,
  { charts }: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  if (!charts) return;
  const { expiries } = charts;
  const name = words.sheets.expiries;
  const contracts = expiries.reduce((sum, month) => sum + month.contracts, 0);
  const rents = expiries.reduce((sum, month) => sum.plus(month.monthlyRent), new Decimal(0));
  addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      {
        heading: words.month,
        kind: 'date',
        format: 'yyyy-mm',
        width: 12,
        cell: ({ month }) => `${month}-01`,
      },
      {
        heading: words.contractCount,
        kind: 'integer',
        width: 12,
        cell: (month) => month.contracts,
        total: sumOf('B', contracts),
      },
      {
        heading: words.endingRent,
        kind: 'money',
        width: 24,
        cell: ({ monthlyRent }) => monthlyRent,
        total: sumOf('C', rents.toFixed(2)),
      },
    ],
    expiries,
    { totalLabel: words.sum },
  );
}

function addOccupancy(
  workbook: Workbook,
  { charts }: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  if (!charts) return;
  const name = words.sheets.occupancy;
  addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      { heading: words.date, kind: 'date', width: 14, cell: ({ date }) => date },
      { heading: words.shops, kind: 'integer', width: 12, cell: ({ shops }) => shops },
      { heading: words.shopsThatAreLet, kind: 'integer', width: 12, cell: (on) => on.let },
      {
        heading: words.occupancy,
        kind: 'percent',
        format: '0.0%',
        width: 12,
        cell: (on, line) => shareOf(`C${line}`, `B${line}`, on.shops === 0 ? null : occupancyOf(on)),
      },
    ],
    charts.occupancy,
  );
}

/** A list of which a part may be named. */
interface Listed {
  readonly total: number;
  readonly items: readonly object[];
}

/** What the sum below a list is called, and what is said where that is not the sum of all. */
function sumsOf({ total, items }: Listed, words: ReportWords): { totalLabel: string; note?: string } {
  if (total === 0) return { totalLabel: words.sum, note: words.none };
  if (total === items.length) return { totalLabel: words.sum };
  return { totalLabel: words.sumOfListed(items.length), note: words.more(total - items.length) };
}

/** Below the sum of what is named, the one of all, where that is another. */
function addSumOfAll(
  sheet: ReturnType<typeof addReportSheet>,
  { total, items }: Listed,
  { column, sum }: { readonly column: number; readonly sum: string | undefined },
  words: ReportWords,
): void {
  if (sum === undefined || total === items.length) return;
  const line = FIRST_LINE + items.length + 1;
  sheet.getCell(line, 1).value = words.sumOfAll(total);
  sheet.getCell(line, column).value = sheetValue('money', sum);
  for (let each = 1; each <= sheet.columnCount; each += 1) {
    const cell = sheet.getCell(line, each);
    cell.style = { ...cell.style, ...TOTAL_STYLE };
  }
  sheet.getCell(line, column).numFmt = NUMBER_FORMATS.money;
}

/** A date in a formula. */
function day(date: string): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  return `DATE(${year},${month},${dayOfMonth})`;
}
