import { UnusableFileProblem } from '../import-problems.js';
import { MAX_COLUMNS, type SheetRow } from './sheet-row.js';
import { type NumberStyle, readWorkbook, type Workbook } from './workbook.js';
import { readXml } from './xml.js';
import { ZipArchive } from './zip-archive.js';

/** Bytes that the sheet may unpack to; 100,000 contracts take about 100 MB. */
const MAX_SHEET = 2 * 1024 * 1024 * 1024;

/**
 * The rows of a workbook's first visible sheet. Dates become `YYYY-MM-DD` (with a time of day: `YYYY-MM-DDTHH:MM:SS`),
 * numbers as a spreadsheet shows them unformatted, percentages with their sign, formulas their results; of merged cells
 * the first holds the text.
 *
 * Not read with exceljs, which writes workbooks well: its streaming reader decodes every chunk of a file by itself, so
 * that here and there a Chinese character that lies across two of them comes out as two question marks, and it leaves
 * temporary files behind.
 * @throws UnusableFileProblem when it is no workbook.
 */
export async function* xlsxRows(path: string): AsyncGenerator<SheetRow> {
  try {
    const archive = await ZipArchive.open(path);
    const workbook = await readWorkbook(archive);
    const text = archive.text(workbook.sheet, MAX_SHEET);
    for await (const sheet of readXml(text, new SheetReader(workbook))) yield* sheet.takeRows();
  } catch (error) {
    if (error instanceof UnusableFileProblem) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableFileProblem(`The workbook is damaged: ${reason}.`);
  }
}

/** Gathers the rows of a sheet's XML. */
class SheetReader {
  private rows: SheetRow[] = [];
  private number = 0;
  private cells: string[] = [];
  private column = 0;
  private type = '';
  private style: NumberStyle = 'number';
  private value = '';
  private inValue = false;
  private phonetic = false;

  constructor(private readonly workbook: Workbook) {}

  /** The rows that are complete since the last call. */
  takeRows(): SheetRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.number = rowNumber(attributes.r, this.number);
      this.cells = [];
      this.column = 0;
    } else if (name === 'c') {
      this.column = attributes.r === undefined ? this.column + 1 : columnOf(attributes.r);
      this.type = attributes.t ?? 'n';
      this.style = this.workbook.numberStyles[Number(attributes.s ?? 0)] ?? 'number';
      this.value = '';
    } else if (name === 'rPh') {
      this.phonetic = true;
    } else if (name === 'v' || name === 't') {
      this.inValue = !this.phonetic;
    }
  }

  text(text: string): void {
    if (this.inValue) this.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.phonetic = false;
    else if (name === 'c') this.addCell();
    else if (name === 'row') this.rows.push({ number: this.number, cells: this.cells });
  }

  private addCell(): void {
    if (this.value === '') return;
    // One past the limit shows the caller that there are too many, however far out the cell stands.
    const index = Math.min(this.column - 1, MAX_COLUMNS);
    while (this.cells.length < index) this.cells.push('');
    this.cells[index] = this.cellText().trim();
  }

  private cellText(): string {
    switch (this.type) {
      case 's':
        return unescaped(this.workbook.texts.get(Number(this.value)));
      case 'n':
        return this.numberText(Number(this.value));
      case 'd':
        return this.value.replace(/T00:00:00(\.0+)?Z?$/, '');
      case 'b':
        return this.value === '1' ? 'TRUE' : 'FALSE';
      default:
        return unescaped(this.value);
    }
  }

  private numberText(value: number): string {
    switch (this.style) {
      case 'date':
        return dateText(value, this.workbook.since1904);
      case 'percent':
        return `${numberText(value * 100)}%`;
      case 'number':
        return numberText(value);
    }
  }
}

/** Rows stand in ascending order; empty ones may be left out. */
function rowNumber(written: string | undefined, previous: number): number {
  const number = written === undefined ? previous + 1 : Number(written);
  if (Number.isSafeInteger(number) && number > previous) return number;
  throw new UnusableFileProblem(
    `The workbook is damaged: row ${written ?? ''} follows after row ${previous}.`,
  );
}

/** 28 for AB12. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  if (column === 0) throw new UnusableFileProblem(`The workbook is damaged: ${reference} is not a cell.`);
  return column;
}

/** Fifteen digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3 there. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '#VALUE!';
  const rounded = Number(value.toPrecision(15));
  return Number.isInteger(rounded) ? BigInt(rounded).toString() : String(rounded);
}

/** Days since 30 December 1899, as spreadsheets count them; the fraction is the time of day. */
function dateText(days: number, since1904: boolean): string {
  const seconds = Math.round((days + (since1904 ? 1462 : 0) - 25_569) * 86_400);
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return '#VALUE!';
  const text = moment.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
}

/** Spreadsheets write characters that XML has no room for as _xHHHH_. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
