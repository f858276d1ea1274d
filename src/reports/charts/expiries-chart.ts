import type { ExpiryMonth } from '../dto/report-charts.js';
import type { ReportWords } from '../words/report-words.js';
import { CHART_COLOURS, drawChart } from './chart-drawing.js';
import { ABOVE, amountAxis, columnAxis, FRAME, HALF } from './chart-frame.js';

/** The rent that ends month by month, and with how many contracts; undefined when none ends. */
export function expiriesChart(
  months: readonly ExpiryMonth[],
  words: ReportWords,
): Promise<string> | undefined {
  if (months.every(({ contracts }) => contracts === 0)) return undefined;
  return drawChart(words.expiriesChart, HALF, {
    grid: { ...FRAME, top: 22 },
    xAxis: columnAxis(months.map(({ month }) => month)),
    yAxis: amountAxis(words),
    series: [
      {
        type: 'bar',
        barMaxWidth: 20,
        color: CHART_COLOURS.accent,
        data: months.map(({ contracts, monthlyRent }) => ({
          value: Number(monthlyRent),
          label: { ...ABOVE, formatter: contracts === 0 ? '' : words.contracts(contracts) },
        })),
      },
    ],
  });
}
