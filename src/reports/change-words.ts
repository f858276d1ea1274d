import { formatAmount } from './amounts.js';
import type { KeyFigure } from './comparison.js';
import type { Change } from './dto/comparison.js';
import type { ReportWords } from './words/report-words.js';

const MINUS = '−';

/** What a figure is, or was: `1,234.50`, or `93.3%` for occupancy. */
export function formatFigure(value: string, figure: KeyFigure): string {
  return figure === 'occupancy' ? `${value}%` : formatAmount(value);
}

/** By how much a figure changed: `+1,234.50`, or in percentage points. */
export function formatChange({ change }: Change, figure: KeyFigure, words: ReportWords): string {
  const points = figure === 'occupancy' ? ` ${words.points}` : '';
  return signed(formatAmount(change, figure === 'occupancy' ? 1 : 2)) + points;
}

/** By how much a figure changed in percent: `+12.3%`; in itself when that cannot be told. */
export function formatPercentChange(change: Change, figure: KeyFigure, words: ReportWords): string {
  return change.percent === null
    ? formatChange(change, figure, words)
    : `${signed(formatAmount(change.percent, 1))}%`;
}

function signed(number: string): string {
  if (number.startsWith('-')) return MINUS + number.slice(1);
  return /[1-9]/.test(number) ? `+${number}` : number;
}
