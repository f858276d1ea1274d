import type { ListFile, Words } from '../lists/index.js';
import type { ImportColumn } from './import-kind.js';

/**
 * The heading of a column that can be imported, for files that are given out: in Chinese the one that is shown, in English
 * the column's name.
 */
export function headingWords(columns: readonly ImportColumn[], name: string): Words {
  const column = columns.find((each) => each.name === name);
  if (!column) throw new RangeError(`There is no column ${name} to import.`);
  return { zh: column.headings[0] ?? name, en: name };
}

/** The headings of a list's file that are not among those that can be imported, in both languages. */
export function headingsOfMore<Row>(file: ListFile<Row>, columns: readonly ImportColumn[]): string[] {
  const names = columns.map(({ name }) => name);
  return file.columns.flatMap(({ heading }) => (names.includes(heading.en) ? [] : [heading.en, heading.zh]));
}
