import { open, stat } from 'node:fs/promises';
import { codeOf } from '../error-code.js';
import { UnusableFileProblem } from '../import-problems.js';
import { csvRows, csvTextRows } from './csv-rows.js';
import { MAX_COLUMNS, MAX_ROWS, type SheetRow } from './sheet-row.js';
import { xlsxRows } from './xlsx-rows.js';

/**
 * The rows of a CSV or XLSX file that hold anything, one after the other; the whole file is never in memory.
 * What a file is, its first bytes say, not its name.
 * @throws UnusableFileProblem when the file cannot be read.
 */
export async function* sheetRows(path: string): AsyncGenerator<SheetRow> {
  yield* filledRows((await isZip(path)) ? xlsxRows(path) : csvRows(path));
}

/**
 * The rows of a text in CSV that hold anything.
 * @throws UnusableFileProblem when it is no CSV.
 */
export function textRows(text: string): AsyncGenerator<SheetRow> {
  return filledRows(csvTextRows(text));
}

async function* filledRows(rows: AsyncGenerator<SheetRow>): AsyncGenerator<SheetRow> {
  for await (const row of rows) {
    if (row.number > MAX_ROWS) {
      throw new UnusableFileProblem(`The file has more than ${MAX_ROWS} rows: split it.`);
    }
    if (row.cells.length > MAX_COLUMNS) {
      throw new UnusableFileProblem(`Row ${row.number} has more than ${MAX_COLUMNS} columns.`);
    }
    if (row.cells.some((cell) => cell !== '')) yield row;
  }
}

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** Excel until 2003, and workbooks locked with a password. */
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const UTF_16 = [Buffer.from('fffe', 'hex'), Buffer.from('feff', 'hex')];

async function isZip(path: string): Promise<boolean> {
  const start = await firstBytes(path);
  const startsWith = (mark: Buffer) => start.subarray(0, mark.length).equals(mark);
  if (start.length === 0) throw new UnusableFileProblem('The file is empty.');
  if (startsWith(COMPOUND_FILE)) {
    throw new UnusableFileProblem(
      'The file is an old Excel workbook (.xls) or locked with a password: save it as .xlsx or CSV.',
    );
  }
  if (UTF_16.some(startsWith)) {
    throw new UnusableFileProblem('The file is UTF-16 ("Unicode text"): save it as "CSV UTF-8".');
  }
  return startsWith(ZIP);
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    if (!(await stat(path)).isFile()) throw new UnusableFileProblem(`${path} is not a file.`);
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw new UnusableFileProblem(`There is no file ${path}.`);
    if (error instanceof UnusableFileProblem || !(error instanceof Error) || code === undefined) throw error;
    throw new UnusableFileProblem(`The file ${path} cannot be read: ${error.message}.`);
  }
}
