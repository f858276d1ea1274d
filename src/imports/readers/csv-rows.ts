import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { codeOf } from '../error-code.js';
import { UnusableFileProblem } from '../import-problems.js';
import { CHUNK, type SheetRow } from './sheet-row.js';

/** A longer row than this is a quotation mark that was never closed. */
const MAX_RECORD_CHARACTERS = 256 * 1024;

const NOT_OF_THIS_ENCODING = 'ERR_ENCODING_INVALID_ENCODED_DATA';

/**
 * Every row of a CSV file in UTF-8 (with or without byte order mark) or GB18030.
 * @throws UnusableFileProblem when it is no CSV.
 */
export async function* csvRows(path: string): AsyncGenerator<SheetRow> {
  yield* parsed(decoded(path, await encodingOf(path)));
}

/**
 * Every row of CSV that is already text.
 * @throws UnusableFileProblem when it is no CSV.
 */
export async function* csvTextRows(text: string): AsyncGenerator<SheetRow> {
  yield* parsed([text]);
}

async function* parsed(texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<SheetRow> {
  const parser = parse({
    relax_column_count: true,
    // A quotation mark in the middle of a cell (a 5" pipe) is a character like any other.
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  // The parser's iterator below throws what the pipeline is destroyed with.
  pipeline(Readable.from(texts), parser, () => undefined);
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number += 1;
      yield { number, cells: record.map(cellText) };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new UnusableFileProblem(describe(error));
    throw error;
  } finally {
    parser.destroy();
  }
}

/** What is no formula: our own CSV files, and others that care, say so with an apostrophe, which is not part of the text. */
const KEPT_FROM_BEING_A_FORMULA = /^'(?=[=+\-@＝＋－＠])/;

function cellText(cell: string): string {
  return cell.trim().replace(KEPT_FROM_BEING_A_FORMULA, '');
}

/** UTF-8 unless some bytes cannot be: text in GB18030 practically never is valid UTF-8 by chance. */
async function encodingOf(path: string): Promise<'utf-8' | 'gb18030'> {
  if (await canDecode(path, 'utf-8')) return 'utf-8';
  await refuseDamagedUtf8(path);
  if (await canDecode(path, 'gb18030')) return 'gb18030';
  throw new UnusableFileProblem('The file is neither UTF-8 nor GB18030 text: save it as "CSV UTF-8".');
}

async function canDecode(path: string, encoding: string): Promise<boolean> {
  try {
    for await (const text of decoded(path, encoding)) {
      if (text.includes('\0')) {
        throw new UnusableFileProblem('The file is neither CSV nor XLSX: it holds binary data.');
      }
    }
    return true;
  } catch (error) {
    if (codeOf(error) === NOT_OF_THIS_ENCODING) return false;
    throw error;
  }
}

/**
 * Nearly everything can be read as GB18030, also UTF-8 of which a byte was lost; the tenants' names would be gibberish.
 * But what is read as UTF-8 and gives more Chinese characters than faults is UTF-8.
 */
async function refuseDamagedUtf8(path: string): Promise<void> {
  let faults = 0;
  let characters = 0;
  let lines = 1;
  let damagedLine = 0;
  for await (const text of decoded(path, 'utf-8', { fatal: false })) {
    for (const character of text) {
      if (character === '\n') lines += 1;
      else if (character === '\ufffd') {
        faults += 1;
        damagedLine ||= lines;
      } else if (character >= '\u0800') characters += 1;
    }
  }
  if (characters > faults) {
    throw new UnusableFileProblem(`The file is damaged: line ${damagedLine} holds bytes that are not UTF-8.`);
  }
}

/** @throws Error with the code above at the first byte that is not of this encoding, if `fatal`. */
async function* decoded(path: string, encoding: string, { fatal } = { fatal: true }): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal });
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

function describe(error: CsvError): string {
  // Counted by the parser: rows that it still held when it failed have never come out of it.
  const row = typeof error.records === 'number' ? error.records + 1 : 1;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE') {
    return `Row ${row} has a quotation mark that is not closed, or more than ${MAX_RECORD_CHARACTERS} characters.`;
  }
  return `Row ${row} is not CSV: ${error.message}`;
}
