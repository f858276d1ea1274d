import { createHash } from 'node:crypto';
import { BadCell } from './cell-types.js';
import type { ColumnOrder } from './headings.js';
import type { ImportColumn } from './import-kind.js';
import type { RowFault } from './import-problems.js';
import type { SheetRow } from './readers/sheet-row.js';

/** A row as it is staged: normalised texts by column name, null where a cell is empty or faulty. */
export interface ParsedRow {
  readonly number: number;
  readonly values: Readonly<Record<string, string | null>>;
  /** SHA-256, hexadecimal: equal for two rows that say the same. */
  readonly digest: string;
  readonly faults: readonly RowFault[];
}

/** Checks every cell of a row by itself; what takes more than one row is checked once all are staged. */
export function parseRow(row: SheetRow, order: ColumnOrder, columns: readonly ImportColumn[]): ParsedRow {
  const faults: RowFault[] = [];
  const cells = new Map<ImportColumn, string>();
  for (const [index, cell] of row.cells.entries()) {
    const column = order[index];
    if (column === 'passed over') continue;
    if (column) cells.set(column, cell);
    else if (cell !== '')
      faults.push(fault(row, `number ${index + 1}`, cell, 'stands in a column without a heading'));
  }

  const values: Record<string, string | null> = {};
  const digest = createHash('sha256');
  for (const column of columns) {
    const value = parseCell(row, column, cells.get(column) ?? '', faults);
    values[column.name] = value;
    // Only what says more than an empty cell counts, so that a later version with more columns still recognises its rows.
    if (value !== null && value !== column.whenEmpty) {
      digest.update(`${JSON.stringify([column.name, value])}\n`);
    }
  }
  return { number: row.number, values, digest: digest.digest('hex'), faults };
}

function parseCell(row: SheetRow, column: ImportColumn, cell: string, faults: RowFault[]): string | null {
  if (cell === '') {
    if (column.required) faults.push(fault(row, column.name, '', 'must not be empty'));
    return column.whenEmpty ?? null;
  }
  try {
    return column.type.parse(cell);
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    faults.push(fault(row, column.name, cell, error.message));
    return null;
  }
}

/** A cell that is shown in an error is cut there, not in the file. */
const SHOWN = 200;

function fault(row: SheetRow, column: string, value: string, message: string): RowFault {
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}...` : value;
  // PostgreSQL, which keeps the faults meanwhile, has no NUL in its texts.
  return { row: row.number, column, value: shown.replaceAll('\u0000', '\ufffd'), message };
}
