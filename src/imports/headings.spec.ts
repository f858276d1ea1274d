import { describe, expect, it } from '@jest/globals';
import { text } from './cell-types.js';
import { readHeadings } from './headings.js';
import type { ImportColumn } from './import-kind.js';

const code: ImportColumn = { name: 'code', headings: ['店铺编号', '编号'], type: text(50), required: true };
const area: ImportColumn = { name: 'area_sqm', headings: ['面积'], type: text(50) };
const columns = [code, area];

describe('headings', () => {
  it.each([
    ['English', ['area_sqm', 'code'], [area, code]],
    ['Chinese', ['面积', '编号'], [area, code]],
    ['mixed, in another case and with spaces', ['Area SQM', ' CODE '], [area, code]],
    ['with units and stars', ['*店铺编号', '面积（㎡）'], [code, area]],
    ['with an empty one between', ['code', '', '面积'], [code, null, area]],
    ['without what is not required', ['code'], [code]],
  ])('may be %s', (_what, cells, order) => {
    expect(readHeadings(cells, columns)).toEqual({ order, faults: [] });
  });

  it('are all named that are unknown, doubled or missing, with what was probably meant', () => {
    const { faults } = readHeadings(['area', 'area_sqm', '面积'], columns);
    expect(faults).toEqual([
      {
        row: 1,
        column: 'area',
        value: 'area',
        message: 'is not a heading of this file; the nearest is area_sqm',
      },
      { row: 1, column: 'area_sqm', value: '面积', message: 'is there twice' },
      { row: 1, column: 'code', value: '', message: 'the column is missing (in Chinese: 店铺编号)' },
    ]);
  });

  it('are cut where a whole text stands in row 1', () => {
    const { faults } = readHeadings(['code', ' '.repeat(200_000) + '(', '租'.repeat(5000)], columns);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.value).toHaveLength(100);
  });
});
