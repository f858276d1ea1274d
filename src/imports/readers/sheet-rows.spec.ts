import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { zipFile } from '../../../test/support/zip-file.js';
import { UnusableFileProblem } from '../import-problems.js';
import type { SheetRow } from './sheet-row.js';
import { sheetRows, textRows } from './sheet-rows.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mallkeeper sheets '));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function all(rows: AsyncIterable<SheetRow>): Promise<SheetRow[]> {
  const list = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** Reads a file with this content. */
function read(content: string | Buffer): Promise<SheetRow[]> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return all(sheetRows(path));
}

/** Why a file with this content cannot be read. */
async function refusalOf(content: string | Buffer): Promise<string> {
  const error: unknown = await read(content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnusableFileProblem);
  return (error as UnusableFileProblem).message;
}

describe('a CSV file', () => {
  it('is read in UTF-8, with or without a byte order mark', async () => {
    const rows = [
      { number: 1, cells: ['code', 'name'] },
      { number: 2, cells: ['L1-101', '金汇珠宝'] },
    ];
    expect(await read('code,name\nL1-101,金汇珠宝\n')).toEqual(rows);
    expect(await read('\ufeffcode,name\nL1-101,金汇珠宝\n')).toEqual(rows);
  });

  it.each(['utf-8', 'gb18030'])(
    'in %s keeps every character, wherever its bytes are cut',
    async (encoding) => {
      // Odd lengths put the borders of the chunks in which a file is read into the middle of characters.
      const lines = Array.from(
        { length: 9000 },
        (_, index) => `${'a'.repeat(index % 7)}金汇珠宝𠮷,店铺${index}`,
      );
      const rows = await read(iconv.encode(lines.join('\n'), encoding));
      expect(rows.map(({ cells }) => cells.join(','))).toEqual(lines);
    },
  );

  it('has its rows counted as a spreadsheet does', async () => {
    const rows = await read('code,name\r\n\r\nA,"two\r\nlines"\r\n,\r\n"B","a ""quoted"" name"\r\nC,5" pipe');
    expect(rows).toEqual([
      { number: 1, cells: ['code', 'name'] },
      { number: 3, cells: ['A', 'two\r\nlines'] },
      { number: 5, cells: ['B', 'a "quoted" name'] },
      { number: 6, cells: ['C', '5" pipe'] },
    ]);
  });

  it('may come from the program itself, as text', async () => {
    expect(await all(textRows('code\nA\n'))).toEqual([
      { number: 1, cells: ['code'] },
      { number: 2, cells: ['A'] },
    ]);
  });

  it('is refused when a quotation mark is not closed, with the row where it stands', async () => {
    const before = Array.from({ length: 5 }, (_, index) => `${index},x\n`).join('');
    expect(await refusalOf(`code,name\n${before}6,"x\n7,x\n8,x\n`)).toMatch(
      /^Row 7 has a quotation mark that is not closed/,
    );
    expect(await refusalOf(`code,name\n${before}6,"x\n${'7,x\n'.repeat(100_000)}`)).toMatch(
      /^Row 7 has a quotation mark that is not closed/,
    );
  });

  it('is refused when a byte of its UTF-8 was lost, rather than read as gibberish in GB18030', async () => {
    const whole = Buffer.from('code,name\nL1-101,金汇珠宝店\nL1-102,华客影城\n');
    const damaged = Buffer.concat([whole.subarray(0, 18), whole.subarray(19)]);
    expect(await refusalOf(damaged)).toBe('The file is damaged: line 2 holds bytes that are not UTF-8.');
  });
});

describe('a file', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /is empty/],
    ['UTF-16', Buffer.from('\ufeffcode,name\n', 'utf16le'), /is UTF-16 .* save it as "CSV UTF-8"/],
    ['binary', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /holds binary data/],
    ['neither UTF-8 nor GB18030', Buffer.from([0x63, 0xff, 0xff, 0x0a]), /neither UTF-8 nor GB18030/],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), /old Excel workbook \(\.xls\)/],
    ['too wide', `code\n${','.repeat(300)}x\n`, /Row 2 has more than 200 columns/],
  ])('that is %s is refused', async (_what, content, reason) => {
    expect(await refusalOf(content)).toMatch(reason);
  });

  it('that is not there, or a folder, is refused by its name', async () => {
    const missing = join(folder, 'missing.csv');
    await expect(all(sheetRows(missing))).rejects.toThrow(
      new UnusableFileProblem(`There is no file ${missing}.`),
    );
    await expect(all(sheetRows(folder))).rejects.toThrow(new UnusableFileProblem(`${folder} is not a file.`));
  });
});

/** A workbook with one sheet of this XML, and whatever else. */
function workbook(sheet: string, parts: Record<string, string> = {}): Record<string, string> {
  return {
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    ...parts,
  };
}

