import type { EChartsOption } from 'echarts';
import { useMemo } from 'react';
import { useMallZone, zonedTime } from '../../parts/times';

/** The times of a series as the mall's clocks show them: `03-10 08:00`. */
export function useTimesOf(series: readonly { readonly at: string }[]): string[] {
  const zone = useMallZone();
  return useMemo(
    () =>
      series.map(({ at }) => {
        const { date, time } = zonedTime(at, zone);
        return `${date.slice(5)} ${time.slice(0, 5)}`;
      }),
    [series, zone],
  );
}

/** Axes of a chart over time. @param unit of the values; without it they are counts. */
export function timeAxes(times: string[], unit?: string): EChartsOption {
  return {
    xAxis: { type: 'category', data: times, axisTick: { show: false }, axisLabel: { hideOverlap: true } },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      ...(unit === undefined ? { minInterval: 1 } : { axisLabel: { formatter: `{value} ${unit}` } }),
    },
  };
}
