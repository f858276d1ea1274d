import { Decimal } from 'decimal.js';
import type { Change } from './dto/comparison.js';
import type { OccupancyOnDay } from './dto/report-charts.js';
import type { MoneyFigures } from './dto/report.js';

/** The figures that are compared: money with two decimals, occupancy in percent with one. */
export const KEY_FIGURES = ['billed', 'collected', 'outstanding', 'overdue', 'occupancy'] as const;

export type KeyFigure = (typeof KEY_FIGURES)[number];

export type KeyFigures = Readonly<Record<KeyFigure, string>>;

/** Whether it is good or bad news that a figure has risen; what is billed depends on the day of the month alone. */
const RISING: Readonly<Record<KeyFigure, 'good' | 'bad' | 'plain'>> = {
  billed: 'plain',
  collected: 'good',
  outstanding: 'bad',
  overdue: 'bad',
  occupancy: 'good',
};

/** Whether a figure went up or down, as a sign. */
export const ARROWS = { up: '▲', down: '▼', same: '' } as const;

/** What is compared of a report. */
export function keyFiguresOf(
  money: MoneyFigures,
  leasing: Pick<OccupancyOnDay, 'shops' | 'let'>,
): KeyFigures {
  const { billed, collected, outstanding, ageing } = money;
  return { billed, collected, outstanding, overdue: ageing.total, occupancy: occupancyOf(leasing) };
}

/** Each figure's change from what it was before. */
export function changesFrom(before: KeyFigures, now: KeyFigures): Record<KeyFigure, Change> {
  const change = (figure: KeyFigure): Change =>
    changeFrom(before[figure], now[figure], figure === 'occupancy');
  return {
    billed: change('billed'),
    collected: change('collected'),
    outstanding: change('outstanding'),
    overdue: change('overdue'),
    occupancy: change('occupancy'),
  };
}

/** Whether a figure went up or down, and whether that is good news. */
export function tendencyOf(
  figure: KeyFigure,
  since: Change,
): { readonly direction: 'up' | 'down' | 'same'; readonly news: 'good' | 'bad' | 'plain' } {
  const change = new Decimal(since.change);
  if (change.isZero()) return { direction: 'same', news: 'plain' };
  const rising = RISING[figure];
  if (change.isPositive()) return { direction: 'up', news: rising };
  return { direction: 'down', news: rising === 'plain' ? 'plain' : rising === 'good' ? 'bad' : 'good' };
}

/** Percent of the shops that are let, with one decimal; 0.0 of none. */
export function occupancyOf({ shops, let: occupied }: Pick<OccupancyOnDay, 'shops' | 'let'>): string {
  return shops === 0 ? '0.0' : new Decimal(occupied).times(100).div(shops).toFixed(1);
}

function changeFrom(was: string, is: string, isPercent: boolean): Change {
  const change = new Decimal(is).minus(was);
  const percent =
    isPercent || new Decimal(was).isZero() ? null : change.times(100).div(new Decimal(was).abs()).toFixed(1);
  return { was, change: change.toFixed(isPercent ? 1 : 2), percent };
}
