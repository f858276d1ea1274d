import type { Worksheet } from 'exceljs';
import {
  A4,
  amountOf,
  type CellKind,
  centsOf,
  COLUMN_WIDTHS,
  fillCell,
  fillFormula,
  HEADING_STYLE,
  type Language,
  TOTAL_STYLE,
} from '../../documents/index.js';
import { type MallOnPaper, span } from './mall-on-paper.js';
import { type Statement, STATEMENT_WORDS, sumsOf } from './statement.js';

/** Below the title and what the statement is about. */
const HEADING_ROW = 6;

/** Which cells hold what, so that the formulas find it. */
const [DEBIT, CREDIT, BALANCE] = ['E', 'F', 'G'] as const;

/**
 * The account of a tenant over some days as an XLSX file with which an accountant can go on: the running balance, the totals and
 * the ageing's sum are formulas, whose results stand in the file too.
 * @throws StatementDoesNotBalanceError when its figures do not add up.
 */
export async function statementWorkbook(
  statement: Statement,
  mall: MallOnPaper,
  language: Language,
  madeAt: string,
): Promise<Buffer> {
  const { default: ExcelJS } = await import('exceljs');
  const words = STATEMENT_WORDS[language];
  const workbook = new ExcelJS.Workbook();
  workbook.creator = mall.name;
  workbook.lastModifiedBy = mall.name;
  workbook.created = new Date(madeAt);
  workbook.modified = new Date(madeAt);
  workbook.title = `${words.title} ${statement.tenantName}`;
  const pageSetup = { paperSize: A4, fitToPage: true, fitToWidth: 1, fitToHeight: 0 };
  writeEntries(
    workbook.addWorksheet(words.title, {
      views: [{ state: 'frozen', ySplit: HEADING_ROW }],
      pageSetup: { ...pageSetup, orientation: 'landscape', printTitlesRow: `${HEADING_ROW}:${HEADING_ROW}` },
    }),
    statement,
    mall,
    language,
  );
  if (statement.ageing !== undefined && statement.ageing.length > 0) {
    writeAgeing(workbook.addWorksheet(words.ageing, { pageSetup }), statement.ageing, language);
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function writeEntries(sheet: Worksheet, statement: Statement, mall: MallOnPaper, language: Language): void {
  const words = STATEMENT_WORDS[language];
  const sums = sumsOf(statement);
  sheet.getCell('A1').value = `${mall.name} ${words.title}`;
  sheet.getCell('A1').font = { bold: true, size: 14 };
  writeFact(sheet, 2, words.tenant, statement.tenantName);
  writeFact(sheet, 3, words.contracts, statement.contractNumbers.join(', '));
  writeFact(sheet, 4, words.period, span(statement.from, statement.to, language));
  writeFact(sheet, 5, words.currency, mall.currency);
  writeHeading(sheet, HEADING_ROW, [
    [words.date, 'date'],
    [words.kind, 'text', 14],
    [words.document, 'text', 28],
    [words.description, 'text', 40],
    [words.debit, 'money'],
    [words.credit, 'money'],
    [words.balance, 'money'],
  ]);

  const opening = HEADING_ROW + 1;
  fillCell(sheet.getCell(opening, 1), 'date', statement.from);
  fillCell(sheet.getCell(opening, 4), 'text', words.opening);
  fillCell(sheet.getCell(`${BALANCE}${opening}`), 'money', statement.openingBalance);

  for (const [index, entry] of statement.entries.entries()) {
    const row = opening + 1 + index;
    fillCell(sheet.getCell(row, 1), 'date', entry.date);
    fillCell(sheet.getCell(row, 2), 'text', words.kinds[entry.kind]);
    fillCell(sheet.getCell(row, 3), 'text', entry.documentNumber);
    fillCell(sheet.getCell(row, 4), 'text', entry.description);
    fillCell(sheet.getCell(`${DEBIT}${row}`), 'money', entry.debit);
    fillCell(sheet.getCell(`${CREDIT}${row}`), 'money', entry.credit);
    fillFormula(
      sheet.getCell(`${BALANCE}${row}`),
      'money',
      `ROUND(${BALANCE}${row - 1}+${DEBIT}${row}-${CREDIT}${row},2)`,
      sums.balances[index] ?? statement.openingBalance,
    );
  }

  const last = opening + statement.entries.length;
  const total = last + 1;
  fillCell(sheet.getCell(total, 1), 'date', statement.to);
  fillCell(sheet.getCell(total, 4), 'text', words.closing);
  // From the opening balance's row on, whose cells are empty: so there is a range even without entries.
  const sumOf = (column: string): string => `SUM(${column}${opening}:${column}${last})`;
  fillFormula(sheet.getCell(`${DEBIT}${total}`), 'money', sumOf(DEBIT), sums.debit);
  fillFormula(sheet.getCell(`${CREDIT}${total}`), 'money', sumOf(CREDIT), sums.credit);
  fillFormula(
    sheet.getCell(`${BALANCE}${total}`),
    'money',
    `ROUND(${BALANCE}${opening}+${DEBIT}${total}-${CREDIT}${total},2)`,
    statement.closingBalance,
  );
  styleTotal(sheet, total, 7);
  sheet.autoFilter = { from: { row: HEADING_ROW, column: 1 }, to: { row: last, column: 7 } };
}

function writeAgeing(sheet: Worksheet, ageing: NonNullable<Statement['ageing']>, language: Language): void {
  const words = STATEMENT_WORDS[language];
  writeHeading(sheet, 1, [
    [words.age, 'text'],
    [words.bills, 'integer'],
    [words.amount, 'money'],
  ]);
  for (const [index, { label, bills, amount }] of ageing.entries()) {
    fillCell(sheet.getCell(index + 2, 1), 'text', label);
    fillCell(sheet.getCell(index + 2, 2), 'integer', bills);
    fillCell(sheet.getCell(index + 2, 3), 'money', amount);
  }
  const last = ageing.length + 1;
  const count = ageing.reduce((sum, { bills }) => sum + bills, 0);
  const amount = amountOf(ageing.reduce((sum, each) => sum + centsOf(each.amount), 0n));
  fillCell(sheet.getCell(last + 1, 1), 'text', words.sum);
  fillFormula(sheet.getCell(last + 1, 2), 'integer', `SUM(B2:B${last})`, String(count));
  fillFormula(sheet.getCell(last + 1, 3), 'money', `SUM(C2:C${last})`, amount);
  styleTotal(sheet, last + 1, 3);
}

function writeFact(sheet: Worksheet, row: number, label: string, value: string): void {
  fillCell(sheet.getCell(row, 1), 'text', label);
  fillCell(sheet.getCell(row, 2), 'text', value);
}

function writeHeading(
  sheet: Worksheet,
  row: number,
  columns: readonly (readonly [heading: string, kind: CellKind, width?: number])[],
): void {
  for (const [index, [heading, kind, width]] of columns.entries()) {
    sheet.getColumn(index + 1).width = width ?? COLUMN_WIDTHS[kind];
    const cell = sheet.getCell(row, index + 1);
    cell.value = heading;
    cell.style = {
      ...HEADING_STYLE,
      alignment: { ...HEADING_STYLE.alignment, horizontal: kind === 'text' ? 'left' : 'right' },
    };
  }
}

function styleTotal(sheet: Worksheet, row: number, columns: number): void {
  for (let column = 1; column <= columns; column += 1) {
    const cell = sheet.getCell(row, column);
    cell.style = { ...cell.style, ...TOTAL_STYLE };
  }
}
