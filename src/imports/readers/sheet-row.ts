/** One row of a file, cells as trimmed text. */
export interface SheetRow {
  /** As a spreadsheet counts: the heading is row 1, and a cell with line breaks is still one row. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** More rows than any spreadsheet has (Excel: 1,048,576) are no spreadsheet. */
export const MAX_ROWS = 1_048_576;

/** No kind of file has nearly as many columns; a row beyond is broken or hostile. */
export const MAX_COLUMNS = 200;

/**
 * Bytes read at once. Of 16 KB the text is a small object to the garbage collector, which frees it at once; of 64 KB, what
 * is the default, it is a large one when it is Chinese, and an import now and then took 100 MB more.
 */
export const CHUNK = 16 * 1024;
