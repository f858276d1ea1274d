import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Segmented, Skeleton, Typography } from 'antd';
import { answer, api } from '../../api/client';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { Durations } from './Durations';
import { RANGES, type Range, rangeOf } from './statistics-range';
import { TaskCharts } from './TaskCharts';
import { texts } from './texts';

/** How a task's runs went over time. */
export function TaskStatistics({ task }: { readonly task: string }) {
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(['range']);
  const range = rangeOf(filters.range);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/tasks/{name}/statistics', task, range],
    queryFn: () =>
      answer(
        api.GET('/api/v1/tasks/{name}/statistics', { params: { path: { name: task }, query: { range } } }),
      ),
    placeholderData: keepPreviousData,
  });
  useRefreshOnEvents(['/api/v1/tasks/{name}/statistics'], 5_000);
  const { statistics } = t;

  return (
    <Section
      title={statistics.title}
      extra={
        <Segmented<Range>
          size="small"
          aria-label={t.range}
          value={range}
          onChange={(chosen) => setFilters({ range: chosen === '24h' ? undefined : chosen })}
          options={RANGES.map((value) => ({ value, label: t.ranges[value] }))}
        />
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data ? (
        <Flex vertical gap="middle">
          <Descriptions
            size="small"
            column={{ xs: 1, sm: 2, lg: 3, xl: 5 }}
            items={[
              {
                key: 'succeeded',
                label: statistics.succeeded,
                children: data.totals.succeeded.toLocaleString('en'),
              },
              { key: 'failed', label: statistics.failed, children: data.totals.failed.toLocaleString('en') },
              {
                key: 'revoked',
                label: statistics.revoked,
                children: data.totals.revoked.toLocaleString('en'),
              },
              {
                key: 'runtime',
                label: statistics.runtime,
                children: <Durations half={data.totals.runtimeP50Ms} most={data.totals.runtimeP95Ms} />,
              },
              {
                key: 'queue',
                label: statistics.queue,
                children: <Durations half={data.totals.queueP50Ms} most={data.totals.queueP95Ms} />,
              },
            ]}
          />
          {data.totals.lastError !== null && (
            <Typography.Paragraph style={{ margin: 0, overflowWrap: 'anywhere' }}>
              <Typography.Text type="secondary">{statistics.lastError} </Typography.Text>
              {data.totals.lastError}
            </Typography.Paragraph>
          )}
          {data.totals.count === 0 ? (
            <Typography.Text type="secondary">{statistics.nothing}</Typography.Text>
          ) : (
            <TaskCharts statistics={data} />
          )}
        </Flex>
      ) : (
        !error && <Skeleton active paragraph={{ rows: 6 }} />
      )}
    </Section>
  );
}
