import { describe, expect, it } from '@jest/globals';
import { money, text } from './cell-types.js';
import type { ImportColumn } from './import-kind.js';
import { parseRow } from './row-parser.js';

const code: ImportColumn = { name: 'code', headings: [], type: text(50), required: true };
const rent: ImportColumn = { name: 'rent', headings: [], type: money() };
const fee: ImportColumn = { name: 'fee', headings: [], type: money(), whenEmpty: '0.00' };

const parse = (cells: string[], order: ImportColumn[], columns: readonly ImportColumn[] = order) =>
  parseRow({ number: 2, cells }, order, columns);

describe('a row', () => {
  it('is known again by what it says, however that is written', () => {
    const { digest } = parse(['S1', '12.5', '0'], [code, rent, fee]);
    const columns = [code, rent, fee];
    expect(parse(['S1', '12.50', '0.00'], columns).digest).toBe(digest);
    expect(parse(['12.5', 'S1'], [rent, code], columns).digest).toBe(digest);
    expect(parse(['S1', '12.5', '1'], columns).digest).not.toBe(digest);
    expect(parse(['S1', '', '12.5'], columns).digest).not.toBe(digest);
    expect(parse(['12.5', 'S1'], [code, rent], columns).digest).not.toBe(digest);
  });

  it('is known again by a later version that has more columns', () => {
    expect(parse(['S1'], [code], [code, rent, fee]).digest).toBe(parse(['S1'], [code]).digest);
  });
});
