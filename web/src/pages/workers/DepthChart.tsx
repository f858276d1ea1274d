import type { EChartsOption } from 'echarts';
import { useMemo } from 'react';
import type { Schema } from '../../api/types';
import { Chart } from '../../parts/Chart';
import { span, useMallZone, zonedTime } from '../../parts/times';
import { depthLines, type Measure } from './depths';

interface DepthChartProps {
  readonly depths: Schema<'QueueDepths'>;
  readonly measure: Measure;
  readonly label: string;
}

/** A line for each queue, in the mall's time. */
export function DepthChart({ depths, measure, label }: DepthChartProps) {
  const zone = useMallZone();
  const option = useMemo<EChartsOption>(() => {
    const { times, lines } = depthLines(depths, measure);
    const show = (value: number): string =>
      measure === 'oldestSeconds' ? span(value * 1_000) : String(value);
    return {
      xAxis: {
        type: 'category',
        boundaryGap: false,
        axisTick: { show: false },
        axisLabel: { hideOverlap: true },
        data: times.map((at) => {
          const { date, time } = zonedTime(new Date(at), zone);
          return `${date.slice(5)} ${time.slice(0, 5)}`;
        }),
      },
      yAxis: { type: 'value', minInterval: 1, splitNumber: 4, axisLabel: { formatter: show } },
      series: lines.map(({ queue, values }) => ({
        type: 'line',
        name: queue,
        data: [...values],
        // A line of one point is none.
        showSymbol: times.length < 10,
        tooltip: { valueFormatter: (value) => (typeof value === 'number' ? show(value) : '–') },
      })),
    };
  }, [depths, measure, zone]);
  return <Chart label={label} option={option} height={240} />;
}
