import type { Cell, PaperSize, Style } from 'exceljs';
import type { CellKind } from './table-column.js';

/** Longer text than this makes Excel refuse a file. */
const LONGEST_TEXT = 32_767;

/** How Excel shows the cells of a kind. Text is marked as text: it does not become a formula when somebody edits the cell. */
export const NUMBER_FORMATS: Readonly<Record<CellKind, string>> = {
  text: '@',
  money: '#,##0.00',
  date: 'yyyy-mm-dd',
  moment: 'yyyy-mm-dd hh:mm',
  integer: '#,##0',
  percent: '0.00%',
};

/** In characters, wide enough for what a column of the kind usually holds. */
export const COLUMN_WIDTHS: Readonly<Record<CellKind, number>> = {
  text: 24,
  money: 16,
  date: 12,
  moment: 18,
  integer: 12,
  percent: 10,
};

/** The size of printed sheets; Excel would take letter paper. */
// A `const enum` of the types, which does not exist when the program runs.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
export const A4 = 9 as PaperSize;

/** The cells of a table's heading. */
export const HEADING_STYLE: Partial<Style> = {
  font: { bold: true },
  alignment: { vertical: 'middle', wrapText: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE9EEF4' } },
  border: { bottom: { style: 'thin', color: { argb: 'FF8A97A6' } } },
};

/** The cells that add columns up. */
export const TOTAL_STYLE: Partial<Style> = {
  font: { bold: true },
  border: { top: { style: 'thin', color: { argb: 'FF8A97A6' } } },
};

/**
 * What a cell of an XLSX sheet holds for a value of a kind (see TableColumn.value).
 *
 * Money becomes a double, as every number in a spreadsheet is one. That is exact enough: `numeric(14,2)` has at most 14
 * digits, a double keeps 15 whatever they are, so it shows and rounds back to the same cents (2^53 cents are 90
 * trillion); the sum of a column is right to the cent as long as it has no more digits either.
 */
export function sheetValue(kind: CellKind, value: string | number | null): string | number | Date | null {
  if (value === null) return null;
  switch (kind) {
    case 'text':
      return String(value).slice(0, LONGEST_TEXT);
    case 'date':
    case 'moment':
      return sheetDate(String(value));
    case 'percent':
      // Divided as text, since 2.999 / 100 is 0.029990000000000003.
      return typeof value === 'number' ? value / 100 : Number(`${value}e-2`);
    case 'money':
    case 'integer':
      return Number(value);
  }
}

/**
 * A day, or the wall clock of a moment with an offset, as exceljs wants it: it writes what the clock shows in UTC.
 * @param text `YYYY-MM-DD`, or ISO 8601 such as `2026-01-05T10:00:00+08:00`.
 */
function sheetDate(text: string): Date {
  const [, day = '', time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?/.exec(text) ?? [];
  return new Date(`${day}T${time}Z`);
}

/** Writes a value of a kind into a cell and gives it the number format. */
export function fillCell(cell: Cell, kind: CellKind, value: string | number | null): void {
  cell.value = sheetValue(kind, value);
  cell.numFmt = NUMBER_FORMATS[kind];
}

/**
 * Writes a formula into a cell with the result that it has, for programs that show a file without calculating.
 * @param formula without the equals sign; never made of data.
 */
export function fillFormula(cell: Cell, kind: 'money' | 'integer', formula: string, result: string): void {
  cell.value = { formula, result: Number(result) };
  cell.numFmt = NUMBER_FORMATS[kind];
}
