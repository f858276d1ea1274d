import { Decimal } from 'decimal.js';
import { isDate } from '../http/index.js';

/** What the cells of a column may hold. */
export interface CellType {
  /** The SQL type of the staged column. */
  readonly sql: string;
  /**
   * The normalised text of a filled cell, ready to be cast to `sql`.
   * @throws BadCell saying what would be right.
   */
  parse(text: string): string;
}

/** A cell that cannot be used; the message says what would be right. */
export class BadCell extends Error {
  override readonly name = 'BadCell';
}

/** Control characters but tab and line breaks, halves of characters, and what a failed conversion leaves behind. */
const NOT_TEXT = /[^\P{Cc}\t\r\n]|\p{Cs}|\ufffd/u;

/** What a spreadsheet shows, and saves as CSV, where a formula has gone wrong. */
const SPREADSHEET_ERROR = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$/;

/** Text of at most `maxLength` characters; line breaks inside a cell become spaces. */
export function text(maxLength: number): CellType {
  return {
    sql: 'text',
    parse(cell) {
      if (NOT_TEXT.test(cell)) throw new BadCell('holds characters that are not text');
      if (SPREADSHEET_ERROR.test(cell)) throw new BadCell('is an error of the spreadsheet, not a text');
      if (cell.length > maxLength) throw new BadCell(`is longer than ${maxLength} characters`);
      return cell.replace(/\s*[\t\r\n]+\s*/g, ' ');
    },
  };
}

/** An e-mail address. */
export function email(): CellType {
  return {
    sql: 'text',
    parse(cell) {
      if (cell.length > 254 || NOT_TEXT.test(cell) || !/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(cell)) {
        throw new BadCell('is not an e-mail address such as name@mall.example');
      }
      return cell;
    },
  };
}

/** A calendar date, `YYYY-MM-DD`; also `YYYY/M/D`, which is how spreadsheets in China save one as CSV. */
export function date(): CellType {
  return {
    sql: 'date',
    parse(cell) {
      const parts = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T]0{1,2}:00(?::00)?)?$/.exec(cell);
      if (!parts) throw new BadCell('is not a date written YYYY-MM-DD');
      const [, year = '', , month = '', day = ''] = parts;
      const normal = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      if (!isDate(normal)) throw new BadCell('is not a day that exists');
      if (normal < FIRST_DAY) throw new BadCell(`is before ${FIRST_DAY}`);
      return normal;
    },
  };
}

/** A month, `YYYY-MM`, staged as its first day. A date cell of a spreadsheet that holds the first day is one too. */
export function month(): CellType {
  return {
    sql: 'date',
    parse(cell) {
      const parts = /^(\d{4})[-/](\d{1,2})(?:[-/]0?1)?$/.exec(cell);
      const normal = parts && `${parts[1] ?? ''}-${(parts[2] ?? '').padStart(2, '0')}-01`;
      if (!normal || !isDate(normal)) throw new BadCell('is not a month written YYYY-MM');
      if (normal < FIRST_DAY) throw new BadCell(`is before ${FIRST_DAY}`);
      return normal;
    },
  };
}

interface DecimalOptions {
  readonly min: string;
  readonly max: string;
  readonly decimals: number;
  readonly example: string;
  /** A percentage: `3%`, as spreadsheets show one, means the same as `3`. */
  readonly percent?: boolean;
}

/** A longer cell is no number, and not worth the time that it takes to find out. */
const LONGEST_NUMBER = 50;

/** A decimal number from `min` to `max` with at most `decimals` decimals, normalised to exactly so many. */
export function decimal({ min, max, decimals, example, percent = false }: DecimalOptions): CellType {
  return {
    sql: 'numeric',
    parse(cell) {
      const number = percent ? cell.replace(/\s?[%％]$/, '') : cell;
      const parts = number.length <= LONGEST_NUMBER && /^([+-]?)0*(\d+)(?:\.(\d*))?$/.exec(number);
      if (!parts) throw new BadCell(`is not a number such as ${example}`);
      const [, sign = '', whole = '', fraction = ''] = parts;
      const significant = fraction.replace(/0+$/, '');
      if (significant.length > decimals) throw new BadCell(`has more than ${decimals} decimals`);
      const digits = decimals > 0 ? `.${significant.padEnd(decimals, '0')}` : '';
      const negative = sign === '-' && /[1-9]/.test(whole + significant);
      const normal = `${negative ? '-' : ''}${whole}${digits}`;
      if (new Decimal(normal).lessThan(min)) throw new BadCell(`is below ${min}`);
      if (new Decimal(normal).greaterThan(max)) throw new BadCell(`is above ${max}`);
      return normal;
    },
  };
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): CellType {
  return {
    sql: 'integer',
    parse(cell) {
      const number = Number(cell);
      if (!/^\d{1,9}(\.0*)?$/.test(cell) || number < min || number > max) {
        throw new BadCell(`is not a whole number from ${min} to ${max}`);
      }
      return String(number);
    },
  };
}

/** An amount of money in the mall's currency, 0.00 and up, with at most two decimals. */
export function money(): CellType {
  return decimal({ min: '0', max: '999999999999.99', decimals: 2, example: '12500.00' });
}

/** One of the keys of `choices`, in any case, or one of the words listed for it. */
export function oneOf(choices: Readonly<Record<string, readonly string[]>>): CellType {
  const meanings = new Map<string, string>();
  for (const [choice, words] of Object.entries(choices)) {
    for (const word of [choice, ...words]) meanings.set(word.toLowerCase(), choice);
  }
  return {
    sql: 'text',
    parse(cell) {
      const choice = meanings.get(cell.toLowerCase());
      if (choice === undefined) throw new BadCell(`is none of ${Object.keys(choices).join(', ')}`);
      return choice;
    },
  };
}

/** An earlier date is a typing error. */
const FIRST_DAY = '1900-01-01';
