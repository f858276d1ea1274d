import { Decimal } from 'decimal.js';
import { ageingParts } from '../ageing-parts.js';
import type { MoneyFigures } from '../dto/report.js';
import type { ReportWords } from '../words/report-words.js';
import { CHART_COLOURS, drawChart } from './chart-drawing.js';
import { ABOVE, amountAxis, columnAxis, FRAME, HALF, LABELS } from './chart-frame.js';

/** What is outstanding by how long it has been overdue; undefined when nothing is outstanding. */
export function ageingChart(money: MoneyFigures, words: ReportWords): Promise<string> | undefined {
  if (new Decimal(money.outstanding).isZero()) return undefined;
  const parts = ageingParts(money, words);
  return drawChart(words.ageing, HALF, {
    grid: { ...FRAME, top: 22 },
    xAxis: {
      ...columnAxis(parts.map(({ short }) => short)),
      axisLabel: { ...LABELS, interval: 0, hideOverlap: false },
    },
    yAxis: amountAxis(words),
    series: [
      {
        type: 'bar',
        barMaxWidth: 38,
        label: {
          ...ABOVE,
          formatter: ({ value }: { value: number }) => (value === 0 ? '' : words.short(value)),
        },
        data: parts.map(({ amount }, age) => ({
          value: Number(amount),
          itemStyle: { color: CHART_COLOURS.ages[age] },
        })),
      },
    ],
  });
}
