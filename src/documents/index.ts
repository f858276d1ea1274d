export { amountOf, centsOf, formatAmount } from './amount.js';
export { amountInCapitals } from './amount-in-capitals.js';
export { csvOf } from './csv-file.js';
export type { Language } from './language.js';
export { type Letterhead, letterhead } from './pdf-letterhead.js';
export { renderPdf } from './pdf.js';
export { clockTime, type Paper, paperOf } from './pdf-paper.js';
export {
  amountBand,
  COLOURS,
  drawing,
  facts,
  figures,
  note,
  type PdfCell,
  type PdfColumn,
  pdfTable,
  sectionHeading,
  signature,
} from './pdf-parts.js';
export {
  A4,
  COLUMN_WIDTHS,
  fillCell,
  fillFormula,
  HEADING_STYLE,
  NUMBER_FORMATS,
  sheetValue,
  TOTAL_STYLE,
} from './sheet-cell.js';
export type { CellKind, TableColumn } from './table-column.js';
export { type SheetOptions, xlsxOf } from './xlsx-file.js';
