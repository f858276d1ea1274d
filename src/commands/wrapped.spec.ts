import { describe, expect, it } from '@jest/globals';
import { narrowestOf, widthOf, wrapped } from './wrapped.js';

describe('a text in a narrow column', () => {
  it('breaks at blanks, and keeps the lines that it has', () => {
    expect(wrapped('at 08:00, Monday through Friday\nor so', 12)).toBe(
      'at 08:00,\nMonday\nthrough\nFriday\nor so',
    );
  });

  it('breaks between Chinese characters, never before a comma', () => {
    const text = '每月最后一天 09:00，遇非工作日提前';
    const lines = wrapped(text, 12).split('\n');
    expect(lines).toEqual(['每月最后一天', '09:00，遇非', '工作日提前']);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(12);
  });

  it('says how narrow it may be without cutting a word', () => {
    expect(narrowestOf('run finance.generate-monthly-accounts')).toBe(33);
    expect(narrowestOf('每月最后一天')).toBe(2);
    expect(narrowestOf('')).toBe(0);
  });
});
