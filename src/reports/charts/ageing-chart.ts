import { Decimal } from 'decimal.js';
import type { MoneyFigures } from '../dto/report.js';
import type { ReportWords } from '../words/report-words.js';
import { CHART_COLOURS, drawChart } from './chart-drawing.js';
import { ABOVE, amountAxis, columnAxis, FRAME, HALF } from './chart-frame.js';

/** What is outstanding by how long it has been overdue; undefined when nothing is outstanding. */
export function ageingChart(
  { outstanding, ageing }: MoneyFigures,
  words: ReportWords,
): Promise<string> | undefined {
  if (new Decimal(outstanding).isZero()) return undefined;
  const notOverdue = new Decimal(outstanding).minus(ageing.total);
  const parts = [
    { name: words.notOverdue, amount: notOverdue.toNumber() },
    ...ageing.buckets.map(({ days, amount }) => ({ name: words.daysShort(days), amount: Number(amount) })),
  ];
  return drawChart(words.ageing, HALF, {
    grid: { ...FRAME, top: 22 },
    xAxis: columnAxis(parts.map(({ name }) => name)),
    yAxis: amountAxis(words),
    series: [
      {
        type: 'bar',
        barMaxWidth: 38,
        label: { ...ABOVE, formatter: ({ value }: { value: number }) => (value === 0 ? '' : words.short(value)) },
        data: parts.map(({ amount }, age) => ({
          value: amount,
          itemStyle: { color: CHART_COLOURS.ages[age] },
        })),
      },
    ],
  });
}
