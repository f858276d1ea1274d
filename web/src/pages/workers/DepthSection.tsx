import { useQuery } from '@tanstack/react-query';
import { Empty, Flex, Segmented, Skeleton } from 'antd';
import { answer, api } from '../../api/client';
import { useAddress } from '../../parts/address';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { DepthChart } from './DepthChart';
import { type Measure, MEASURES } from './depths';
import { Section } from '../../parts/Section';
import { texts } from './texts';

const RANGES = ['1h', '24h', '7d'] as const;
type Range = (typeof RANGES)[number];

/** The queues over time. */
export function DepthSection() {
  const t = useTexts(texts);
  const [address, setAddress] = useAddress(['range', 'measure'] as const);
  const range: Range = RANGES.find((each) => each === address.range) ?? '1h';
  const measure: Measure = MEASURES.find((each) => each === address.measure) ?? 'waiting';
  const depths = useQuery({
    queryKey: ['/api/v1/queues/depth', range],
    refetchInterval: range === '1h' ? 15_000 : 60_000,
    queryFn: () => answer(api.GET('/api/v1/queues/depth', { params: { query: { range } } })),
  });
  const queues = depths.data?.queues ?? [];
  const points = queues.flatMap((queue) => queue.points);

  return (
    <Section
      title={t.depth}
      about={depths.data && t.per(Math.round(depths.data.bucketSeconds / 60))}
      extra={
        <Flex gap="small" wrap>
          <Segmented<Measure>
            aria-label={t.measure}
            value={measure}
            onChange={(chosen) => setAddress({ measure: chosen })}
            options={MEASURES.map((value) => ({ value, label: t.measures[value] }))}
          />
          <Segmented<Range>
            aria-label={t.range}
            value={range}
            onChange={(chosen) => setAddress({ range: chosen })}
            options={RANGES.map((value) => ({ value, label: t.ranges[value] }))}
          />
        </Flex>
      }
    >
      {depths.isError && <ProblemAlert error={depths.error} onRetry={() => void depths.refetch()} />}
      {depths.isPending && <Skeleton.Node active style={{ width: '100%', height: 220 }} />}
      {depths.isSuccess &&
        (points.some((point) => point[measure] > 0) ? (
          <DepthChart
            depths={depths.data}
            measure={measure}
            label={t.depthLabel(t.measures[measure], t.ranges[range])}
          />
        ) : (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={points.length === 0 ? t.noDepth : t.quiet}
          />
        ))}
    </Section>
  );
}
