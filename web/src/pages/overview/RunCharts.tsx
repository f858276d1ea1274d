import type { EChartsOption } from 'echarts';
import { Flex } from 'antd';
import { useMemo } from 'react';
import type { Schema } from '../../api/types';
import { Chart, useChartColors } from '../../parts/Chart';
import { useTexts } from '../../texts/texts';
import type { Range } from './OverviewPage';
import { Section } from '../../parts/Section';
import { texts } from './texts';
import { timeAxes, useTimesOf } from './time-axis';

interface RunChartsProps {
  readonly overview: Schema<'Overview'>;
  readonly range: Range;
}

/** What ended over time; and what failed by itself, as a few failures are not seen among many runs. */
export function RunCharts({ overview, range }: RunChartsProps) {
  const t = useTexts(texts);
  const colors = useChartColors();
  const { series, counts, bucketSeconds } = overview;
  const per = bucketSeconds === 3_600 ? t.per[3600] : t.per[300];
  const times = useTimesOf(series);
  const { good, bad, quiet } = colors;

  const ended = useMemo<EChartsOption>(
    () => ({
      ...timeAxes(times),
      series: [
        { ...BAR, name: t.tiles.succeeded, color: good, data: series.map(({ succeeded }) => succeeded) },
        { ...BAR, name: t.tiles.failed, color: bad, data: series.map(({ failed }) => failed) },
        { ...BAR, name: t.tiles.revoked, color: quiet, data: series.map(({ revoked }) => revoked) },
      ],
    }),
    [times, series, t, good, bad, quiet],
  );
  const failures = useMemo<EChartsOption>(
    () => ({
      ...timeAxes(times),
      legend: { show: false },
      grid: { left: 8, right: 12, top: 28, bottom: 4, outerBoundsMode: 'same' },
      series: [{ ...BAR, name: t.tiles.failed, color: bad, data: series.map(({ failed }) => failed) }],
    }),
    [times, series, t, bad],
  );

  const all = counts.succeeded + counts.failed + counts.revoked;
  return (
    <Flex gap="middle" wrap>
      <Section title={t.ended} about={per} style={{ flex: '2 1 420px' }}>
        <Chart label={t.endedLabel(all, counts.failed, t.ranges[range])} option={ended} height={200} />
      </Section>
      <Section
        title={t.failures}
        about={counts.failed === 0 ? t.noFailures : per}
        style={{ flex: '1 1 280px' }}
      >
        <Chart label={t.failuresLabel(counts.failed, t.ranges[range])} option={failures} height={200} />
      </Section>
    </Flex>
  );
}

const BAR = { type: 'bar', stack: 'runs', barCategoryGap: '15%' } as const;
