import type { EChartsOption } from 'echarts';
import { Flex, Typography } from 'antd';
import { useMemo } from 'react';
import type { Schema } from '../../api/types';
import { Chart, useChartColors } from '../../parts/Chart';
import { useTexts } from '../../texts/texts';
import { timeAxes, useTimesOf } from '../overview/time-axis';
import { texts } from './texts';

/** Runs over time, and how long they took and waited. */
export function TaskCharts({ statistics }: { readonly statistics: Schema<'TaskStatisticsView'> }) {
  const { statistics: t } = useTexts(texts);
  const { good, bad, quiet, main, warning } = useChartColors();
  const { series, totals } = statistics;
  const times = useTimesOf(series);
  const runs = useMemo<EChartsOption>(
    () => ({
      ...timeAxes(times),
      series: [
        { ...BAR, name: t.succeeded, color: good, data: series.map(({ succeeded }) => succeeded) },
        { ...BAR, name: t.failed, color: bad, data: series.map(({ failed }) => failed) },
        { ...BAR, name: t.revoked, color: quiet, data: series.map(({ revoked }) => revoked) },
      ],
    }),
    [times, series, t, good, bad, quiet],
  );
  const durations = useMemo<EChartsOption>(
    () => ({
      ...timeAxes(times, t.seconds),
      series: [
        line(
          t.runtimeP50,
          main,
          series.map(({ runtimeP50Ms }) => runtimeP50Ms),
        ),
        line(
          t.runtimeP95,
          bad,
          series.map(({ runtimeP95Ms }) => runtimeP95Ms),
        ),
        line(
          t.queueP95,
          warning,
          series.map(({ queueP95Ms }) => queueP95Ms),
          true,
        ),
      ],
    }),
    [times, series, t, main, bad, warning],
  );
  return (
    <Flex gap="middle" wrap>
      <div style={{ flex: '1 1 320px', minWidth: 0 }}>
        <Typography.Title level={3} style={{ fontSize: 14, marginBlock: 4 }}>
          {t.runsChart}
        </Typography.Title>
        <Chart label={t.runsLabel(totals.count, totals.failed)} option={runs} />
      </div>
      <div style={{ flex: '1 1 320px', minWidth: 0 }}>
        <Typography.Title level={3} style={{ fontSize: 14, marginBlock: 4 }}>
          {t.timeChart}
        </Typography.Title>
        <Chart label={t.timeLabel} option={durations} />
      </div>
    </Flex>
  );
}

const BAR = { type: 'bar', stack: 'runs', barCategoryGap: '15%' } as const;

/** Gaps where nothing ended are bridged; a point by itself is still seen. */
function line(name: string, color: string, ms: readonly (number | null)[], dashed = false) {
  return {
    type: 'line',
    name,
    color,
    connectNulls: true,
    showAllSymbol: true,
    symbolSize: 4,
    lineStyle: { width: 1.5, type: dashed ? 'dashed' : 'solid' },
    data: ms.map((each) => (each === null ? null : Math.round(each) / 1_000)),
  } as const;
}
