import { occupancyOf } from '../comparison.js';
import type { OccupancyOnDay } from '../dto/report-charts.js';
import type { ReportWords } from '../words/report-words.js';
import { CHART_COLOURS, drawChart } from './chart-drawing.js';
import { ABOVE, columnAxis, FRAME, HALF, LABELS } from './chart-frame.js';

/** How much of the mall was let at the ends of months; undefined when it had no shops. */
export function occupancyChart(
  days: readonly OccupancyOnDay[],
  words: ReportWords,
): Promise<string> | undefined {
  if (days.every(({ shops }) => shops === 0)) return undefined;
  const percents = days.map((day) => Number(occupancyOf(day)));
  // A few percent up or down are what matters, so the axis begins below the lowest of them where all are high.
  const lowest = Math.min(...percents) < 55 ? 0 : Math.floor((Math.min(...percents) - 5) / 10) * 10;
  const last = percents.length - 1;
  return drawChart(words.occupancyChart, HALF, {
    grid: { ...FRAME, top: 22, right: 20 },
    xAxis: { ...columnAxis(days.map(({ date }) => date.slice(0, 7))), boundaryGap: false },
    yAxis: {
      type: 'value',
      min: lowest,
      max: 100,
      interval: lowest === 0 ? 20 : 10,
      axisLabel: { ...LABELS, formatter: '{value}%' },
      splitLine: { lineStyle: { color: CHART_COLOURS.line } },
    },
    series: [
      {
        type: 'line',
        symbol: 'circle',
        symbolSize: 5,
        showAllSymbol: true,
        color: CHART_COLOURS.accent,
        lineStyle: { width: 2 },
        data: percents.map((value, index) => ({
          value,
          ...(index === last
            ? { symbolSize: 8, label: { ...ABOVE, fontWeight: 'bold', formatter: `${value.toFixed(1)}%` } }
            : {}),
        })),
      },
    ],
  });
}
