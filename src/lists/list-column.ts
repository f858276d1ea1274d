import { DateTime } from 'luxon';
import type { CellKind, Language, TableColumn } from '../documents/index.js';

/** A word of the program in both of its languages. */
export type Words = Readonly<Record<Language, string>>;

/** A column of a list's file. */
export interface ListColumn<Row> {
  readonly heading: Words;
  readonly kind: CellKind;
  /** Null leaves the cell empty. Money has two decimals, a date is `YYYY-MM-DD`. */
  readonly value: (row: Row) => string | number | Date | null;
  /** What stands for the values that are words of the program, such as a status; another value stays as it is. */
  readonly words?: Readonly<Record<string, Words>>;
  readonly width?: number;
  /** A last row of an XLSX file adds up what its filter shows. Not of a file that can be imported again. */
  readonly total?: boolean;
}

/** The columns in one language. @param timeZone of the mall, whose wall clock moments show. */
export function tableColumns<Row>(
  columns: readonly ListColumn<Row>[],
  language: Language,
  timeZone: string,
): TableColumn<Row>[] {
  return columns.map(({ heading, kind, value, words, width, total }) => ({
    heading: heading[language],
    kind,
    width,
    total: total ? 'SUBTOTAL' : undefined,
    value: (row) => {
      const given = value(row);
      if (given instanceof Date) {
        return DateTime.fromJSDate(given, { zone: timeZone }).toISO({ suppressMilliseconds: true });
      }
      return words?.[String(given)]?.[language] ?? given;
    },
  }));
}
