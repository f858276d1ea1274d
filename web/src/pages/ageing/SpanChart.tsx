import type { EChartsOption } from 'echarts';
import { useCallback, useMemo } from 'react';
import type { Schema } from '../../api/types';
import { Chart, useChartColors } from '../../parts/Chart';
import { money } from '../../parts/Money';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** A bar for each span; what has been due for longest is red. */
export function SpanChart({ report }: { readonly report: Schema<'AgeingReport'> }) {
  const t = useTexts(texts);
  const labelOf = useLabels();
  const { quiet, warning, bad } = useChartColors();
  const { buckets, overdue } = report;
  const option = useMemo<EChartsOption>(
    () => ({
      legend: { show: false },
      xAxis: {
        type: 'category',
        axisTick: { show: false },
        axisLabel: { interval: 0 },
        data: buckets.map(labelOf),
      },
      yAxis: { type: 'value', splitNumber: 4 },
      series: [
        {
          type: 'bar',
          name: t.amount,
          barMaxWidth: 72,
          data: buckets.map(({ from, to, amount }) => ({
            // For drawing alone: nothing is added up from it.
            value: Number(amount),
            itemStyle: { color: from === null ? quiet : to === null ? bad : warning },
          })),
          tooltip: { valueFormatter: (value) => money(Number(value).toFixed(2)) },
        },
      ],
    }),
    [buckets, labelOf, t, quiet, warning, bad],
  );
  return (
    <Chart label={t.chart(money(overdue.amount), money(buckets.at(-1)?.amount ?? '0.00'))} option={option} />
  );
}

/** A span in as few characters as there is room for below a bar on a telephone. */
function useLabels(): (span: Schema<'AgeingSpan'>) => string {
  const t = useTexts(texts);
  return useCallback(
    ({ from, to }) => (from === null ? t.notDueShort : to === null ? `> ${from - 1}` : `${from}–${to}`),
    [t],
  );
}
