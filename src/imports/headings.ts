import type { ImportColumn } from './import-kind.js';
import type { RowFault } from './import-problems.js';

/** Which column of the kind each column of the file holds; `null` for a column without a heading. */
export type ColumnOrder = readonly (ImportColumn | 'passed over' | null)[];

/** A longer heading is a text that has strayed into row 1. */
const LONGEST_HEADING = 100;

/**
 * Reads the first row of a file: headings in English or Chinese, in any order. What stands below one of `passedOver` is not
 * looked at.
 * The faults name every heading that is unknown, doubled or missing.
 */
export function readHeadings(
  cells: readonly string[],
  columns: readonly ImportColumn[],
  passedOver: readonly string[] = [],
): { order: ColumnOrder; faults: RowFault[] } {
  const faults: RowFault[] = [];
  const seen = new Set<ImportColumn>();
  const order = cells.map((heading) => {
    const cell = heading.slice(0, LONGEST_HEADING);
    if (normalise(cell) === '') return null;
    const column = columns.find((each) => headingsOf(each).includes(normalise(cell)));
    if (!column && passedOver.map(normalise).includes(normalise(cell))) return 'passed over';
    if (!column) {
      const message = `is not a heading of this file; the nearest is ${nearest(cell, columns)}`;
      faults.push({ row: 1, column: cell, value: cell, message });
      return null;
    }
    if (seen.has(column)) {
      faults.push({ row: 1, column: column.name, value: cell, message: 'is there twice' });
    }
    seen.add(column);
    return column;
  });
  for (const column of columns) {
    if (column.required && !seen.has(column)) {
      const [chinese] = column.headings;
      const message = `the column is missing${chinese === undefined ? '' : ` (in Chinese: ${chinese})`}`;
      faults.push({ row: 1, column: column.name, value: '', message });
    }
  }
  return { order, faults };
}

function headingsOf(column: ImportColumn): string[] {
  return [column.name, ...column.headings].map(normalise);
}

/** `Area (sqm)`, `area_sqm` and `面积（㎡）` differ in nothing that matters: case, spaces and a unit in brackets. */
function normalise(heading: string): string {
  return heading
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\s*\([^()]*\)$/, '')
    .replace(/^\*\s*|\s*\*$/g, '')
    .replace(/[\s_-]+/g, '_');
}

/** The heading that shares most with the one written. */
function nearest(heading: string, columns: readonly ImportColumn[]): string {
  const written = normalise(heading);
  let best = '';
  let least = Infinity;
  for (const candidate of columns.flatMap((column) => [column.name, ...column.headings])) {
    const difference = differenceOf(written, normalise(candidate));
    if (difference < least) [best, least] = [candidate, difference];
  }
  return best;
}

/** 0: one is part of the other, as "rent" of "monthly_rent"; 1: they share nothing. */
function differenceOf(left: string, right: string): number {
  if (left.includes(right) || right.includes(left)) return 0;
  return editDistance(left, right) / Math.max(left.length, right.length);
}

/** How many characters must be inserted, removed or replaced to make one text of the other (Levenshtein). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 0; row < left.length; row++) {
    const current = [row + 1];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (right[column - 1] === left[row] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
