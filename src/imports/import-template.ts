import type { Readable } from 'node:stream';
import { csvOf, type Language, type TableColumn, xlsxOf } from '../documents/index.js';
import type { ListFormat } from '../lists/index.js';
import { headingWords } from './heading-words.js';
import type { ImportColumn, ImportKind } from './import-kind.js';

/** A file to begin with. */
interface Template {
  /** Its media type. */
  readonly type: string;
  readonly content: Readable;
}

/** The headings of what can be imported, and below them one row as an example, which is to be overwritten. */
export function importTemplate(
  { name, columns }: ImportKind,
  format: ListFormat,
  language: Language,
): Template {
  const table = columns.map((column): TableColumn<readonly ImportColumn[]> => ({
    heading: headingWords(columns, column.name)[language],
    // Whatever it is that is filled in: a spreadsheet must not make a date or a number of it in its own way.
    kind: 'text',
    value: () => column.example ?? null,
  }));
  const rows = [columns];
  if (format === 'csv') return { type: 'text/csv; charset=utf-8', content: csvOf(table, rows) };
  return {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content: xlsxOf(table, rows, { name, author: 'Mallkeeper', totalLabel: '' }),
  };
}
