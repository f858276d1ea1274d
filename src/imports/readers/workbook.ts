import { posix } from 'node:path';
import { UnusableFileProblem } from '../import-problems.js';
import { SharedStrings } from './shared-strings.js';
import { readXml, type XmlHandler } from './xml.js';
import type { ZipArchive } from './zip-archive.js';

/** Bytes that one part of a workbook other than a sheet may unpack to. */
const MAX_PART = 64 * 1024 * 1024;

export type NumberStyle = 'number' | 'date' | 'percent';

/** What the cells of a workbook's first sheet refer to (ECMA-376, part 1, chapter 18). */
export interface Workbook {
  /** Where in the archive the first visible sheet is. */
  readonly sheet: string;
  /** Texts that cells name by their index. */
  readonly texts: SharedStrings;
  /** As what a number in this style is shown, by the style's index. */
  readonly numberStyles: readonly NumberStyle[];
  /** Days count from 1904, as in workbooks that began on an old Macintosh. */
  readonly since1904: boolean;
}

/** @throws UnusableFileProblem when the archive is no workbook. */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  if (!archive.has('xl/workbook.xml')) {
    throw new UnusableFileProblem('The file is an archive, but not an Excel workbook (.xlsx).');
  }
  const { firstSheet, since1904 } = await readSheetList(archive);
  if (firstSheet === undefined) throw new UnusableFileProblem('The workbook has no sheet.');
  const target = (await readTargets(archive)).get(firstSheet) ?? 'worksheets/sheet1.xml';
  return {
    sheet: posix.resolve('/xl', target).slice(1),
    texts: await readTexts(archive),
    numberStyles: await readNumberStyles(archive),
    since1904,
  };
}

async function readSheetList(
  archive: ZipArchive,
): Promise<{ firstSheet: string | undefined; since1904: boolean }> {
  let firstSheet: string | undefined;
  let since1904 = false;
  await readPart(archive, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name === 'sheet' && (attributes.state ?? 'visible') === 'visible') {
        firstSheet ??= relationOf(attributes);
      }
    },
  });
  return { firstSheet, since1904 };
}

/** The attribute `r:id`, whatever prefix the file has for that namespace. */
function relationOf(attributes: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
}

async function readTargets(archive: ZipArchive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readPart(archive, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id, Target }) {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) targets.set(Id, Target);
    },
  });
  return targets;
}

async function readTexts(archive: ZipArchive): Promise<SharedStrings> {
  const texts = new SharedStrings();
  let text = '';
  let inText = false;
  let phonetic = false;
  await readPart(archive, 'xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      if (name === 't') inText = !phonetic;
    },
    text(part) {
      if (inText) text += part;
    },
    close(name) {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') texts.add(text);
    },
  });
  return texts;
}

async function readNumberStyles(archive: ZipArchive): Promise<NumberStyle[]> {
  const formats = new Map<string, NumberStyle>();
  const styles: NumberStyle[] = [];
  let inCellStyles = false;
  await readPart(archive, 'xl/styles.xml', {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') formats.set(numFmtId, styleOf(formatCode));
      if (name === 'cellXfs') inCellStyles = true;
      if (name === 'xf' && inCellStyles) {
        styles.push(formats.get(numFmtId) ?? builtInStyle(Number(numFmtId)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
}

/** ECMA-376, 18.8.30: 14 to 22 are dates everywhere, the others in Chinese, Japanese and Korean editions. */
function builtInStyle(id: number): NumberStyle {
  if (id === 9 || id === 10) return 'percent';
  const isDate =
    (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);
  return isDate ? 'date' : 'number';
}

/** A year, a day or a month's name in a format make it one of dates, outside of quotes and conditions. */
function styleOf(format: string): NumberStyle {
  const bare = format.replace(/\[[^\]]*\]|"[^"]*"|[\\_*]./g, '');
  if (/[yd]|mmm/i.test(bare)) return 'date';
  return bare.includes('%') ? 'percent' : 'number';
}

async function readPart(archive: ZipArchive, name: string, handler: XmlHandler): Promise<void> {
  if (!archive.has(name)) return;
  const chunks = readXml(archive.text(name, MAX_PART), handler);
  while (!(await chunks.next()).done);
}
