import { Decimal } from 'decimal.js';
import type { Workbook } from 'exceljs';
import { NUMBER_FORMATS, sheetValue } from '../../documents/index.js';
import { ageingParts } from '../ageing-parts.js';
import { KEY_FIGURES, keyFiguresOf } from '../comparison.js';
import type { Report } from '../dto/report.js';
import { lateMoneyOf } from '../figure-words.js';
import type { ReportWords } from '../words/report-words.js';
import {
  addReportSheet,
  FIRST_LINE,
  HEADING_LINE,
  shareOf,
  type SheetColumn,
  type SheetHead,
  sumOf,
} from './report-sheet.js';

/** A figure on its line. */
interface FigureRow {
  readonly label: string;
  /** Occupancy: its values are parts of one, its changes percentage points. */
  readonly isPart: boolean;
  readonly now: string;
  /** One for each time that it is compared with. */
  readonly was: readonly string[];
}

/** The sheets of what was billed and collected, and of what is owed. */
export function addMoneySheets(
  workbook: Workbook,
  report: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  addFigures(workbook, report, words, headOf);
  addAgeing(workbook, report, words, headOf);
  addCollections(workbook, report, words, headOf);
}

function addFigures(
  workbook: Workbook,
  report: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  const now = keyFiguresOf(report.money, report.leasing);
  const comparison = report.comparison ?? [];
  const rows = KEY_FIGURES.map((figure): FigureRow => ({
    label: words.figures[figure],
    isPart: figure === 'occupancy',
    now: figure === 'occupancy' ? partOf(now[figure]) : now[figure],
    was: comparison.map((before) =>
      figure === 'occupancy' ? partOf(before[figure].was) : before[figure].was,
    ),
  }));
  const columns: SheetColumn<FigureRow>[] = [
    { heading: words.figure, kind: 'text', width: 18, cell: ({ label }) => label },
    { heading: words.now, kind: 'money', width: 18, cell: (row) => row.now },
  ];
  for (const [index, { name, from, to }] of comparison.entries()) {
    const days = from === to ? from : `${from} – ${to}`;
    // Every time has three columns, from the third on.
    const letter = letterOf(3 + index * 3);
    const was = (row: FigureRow): Decimal => new Decimal(row.was[index] ?? 0);
    columns.push(
      {
        heading: `${words.compared[name]}\n${days}`,
        kind: 'money',
        width: from === to ? 18 : 24,
        cell: (row) => row.was[index] ?? null,
      },
      {
        heading: words.change,
        kind: 'money',
        width: 16,
        format: '+#,##0.00;-#,##0.00;0.00',
        cell: (row, line) => ({
          formula: row.isPart ? `(B${line}-${letter}${line})*100` : `B${line}-${letter}${line}`,
          result: new Decimal(row.now)
            .minus(was(row))
            .times(row.isPart ? 100 : 1)
            .toFixed(2),
        }),
      },
      {
        heading: words.changePercent,
        kind: 'percent',
        width: 11,
        format: '+0.0%;-0.0%;0.0%',
        cell: (row, line) =>
          shareOf(
            `(B${line}-${letter}${line})`,
            `ABS(${letter}${line})`,
            was(row).isZero()
              ? null
              : new Decimal(row.now).minus(was(row)).times(100).div(was(row).abs()).toFixed(6),
          ),
      },
    );
  }
  const name = words.sheets.figures;
  const sheet = addReportSheet(workbook, name, headOf(name), columns, rows);
  sheet.getRow(HEADING_LINE).height = comparison.length > 0 ? 32 : 18;
  // Occupancy is the last figure.
  const line = FIRST_LINE + KEY_FIGURES.indexOf('occupancy');
  for (let column = 2; column <= columns.length; column += 1) {
    const cell = sheet.getCell(line, column);
    const place = (column - 3) % 3;
    if (column > 2 && place === 1) cell.numFmt = `+0.0" ${words.points}";-0.0" ${words.points}";0.0`;
    else if (column > 2 && place === 2) cell.value = null;
    else cell.numFmt = '0.0%';
  }
  addShares(sheet, report, words, line);
  addLateMoney(sheet, report, words, line + 4);
}

