import { Decimal } from 'decimal.js';
import { formatAmount } from '../documents/index.js';
import type { KeyFigure } from './comparison.js';
import type { Change } from './dto/comparison.js';
import type { MoneyFigures } from './dto/report.js';
import type { ReportWords } from './words/report-words.js';

const MINUS = '−';

/** How much of an error is shown, in characters. */
const LONGEST_ERROR = 240;

/** What a figure is, or was: `1,234.50`, or `93.3%` for occupancy. */
export function formatFigure(value: string, figure: KeyFigure): string {
  return figure === 'occupancy' ? `${value}%` : formatAmount(value);
}

/** By how much a figure changed: `+1,234.50`, or in percentage points. */
export function formatChange({ change }: Change, figure: KeyFigure, words: ReportWords): string {
  const points = figure === 'occupancy' ? ` ${words.points}` : '';
  return signed(formatAmount(change)) + points;
}

/** By how much a figure changed in percent: `+12.3%`; in itself when that cannot be told. */
export function formatPercentChange(change: Change, figure: KeyFigure, words: ReportWords): string {
  return change.percent === null
    ? formatChange(change, figure, words)
    : `${signed(formatAmount(change.percent))}%`;
}

function signed(number: string): string {
  if (number.startsWith('-')) return MINUS + number.slice(1);
  return /[1-9]/.test(number) ? `+${number}` : number;
}

/** What came in on days before and was recorded too late for their reports; undefined: nothing that were to be shown. */
export function lateMoneyOf({ recordedLater }: MoneyFigures): string | undefined {
  return recordedLater === undefined || new Decimal(recordedLater).isZero() ? undefined : recordedLater;
}

/** How large a part of the whole is, in percent, for bars and shares; 0 of nothing. */
export function percentOf(part: string | number, whole: string | number): number {
  const size = Number(whole);
  return size === 0 ? 0 : (Number(part) / size) * 100;
}

/** @param percent of something: `93.3%`. */
export function formatPercent(percent: number): string {
  return `${percent.toFixed(1)}%`;
}

/** A span of time as people read it. @param ms milliseconds */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** As much of an error as is shown. */
export function shortened(error: string): string {
  return error.length > LONGEST_ERROR ? `${error.slice(0, LONGEST_ERROR)}…` : error;
}
