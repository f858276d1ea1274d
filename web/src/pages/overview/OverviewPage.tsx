import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Flex, Segmented, Skeleton } from 'antd';
import { answer, api } from '../../api/client';
import { texts as appTexts } from '../../app/texts';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { AttentionList } from './AttentionList';
import { Counts } from './Counts';
import { NextFirings } from './NextFirings';
import { RunCharts } from './RunCharts';
import { TaskFigures } from './TaskFigures';
import { texts } from './texts';

const RANGES = ['24h', '7d'] as const;
export type Range = (typeof RANGES)[number];

/** Milliseconds after which the overview is read again even if nothing happened: a worker is lost in silence. */
const ANYWAY = 15_000;
/** Milliseconds between two readings while much happens. */
const PAUSE = 3_000;

/** What somebody wants to see first: what needs a person, then how it goes. */
export function Component() {
  const { pages } = useTexts(appTexts);
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(['range']);
  const range: Range = filters.range === '7d' ? '7d' : '24h';
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/overview', range],
    queryFn: () => answer(api.GET('/api/v1/overview', { params: { query: { range } } })),
    refetchInterval: ANYWAY,
    placeholderData: keepPreviousData,
  });
  useRefreshOnEvents(['/api/v1/overview'], PAUSE);

  return (
    <>
      <PageHeader
        title={pages.overview}
        actions={
          <Segmented<Range>
            aria-label={t.range}
            value={range}
            onChange={(chosen) => setFilters({ range: chosen === '24h' ? undefined : chosen })}
            options={RANGES.map((each) => ({ value: each, label: t.ranges[each] }))}
          />
        }
      />
      <Flex vertical gap="middle">
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {data ? (
          <>
            <AttentionList attention={data.attention} from={data.from} />
            <Counts from={data.from} counts={data.counts} nodes={data.nodes} />
            <RunCharts overview={data} range={range} />
            <Flex gap="middle" wrap align="stretch">
              <TaskFigures tasks={data.tasks} from={data.from} />
              <NextFirings next={data.next} />
            </Flex>
          </>
        ) : (
          !error && <Skeleton active paragraph={{ rows: 12 }} />
        )}
      </Flex>
    </>
  );
}
