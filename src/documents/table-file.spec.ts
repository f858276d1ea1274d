import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { csvOf } from './csv-file.js';
import type { TableColumn } from './table-column.js';
import { xlsxOf } from './xlsx-file.js';

interface Line {
  readonly name: string;
  readonly amount: string;
  readonly day: string | null;
}

const columns: TableColumn<Line>[] = [
  { heading: '名称', kind: 'text', value: ({ name }) => name },
  { heading: 'Amount', kind: 'money', value: ({ amount }) => amount, total: 'SUM' },
  { heading: 'Due', kind: 'date', value: ({ day }) => day },
  { heading: 'Paid at', kind: 'moment', value: ({ day }) => day && `${day}T23:30:00+08:00` },
  { heading: 'Share', kind: 'percent', value: () => '2.999' },
  { heading: 'Bills', kind: 'integer', value: () => 3, total: 'SUBTOTAL' },
];

const lines: Line[] = [
  { name: '=HYPERLINK("http://example.test","点击")', amount: '0.10', day: '2026-02-28' },
  { name: 'Café "L1", 北座', amount: '-0.30', day: null },
  { name: '张三', amount: '999999999999.99', day: '2024-02-29' },
];

async function sheetOf(file: Readable): Promise<ExcelJS.Worksheet> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load((await buffer(file)) as unknown as ExcelJS.Buffer);
  return workbook.worksheets[0]!;
}

/** Endless rows, which count how many were drawn and know when they are let go of. */
function endless(): { rows: AsyncIterable<Line>; drawn: () => number; letGo: Promise<void> } {
  let count = 0;
  let tell: () => void;
  const letGo = new Promise<void>((resolve) => (tell = resolve));
  async function* rows(): AsyncGenerator<Line> {
    try {
      for (;;) {
        count += 1;
        // Text that does not compress, or what is buffered here and there would hold a great many rows.
        yield { ...lines[0]!, name: randomBytes(200).toString('base64') };
        if (count % 100 === 0) await new Promise(setImmediate);
      }
    } finally {
      tell();
    }
  }
  return { rows: rows(), drawn: () => count, letGo };
}

describe('csvOf', () => {
  it('writes what Excel reads as it was meant', async () => {
    expect(await text(csvOf(columns.slice(0, 4), lines))).toBe(
      // text() strips the byte order mark, which the next test looks at.
      '名称,Amount,Due,Paid at\r\n' +
        `"'=HYPERLINK(""http://example.test"",""点击"")",0.10,2026-02-28,2026-02-28T23:30:00+08:00\r\n` +
        '"Café ""L1"", 北座",-0.30,,\r\n' +
        '张三,999999999999.99,2024-02-29,2024-02-29T23:30:00+08:00\r\n',
    );
  });

  it('begins with a byte order mark', async () => {
    expect((await buffer(csvOf(columns, []))).subarray(0, 3).toString('hex')).toBe('efbbbf');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
    'lets %j be no formula',
    async (name) => {
      const only = [columns[0]!];
      expect(await text(csvOf(only, [{ name, amount: '0.00', day: null }]))).toMatch(/^名称\r\n"?'/);
    },
  );
});

describe('xlsxOf', () => {
  it('writes text, amounts, dates and formulas as what they are', async () => {
    const sheet = await sheetOf(xlsxOf(columns, lines, { name: 'Bills: [2026]', totalLabel: 'Total' }));
    const cellsOf = (row: number): unknown[] =>
      columns.map((_, index) => sheet.getCell(row, index + 1).value);
    const utc = (moment: string): Date => new Date(`${moment}Z`);
    expect(sheet.name).toBe('Bills   2026');
    expect([2, 3, 4, 5].map(cellsOf)).toEqual([
      [lines[0]!.name, 0.1, utc('2026-02-28T00:00:00'), utc('2026-02-28T23:30:00'), 0.02999, 3],
      [lines[1]!.name, -0.3, null, null, 0.02999, 3],
      ['张三', 999999999999.99, utc('2024-02-29T00:00:00'), utc('2024-02-29T23:30:00'), 0.02999, 3],
      [
        'Total',
        { formula: 'SUM(B2:B4)', result: 999999999999.79 },
        null,
        null,
        null,
        { formula: 'SUBTOTAL(109,F2:F4)', result: 9 },
      ],
    ]);
    expect(sheet.getCell('A2').type).toBe(ExcelJS.ValueType.String);
    expect(sheet.getCell('A2').numFmt).toBe('@');
    expect(sheet.getCell('B5').numFmt).toBe('#,##0.00');
    expect(sheet.getCell('A1').font.bold).toBe(true);
    expect(sheet.views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
    expect(sheet.autoFilter).toBe('A1:F4');
  });

  it('has a heading even without rows', async () => {
    const sheet = await sheetOf(xlsxOf(columns, [], { name: '账单' }));
    expect([sheet.rowCount, sheet.getCell('A1').value]).toEqual([1, '名称']);
  });
});

describe.each([
  ['csvOf', (rows: AsyncIterable<Line>) => csvOf(columns, rows)],
  ['xlsxOf', (rows: AsyncIterable<Line>) => xlsxOf(columns, rows, { name: '账单' })],
])('%s', (_, write) => {
  it('draws no more rows than are read, and lets go of them when the reader goes away', async () => {
    const { rows, drawn, letGo } = endless();
    const file = write(rows);
    await once(file, 'readable');
    let seen = -1;
    while (seen !== drawn()) {
      seen = drawn();
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    }
    expect(seen).toBeLessThan(5_000);
    file.destroy();
    await letGo;
  });

  it('breaks off with the error of its rows', async () => {
    async function* rows(): AsyncGenerator<Line> {
      yield lines[0]!;
      throw new Error('The database is gone.');
    }
    await expect(buffer(write(rows()))).rejects.toThrow('The database is gone.');
  });
});
