import { describe, expect, it } from '@jest/globals';
import { parseCalendarFile } from './calendar-file.js';

describe('a file of days', () => {
  it('has one day a line, with a sign for what becomes of it, and comments', () => {
    const text =
      '\uFEFF# 2026\r\n2026-02-14 # make-up\r\n+2026-02-28\r\n\r\n  -2026-02-16\r\n-2026-02-17# 春节';
    expect(parseCalendarFile(text, 'days.txt')).toEqual({
      including: ['2026-02-14', '2026-02-28'],
      excluding: ['2026-02-16', '2026-02-17'],
    });
  });

  it.each(['2026-02-14 2026-02-15', '14.02.2026', '2026-2-14', '--2026-02-14'])(
    'is refused with %s, naming the line',
    (line) => {
      expect(() => parseCalendarFile(`2026-01-01\n${line}\n`, 'days.txt')).toThrow(
        `days.txt, line 2: ${line}:`,
      );
    },
  );
});