/** Below the figures: what part of them others are. */
function addShares(
  sheet: ReturnType<typeof addReportSheet>,
  { money }: Report,
  words: ReportWords,
  last: number,
): void {
  const [billed, collected, outstanding, overdue] = [0, 1, 2, 3].map((index) => `B${FIRST_LINE + index}`);
  const shares: [string, string, string, string, string][] = [
    [words.overdueShare, overdue ?? '', outstanding ?? '', money.ageing.total, money.outstanding],
    [words.collectedShare, collected ?? '', billed ?? '', money.collected, money.billed],
  ];
  for (const [index, [label, part, whole, partNow, wholeNow]] of shares.entries()) {
    const line = last + 2 + index;
    sheet.getCell(line, 1).value = label;
    const cell = sheet.getCell(line, 2);
    const result = new Decimal(wholeNow).isZero() ? '' : new Decimal(partNow).div(wholeNow).toNumber();
    cell.value = { formula: shareOf(part, whole, null).formula, result };
    cell.numFmt = '0.0%';
  }
}

/** What no report before has told of the money of days before. */
function addLateMoney(
  sheet: ReturnType<typeof addReportSheet>,
  { money }: Report,
  words: ReportWords,
  line: number,
): void {
  const late = lateMoneyOf(money);
  if (late === undefined) return;
  sheet.getCell(line, 1).value = words.recordedLater;
  sheet.getCell(line, 1).alignment = { vertical: 'top', wrapText: true };
  sheet.getCell(line, 2).value = sheetValue('money', late);
  sheet.getCell(line, 2).numFmt = NUMBER_FORMATS.money;
  sheet.getCell(line, 2).alignment = { vertical: 'top' };
  sheet.getCell(line, 3).value = words.recordedLaterNote;
}

function addAgeing(
  workbook: Workbook,
  report: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  const { outstanding } = report.money;
  const parts = ageingParts(report.money, words);
  const total = `C${FIRST_LINE + parts.length}`;
  const name = words.sheets.ageing;
  addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      { heading: words.age, kind: 'text', width: 28, cell: ({ label }) => label },
      // Without a sum: what is not overdue is not counted.
      { heading: words.bills, kind: 'integer', width: 14, cell: ({ bills }) => bills },
      {
        heading: words.amount,
        kind: 'money',
        width: 20,
        cell: ({ amount }) => amount,
        total: sumOf('C', outstanding),
      },
      {
        heading: words.share,
        kind: 'percent',
        width: 12,
        cell: ({ percent }, line) => shareOf(`C${line}`, total, percent),
        total: (first, last) => ({
          formula: `SUM(D${first}:D${last})`,
          result: new Decimal(outstanding).isZero() ? 0 : 100,
        }),
      },
    ],
    parts,
    { totalLabel: words.outstanding },
  );
}

function addCollections(
  workbook: Workbook,
  { charts }: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  if (!charts) return;
  const days = charts.collections;
  const sum = (figure: 'billed' | 'collected'): Decimal =>
    days.reduce((total, day) => total.plus(day[figure]), new Decimal(0));
  const soFar = days.map((_, index) =>
    days.slice(0, index + 1).reduce((total, day) => total.plus(day.collected), new Decimal(0)),
  );
  const name = words.sheets.collections;
  addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      { heading: words.date, kind: 'date', width: 14, cell: ({ date }) => date },
      {
        heading: words.figures.billed,
        kind: 'money',
        width: 18,
        cell: ({ billed }) => billed,
        total: sumOf('B', sum('billed').toFixed(2)),
      },
      {
        heading: words.figures.collected,
        kind: 'money',
        width: 18,
        cell: ({ collected }) => collected,
        total: sumOf('C', sum('collected').toFixed(2)),
      },
      {
        heading: words.collectedSoFar,
        kind: 'money',
        width: 18,
        cell: (_day, line) => ({
          formula: `SUM(C$${FIRST_LINE}:C${line})`,
          result: soFar[line - FIRST_LINE]?.toFixed(2) ?? null,
        }),
      },
    ],
    days,
    { totalLabel: words.sum },
  );
}

/** Percent as a part of one. */
function partOf(percent: string): string {
  return new Decimal(percent).div(100).toFixed(3);
}

/** A column's letter: its 1st is A; there are fewer than 27. */
function letterOf(column: number): string {
  return String.fromCharCode(64 + column);
}
