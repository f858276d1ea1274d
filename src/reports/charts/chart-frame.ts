import type { ReportWords } from '../words/report-words.js';
import { CHART_COLOURS } from './chart-drawing.js';

/** How wide a chart is that has half of the page, and how high, in pixels. */
export const HALF = { width: 376, height: 220 };

/** Where a chart stands in its drawing: as large as its labels let it be. */
export const FRAME = {
  left: 4,
  right: 4,
  top: 16,
  bottom: 2,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
};

export const LABELS = { color: CHART_COLOURS.faint, fontSize: 11, hideOverlap: true };

export const LEGEND = {
  top: 0,
  // At the left, where a font that is wider than ECharts takes it for has room.
  left: 4,
  itemWidth: 10,
  itemHeight: 10,
  itemGap: 18,
  textStyle: { color: CHART_COLOURS.faint, fontSize: 11.5 },
};

/** What a column stands for, above it. */
export const ABOVE = { show: true, position: 'top', color: CHART_COLOURS.ink, fontSize: 11, distance: 3 };

/** An axis of money. */
export function amountAxis(words: ReportWords): object {
  return {
    type: 'value',
    splitNumber: 4,
    axisLabel: { ...LABELS, formatter: words.short },
    splitLine: { lineStyle: { color: CHART_COLOURS.line } },
  };
}

/** An axis of what the columns are, which may be of two lines. */
export function columnAxis(columns: readonly string[]): object {
  return {
    type: 'category',
    data: columns,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: CHART_COLOURS.faint } },
    axisLabel: LABELS,
  };
}
