import { describe, expect, it } from '@jest/globals';
import {
  BadCell,
  type CellType,
  date,
  decimal,
  email,
  money,
  month,
  oneOf,
  text,
  wholeNumber,
} from './index.js';

const percent = decimal({ min: '0', max: '100', decimals: 3, example: '3.5', percent: true });
const cycle = oneOf({ monthly: ['月付'], yearly: ['年付'] });

/** What a cell is read as; of one that is refused, why. */
function read(type: CellType, cell: string): string {
  try {
    return type.parse(cell);
  } catch (error) {
    if (error instanceof BadCell) return error.message;
    throw error;
  }
}

describe('a cell', () => {
  it.each([
    ['text', text(20), '金汇\n珠宝 ', '金汇 珠宝 '],
    ['a date', date(), '2026-02-28', '2026-02-28'],
    ['a date as Chinese spreadsheets save it', date(), '2026/2/8', '2026-02-08'],
    ['a date with midnight', date(), '2026/2/8 0:00', '2026-02-08'],
    ['a leap day', date(), '2028-02-29', '2028-02-29'],
    ['a month', month(), '2026-03', '2026-03-01'],
    ['a month kept as its first day', month(), '2026/3/1', '2026-03-01'],
    ['an amount', money(), '012500.5', '12500.50'],
    ['the largest amount', money(), '999999999999.99', '999999999999.99'],
    ['nothing below zero', money(), '-0', '0.00'],
    ['decimals that say nothing', money(), '12500.500', '12500.50'],
    ['a percentage', percent, '3', '3.000'],
    ['a percentage with its sign', percent, '5.5%', '5.500'],
    ['a percentage with its Chinese sign', percent, '5.5％', '5.500'],
    ['a whole number', wholeNumber(1, 31), '05', '5'],
    ['a whole number with decimals that say nothing', wholeNumber(1, 31), '5.0', '5'],
    ['a choice in any case', cycle, 'Monthly', 'monthly'],
    ['a choice in Chinese', cycle, '年付', 'yearly'],
    ['an address', email(), 'tenant1@shop.example', 'tenant1@shop.example'],
  ])('may hold %s', (_what, type, cell, meaning) => {
    expect(read(type, cell)).toBe(meaning);
  });

  it.each([
    ['text that is too long', text(3), 'abcd', 'is longer than 3 characters'],
    ['a NUL', text(9), 'a\0b', 'holds characters that are not text'],
    ['half a character', text(9), 'a\ud83d', 'holds characters that are not text'],
    ['what a failed conversion left', text(9), '金\ufffd', 'holds characters that are not text'],
    ['a formula that went wrong', text(9), '#REF!', 'is an error of the spreadsheet, not a text'],
    ['a day that does not exist', date(), '2025-02-30', 'is not a day that exists'],
    ['a leap day in a common year', date(), '2026-02-29', 'is not a day that exists'],
    ['a date in another order', date(), '28/02/2026', 'is not a date written YYYY-MM-DD'],
    ['a moment', date(), '2026-02-28T12:00:00', 'is not a date written YYYY-MM-DD'],
    ['a date long ago', date(), '1026-02-28', 'is before 1900-01-01'],
    ['a day where a month belongs', month(), '2026-03-15', 'is not a month written YYYY-MM'],
    ['a thirteenth month', month(), '2026-13', 'is not a month written YYYY-MM'],
    ['a negative amount', money(), '-100', 'is below 0'],
    ['too large an amount', money(), '1000000000000', 'is above 999999999999.99'],
    ['a third decimal', money(), '1.005', 'has more than 2 decimals'],
    ['letters in a number', money(), '12,5oo', 'is not a number such as 12500.00'],
    ['a power of ten', money(), '1e3', 'is not a number such as 12500.00'],
    ['digits without end', money(), `${'0'.repeat(200_000)}x`, 'is not a number such as 12500.00'],
    ['a percentage of money', money(), '3%', 'is not a number such as 12500.00'],
    ['a day of the month beyond', wholeNumber(1, 31), '32', 'is not a whole number from 1 to 31'],
    ['half a day', wholeNumber(1, 31), '5.5', 'is not a whole number from 1 to 31'],
    ['no choice', cycle, 'weekly', 'is none of monthly, yearly'],
    ['no address', email(), 'tenant1', 'is not an e-mail address such as name@mall.example'],
    ['two addresses', email(), 'a@b.c, d@e.f', 'is not an e-mail address such as name@mall.example'],
    ['a NUL in an address', email(), 'a\0@b.c', 'is not an e-mail address such as name@mall.example'],
  ])('may not hold %s, and says what would be right', (_what, type, cell, reason) => {
    expect(read(type, cell)).toBe(reason);
  });
});
