import { useQuery } from '@tanstack/react-query';
import { Alert, Flex } from 'antd';
import { answer, api } from '../../api/client';
import { texts as frame } from '../../app/texts';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { DepthSection } from './DepthSection';
import { QueuesSection } from './QueuesSection';
import { SchedulersSection } from './SchedulersSection';
import { texts } from './texts';
import { WorkersSection } from './WorkersSection';

/** Milliseconds: heartbeats are no events. */
const READ_AGAIN = 5_000;

/** Who executes runs, and what waits for them. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(frame);
  useRefreshOnEvents(['/api/v1/workers', '/api/v1/queues']);
  const nodes = useQuery({
    queryKey: ['/api/v1/workers', 'all'],
    refetchInterval: READ_AGAIN,
    queryFn: () => answer(api.GET('/api/v1/workers', { params: { query: { kind: 'all' } } })),
  });
  const items = nodes.data?.items ?? [];
  const workers = items.filter(({ kind }) => kind === 'worker');
  const schedulers = items.filter(({ kind }) => kind === 'scheduler');
  const isDown = (all: typeof items) => nodes.isSuccess && !all.some(({ status }) => status === 'alive');

  return (
    <>
      <PageHeader title={pages.workers} about={t.about} />
      <Flex vertical gap="middle">
        {nodes.isError && <ProblemAlert error={nodes.error} onRetry={() => void nodes.refetch()} />}
        {isDown(workers) && <Alert type="error" showIcon title={t.noneAlive} description={t.noneAliveHint} />}
        {isDown(schedulers) && (
          <Alert type="warning" showIcon title={t.noSchedulers} description={t.noSchedulersHint} />
        )}
        <WorkersSection workers={workers} loading={nodes.isPending} />
        <QueuesSection />
        <DepthSection />
        {schedulers.length > 0 && <SchedulersSection schedulers={schedulers} />}
      </Flex>
    </>
  );
}
