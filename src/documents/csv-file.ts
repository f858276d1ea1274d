import { Readable } from 'node:stream';
import type { TableColumn } from './table-column.js';

/** Without it Excel takes the file for one in the machine's own encoding, and Chinese is garbled. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Characters that are sent on together. */
const CHUNK = 64 * 1024;

/**
 * What a spreadsheet takes for the beginning of a formula, in text: a tenant called `=HYPERLINK(...)` would run on the
 * machine of whoever opens the file (CSV injection, OWASP). The wide forms count in Chinese and Japanese editions.
 */
const BEGINS_A_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Rows as a CSV file: UTF-8 with a byte order mark, CRLF, quoted where need be. Text that a spreadsheet would take for a
 * formula gets an apostrophe in front. The rows are drawn only as fast as the file is read, and are let go of when the reader
 * goes away; an error of theirs destroys the stream.
 */
export function csvOf<Row>(
  columns: readonly TableColumn<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
): Readable {
  return Readable.from(chunks(columns, rows), { objectMode: false });
}

async function* chunks<Row>(
  columns: readonly TableColumn<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
): AsyncGenerator<Buffer> {
  let text = BYTE_ORDER_MARK + lineOf(columns.map(({ heading }) => textCell(heading)));
  for await (const row of rows) {
    text += lineOf(columns.map((column) => cellOf(column, row)));
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function cellOf<Row>(column: TableColumn<Row>, row: Row): string {
  const value = column.value(row);
  if (value === null) return '';
  // Only text may come from anybody; a negative amount begins with a minus and stays a number.
  return column.kind === 'text' ? textCell(String(value)) : String(value);
}

function textCell(text: string): string {
  return BEGINS_A_FORMULA.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
