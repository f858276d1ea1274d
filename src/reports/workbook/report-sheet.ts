import type { Cell, Workbook, Worksheet } from 'exceljs';
import {
  A4,
  type CellKind,
  HEADING_STYLE,
  NUMBER_FORMATS,
  sheetValue,
  TOTAL_STYLE,
} from '../../documents/index.js';

/** What a cell works out, with the result for programs that show a file without calculating. */
export interface Formula {
  /** Without the equals sign; never made of data. */
  readonly formula: string;
  /** As a value of the cell's kind; null: an empty text. */
  readonly result: string | number | null;
}

/** A column of a sheet. */
export interface SheetColumn<Row> {
  readonly heading: string;
  readonly kind: CellKind;
  /** In characters. */
  readonly width: number;
  /** @param line the number of the row in the sheet, for formulas. */
  readonly cell: (row: Row, line: number) => string | number | null | Formula;
  /** What stands below the last row. */
  readonly total?: (first: number, last: number) => Formula;
  /** Instead of what suits its kind. */
  readonly format?: string;
}

/** What stands over every sheet. */
export interface SheetHead {
  readonly title: string;
  readonly subtitle: string;
}

/** The line of the headings: above them are the title, what it is about, and a free line. */
export const HEADING_LINE = 4;

/** The line of the first row. */
export const FIRST_LINE = HEADING_LINE + 1;

/**
 * Adds a sheet with a title, a frozen heading, the rows and a row of totals, set up for A4.
 * @param options.note what is to be said below it.
 */
export function addReportSheet<Row>(
  workbook: Workbook,
  name: string,
  head: SheetHead,
  columns: readonly SheetColumn<Row>[],
  rows: readonly Row[],
  options: { readonly totalLabel?: string; readonly note?: string } = {},
): Worksheet {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: HEADING_LINE }],
    pageSetup: {
      paperSize: A4,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      orientation: columns.length > 5 ? 'landscape' : 'portrait',
      printTitlesRow: `${HEADING_LINE}:${HEADING_LINE}`,
    },
    headerFooter: { oddFooter: '&L&8&A&R&8&P / &N' },
  });
  sheet.columns = columns.map(({ width }) => ({ width }));
  sheet.getCell(1, 1).value = head.title;
  sheet.getCell(1, 1).font = { bold: true, size: 14 };
  sheet.getCell(2, 1).value = head.subtitle;
  sheet.getCell(2, 1).font = { color: { argb: 'FF667383' } };
  for (const [index, { heading, kind }] of columns.entries()) {
    const cell = sheet.getCell(HEADING_LINE, index + 1);
    cell.value = heading;
    cell.style = {
      ...HEADING_STYLE,
      alignment: { ...HEADING_STYLE.alignment, horizontal: kind === 'text' ? 'left' : 'right' },
    };
  }
  for (const [index, row] of rows.entries()) {
    const line = FIRST_LINE + index;
    for (const [position, column] of columns.entries()) {
      fill(sheet.getCell(line, position + 1), column, column.cell(row, line));
    }
  }
  const last = HEADING_LINE + rows.length;
  if (rows.length > 0 && columns.some(({ total }) => total)) {
    for (const [position, column] of columns.entries()) {
      const cell = sheet.getCell(last + 1, position + 1);
      if (column.total) fill(cell, column, column.total(FIRST_LINE, last));
      else if (position === 0) cell.value = options.totalLabel ?? '';
      cell.style = { ...cell.style, ...TOTAL_STYLE };
    }
  }
  if (options.note !== undefined) {
    const cell = sheet.getCell(last + 3, 1);
    cell.value = options.note;
    cell.font = { color: { argb: 'FF667383' } };
  }
  return sheet;
}

/** The sum of a column, as a formula. */
export function sumOf(letter: string, result: string | number): (first: number, last: number) => Formula {
  return (first, last) => ({ formula: `SUM(${letter}${first}:${letter}${last})`, result });
}

/** A part in percent of a whole, as a formula: empty where there is no whole. */
export function shareOf(part: string, whole: string, percent: string | number | null): Formula {
  return { formula: `IF(${whole}=0,"",${part}/${whole})`, result: percent };
}

function fill<Row>(
  cell: Cell,
  { kind, format }: SheetColumn<Row>,
  value: string | number | null | Formula,
): void {
  cell.value =
    typeof value === 'object' && value !== null
      ? { formula: value.formula, result: sheetValue(kind, value.result) ?? '' }
      : sheetValue(kind, value);
  cell.numFmt = format ?? NUMBER_FORMATS[kind];
  cell.alignment = { vertical: 'top', wrapText: kind === 'text' };
}
