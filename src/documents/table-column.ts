/** What the cells of a column hold, which decides how they are written, formatted and aligned. */
export type CellKind = 'text' | 'money' | 'date' | 'moment' | 'integer' | 'percent';

/** A column of a table that is written as a CSV or XLSX file. */
export interface TableColumn<Row> {
  readonly heading: string;
  readonly kind: CellKind;
  /**
   * What stands in the column; null leaves the cell empty.
   * - money: with two decimals (`1234.50`);
   * - date: `YYYY-MM-DD`;
   * - moment: ISO 8601 with the mall's offset (`2026-01-05T10:00:00+08:00`), shown as the wall clock that it names;
   * - percent: in percent (`5.5` is 5.5 %).
   */
  readonly value: (row: Row) => string | number | null;
  /** In characters of the XLSX sheet; what suits its kind unless given. */
  readonly width?: number;
  /**
   * A row below the last one of the XLSX sheet adds the column up: `SUM` of everything, `SUBTOTAL` of what the filter
   * shows. Of money and integers only.
   */
  readonly total?: 'SUM' | 'SUBTOTAL';
}
