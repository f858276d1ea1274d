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
  const wallClock = wallClockOf(timeZone);
  return columns.map(({ heading, kind, value, words, width, total }) => ({
    heading: heading[language],
    kind,
    width,
    total: total ? 'SUBTOTAL' : undefined,
    value: (row) => {
      const given = value(row);
      if (given instanceof Date) return wallClock(given);
      return words?.[String(given)]?.[language] ?? given;
    },
  }));
}

/** Offsets change at full quarters of an hour only, in ms. */
const QUARTER = 900_000;

/**
 * Writes moments as ISO 8601 with the offset of a time zone, to the second. Neighbouring rows are often of one time: to ask for
 * the offset of each of a million took longer than to read them.
 */
function wallClockOf(timeZone: string): (moment: Date) => string {
  let quarter = NaN;
  let offset = { ms: 0, text: '' };
  return (moment) => {
    const time = moment.getTime();
    if (Math.floor(time / QUARTER) !== quarter) {
      const there = DateTime.fromMillis(time, { zone: timeZone });
      quarter = Math.floor(time / QUARTER);
      offset = { ms: there.offset * 60_000, text: there.toFormat('ZZ') };
    }
    return new Date(time + offset.ms).toISOString().slice(0, 19) + offset.text;
  };
}