describe('an XLSX file', () => {
  /** As exceljs writes it. */
  async function written(
    fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void,
  ): Promise<SheetRow[]> {
    const book = new ExcelJS.Workbook();
    fill(book.addWorksheet('店铺'), book);
    return read(Buffer.from(await book.xlsx.writeBuffer()));
  }

  it('gives texts, numbers, dates, percentages and results of formulas as they are seen', async () => {
    const rows = await written((sheet) => {
      sheet.addRow(['编号', ' 店铺 ', 1684.19, 0.1 + 0.2, 13_800_000_000, new Date('2026-05-03')]);
      sheet.getCell('F1').numFmt = 'yyyy"年"m"月"d"日"';
      sheet.getRow(3).values = [
        { richText: [{ text: '金汇' }, { text: '珠宝', font: { bold: true } }] },
        { formula: '1+1', result: 2 },
        { formula: 'A1&"-x"', result: '编号-x' },
        { error: '#REF!' },
        true,
        { text: 'tenant1@shop.example', hyperlink: 'mailto:tenant1@shop.example' },
      ];
      sheet.getCell('G3').value = 0.035;
      sheet.getCell('G3').numFmt = '0.0%';
      sheet.getCell('H3').value = new Date('2026-05-03T13:30:00Z');
      sheet.getCell('H3').numFmt = 'yyyy-mm-dd hh:mm';
      sheet.getCell('I3').value = 12500;
      sheet.getCell('I3').numFmt = '[Red]"day" #,##0.00';
    });
    expect(rows).toEqual([
      { number: 1, cells: ['编号', '店铺', '1684.19', '0.3', '13800000000', '2026-05-03'] },
      {
        number: 3,
        cells: [
          '金汇珠宝',
          '2',
          '编号-x',
          '#REF!',
          'TRUE',
          'tenant1@shop.example',
          '3.5%',
          '2026-05-03T13:30:00',
          '12500',
        ],
      },
    ]);
  });

  it('is read from its first visible sheet', async () => {
    const rows = await written((sheet, book) => {
      sheet.state = 'hidden';
      sheet.addRow(['hidden']);
      book.addWorksheet('second').addRow(['visible']);
    });
    expect(rows).toEqual([{ number: 1, cells: ['visible'] }]);
  });

  it('may have been written as a stream, with its texts in the sheet or shared', async () => {
    for (const useSharedStrings of [false, true]) {
      const filename = join(folder, 'streamed.xlsx');
      const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename, useSharedStrings });
      const sheet = book.addWorksheet('a');
      for (let index = 0; index < 5000; index++) sheet.addRow([`店铺${index}`, '金汇珠宝𠮷', index]).commit();
      await book.commit();
      const rows = await all(sheetRows(filename));
      expect(rows).toHaveLength(5000);
      expect(
        rows.every(({ number, cells }) => cells.join() === `店铺${number - 1},金汇珠宝𠮷,${number - 1}`),
      ).toBe(true);
    }
  });

  it('may have ZIP64 numbers throughout, prefixes, and no cell references', async () => {
    const parts = workbook('', {
      'xl/worksheets/sheet1.xml':
        '<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>' +
        '<x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    });
    expect(await read(zipFile(parts, { zip64: true }))).toEqual([{ number: 1, cells: ['a', '2'] }]);
  });

  it('counts days as the workbook does that began on a Macintosh', async () => {
    const parts = workbook('<row><c s="0"><v>44683</v></c></row>', {
      'xl/workbook.xml':
        '<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
      'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
    });
    expect(await read(zipFile(parts))).toEqual([{ number: 1, cells: ['2026-05-03'] }]);
  });

  const good = '<row r="1"><c r="A1"><v>1</v></c></row>';
  it.each<[string, Buffer, RegExp]>([
    ['no workbook', zipFile({ 'word/document.xml': '<a/>' }), /archive, but not an Excel workbook/],
    ['without a sheet', zipFile({ 'xl/workbook.xml': '<workbook/>' }), /has no sheet/],
    ['cut off', zipFile(workbook(good)).subarray(0, -60), /cut off/],
    ['cut in the middle', zipFile(workbook(good)).subarray(0, 100), /cut off/],
    ['of broken XML', zipFile(workbook('<row>')), /is damaged/],
    ['of wrong checksums', zipFile(workbook(good), { crcError: 1 }), /checksum/],
    ['of rows that go back', zipFile(workbook(good + good)), /row 1 follows after row 1/],
    ['of rows without a number', zipFile(workbook('<row r="x"/>')), /row x follows after row 0/],
    ['of cells without a column', zipFile(workbook('<row><c r="1A"/></row>')), /1A is not a cell/],
    ['too wide', zipFile(workbook('<row><c r="ZZZ1"><v>1</v></c></row>')), /more than 200 columns/],
    ['too long', zipFile(workbook('<row r="1048577"><c><v>1</v></c></row>')), /more than 1048576 rows/],
  ])('that is %s is refused', async (_what, content, reason) => {
    expect(await refusalOf(content)).toMatch(reason);
  });

  it('that unpacks to far more than it seems is refused as soon as that shows', async () => {
    const endless = 'a'.repeat(4 * 1024 * 1024);
    expect(await refusalOf(zipFile(workbook(`<row><c t="str"><v>${endless}</v></c></row>`)))).toMatch(
      /far too long for a cell/,
    );
    const manyTexts = `<si><t>${'a'.repeat(900_000)}</t></si>`.repeat(80);
    const bomb = zipFile(workbook(good, { 'xl/sharedStrings.xml': `<sst>${manyTexts}</sst>` }));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusalOf(bomb)).toMatch(/unpacks to far more/);
  });
});
