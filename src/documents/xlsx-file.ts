import { once } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { Worksheet } from 'exceljs';
import { amountOf, centsOf } from './amount.js';
import {
  A4,
  COLUMN_WIDTHS,
  sheetValue,
  fillFormula,
  HEADING_STYLE,
  NUMBER_FORMATS,
  TOTAL_STYLE,
} from './sheet-cell.js';
import type { TableColumn } from './table-column.js';

/** How an XLSX file is called inside. */
export interface SheetOptions {
  /** Of the sheet; what Excel does not allow in it is left out. */
  readonly name: string;
  /** Who made the file, as its properties tell. */
  readonly author?: string;
  /** What stands before the totals. */
  readonly totalLabel?: string;
}

/**
 * Rows as an XLSX file with one sheet: a frozen heading, filters, dates and amounts as such, and a row of totals where a
 * column asks for one. The rows are drawn only as fast as the file is read, and are let go of when the reader goes away; an error
 * of theirs destroys the stream.
 */
export function xlsxOf<Row>(
  columns: readonly TableColumn<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
  options: SheetOptions,
): Readable {
  const file = new PassThrough();
  write(file, columns, rows, options).catch((error: unknown) => file.destroy(error as Error));
  return file;
}

async function write<Row>(
  file: PassThrough,
  columns: readonly TableColumn<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
  { name, author = 'Mallkeeper', totalLabel = '' }: SheetOptions,
): Promise<void> {
  const gone = new AbortController();
  file.once('close', () => gone.abort());
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: file, useStyles: true });
  workbook.creator = author;
  workbook.lastModifiedBy = author;
  const sheet = workbook.addWorksheet(sheetName(name), {
    views: [{ state: 'frozen', ySplit: 1 }],
    pageSetup: { paperSize: A4, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.columns = columns.map(({ kind, width }) => ({
    width: width ?? COLUMN_WIDTHS[kind],
    style: { numFmt: NUMBER_FORMATS[kind] },
  }));
  const valve = valveOf(sheet);
  writeHeading(sheet, columns);

  const sums = columns.map(() => 0n);
  let count = 0;
  for await (const row of rows) {
    count += 1;
    const line = sheet.getRow(count + 1);
    for (const [index, column] of columns.entries()) {
      const value = column.value(row);
      // Its format is that of the column.
      line.getCell(index + 1).value = sheetValue(column.kind, value);
      if (column.total !== undefined) sums[index] = (sums[index] ?? 0n) + hundredths(column, value);
    }
    line.commit();
    gone.signal.throwIfAborted();
    if (valve.writableNeedDrain) await once(valve, 'drain', { signal: gone.signal });
  }
  // A total of nothing would add up its own row.
  if (count > 0 && columns.some(({ total }) => total !== undefined)) {
    writeTotals(sheet, columns, sums, count, totalLabel);
  }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: count + 1, column: columns.length } };
  sheet.commit();
  await workbook.commit();
}

function writeHeading<Row>(sheet: Worksheet, columns: readonly TableColumn<Row>[]): void {
  const line = sheet.getRow(1);
  for (const [index, { heading, kind }] of columns.entries()) {
    const cell = line.getCell(index + 1);
    cell.value = heading;
    cell.style = {
      ...HEADING_STYLE,
      alignment: { ...HEADING_STYLE.alignment, horizontal: kind === 'text' ? 'left' : 'right' },
    };
  }
  line.commit();
}

function writeTotals<Row>(
  sheet: Worksheet,
  columns: readonly TableColumn<Row>[],
  sums: readonly bigint[],
  count: number,
  label: string,
): void {
  const line = sheet.getRow(count + 2);
  for (const [index, { kind, total }] of columns.entries()) {
    const cell = line.getCell(index + 1);
    const { letter } = sheet.getColumn(index + 1);
    if (total !== undefined && (kind === 'money' || kind === 'integer')) {
      const range = `${letter}2:${letter}${count + 1}`;
      const formula = total === 'SUM' ? `SUM(${range})` : `SUBTOTAL(109,${range})`;
      fillFormula(cell, kind, formula, amountOf(sums[index] ?? 0n));
    } else if (index === 0) {
      cell.value = label;
    }
    cell.style = { ...cell.style, ...TOTAL_STYLE };
  }
  line.commit();
}

function hundredths<Row>({ kind }: TableColumn<Row>, value: string | number | null): bigint {
  if (value === null) return 0n;
  return kind === 'money' ? centsOf(String(value)) : BigInt(value) * 100n;
}

/**
 * Puts a stream between a sheet and its part of the archive whose `drain` can be waited for. exceljs itself never waits: with a
 * slow reader, or a long table, all of the sheet would pile up in memory before the compression.
 */
function valveOf(sheet: Worksheet): PassThrough {
  // Not in its types: the stream that a sheet is written to, which knows where it goes on.
  const { stream } = sheet as unknown as { stream: { pipes: Writable[] } };
  const valve = new PassThrough();
  for (const pipe of stream.pipes) valve.pipe(pipe);
  stream.pipes = [valve];
  return valve;
}

/** A name that Excel accepts for a sheet: at most 31 characters, none of those that it uses in references. */
function sheetName(name: string): string {
  return (
    name
      .replaceAll(/[[\]:*?/\\']/g, ' ')
      .trim()
      .slice(0, 31) || 'Sheet1'
  );
}
