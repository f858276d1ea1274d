import { useQuery } from '@tanstack/react-query';
import { Empty, Flex, Table, type TableColumnType, Tooltip, Typography } from 'antd';
import { KeyboardScroll } from '../../parts/KeyboardScroll';
import { Link } from 'react-router';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Ago, Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { useActorName } from '../audit/names';
import { waitingRuns } from '../runs/run-links';
import { QueueActions } from './QueueActions';
import { Section } from '../../parts/Section';
import { texts } from './texts';

type Queue = Schema<'QueueView'>;

/** What waits in each queue, since when, and who takes it. */
export function QueuesSection() {
  const t = useTexts(texts);
  const queues = useQuery({
    queryKey: ['/api/v1/queues'],
    refetchInterval: 5_000,
    queryFn: () => answer(api.GET('/api/v1/queues')),
  });
  return (
    <Section title={t.queues}>
      {queues.isError && <ProblemAlert error={queues.error} onRetry={() => void queues.refetch()} />}
      <KeyboardScroll>
        <Table<Queue>
          size="small"
          rowKey="name"
          columns={useColumns()}
          dataSource={queues.data?.items ?? []}
          loading={queues.isPending}
          pagination={false}
          scroll={{ x: 860 }}
          locale={{
            emptyText: queues.isPending ? (
              ' '
            ) : (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.noQueues} />
            ),
          }}
        />
      </KeyboardScroll>
    </Section>
  );
}

function useColumns(): TableColumnType<Queue>[] {
  const t = useTexts(texts);
  const mayControl = useMay('queues.control');
  return [
    {
      title: t.name,
      dataIndex: 'name',
      width: 150,
      render: (_, { name }) => <Link to={runsOf({ queue: name })}>{name}</Link>,
    },
    { title: t.status, width: 120, render: (_, queue) => <Flow queue={queue} /> },
    {
      title: t.waiting,
      align: 'right',
      width: 80,
      render: (_, { name, waiting }) => <Count count={waiting} link={waitingRuns(name, 'now')} />,
    },
    {
      title: t.scheduled,
      align: 'right',
      width: 120,
      render: (_, { name, scheduled }) => <Count count={scheduled} link={waitingRuns(name, 'later')} />,
    },
    {
      title: t.active,
      align: 'right',
      width: 80,
      render: (_, { name, active }) => (
        <Count count={active} link={runsOf({ queue: name, status: 'STARTED' })} />
      ),
    },
    { title: t.oldest, width: 110, render: (_, { oldestWaiting }) => <Ago at={oldestWaiting} /> },
    {
      title: t.consumers,
      width: 190,
      render: (_, { workers, waiting }) =>
        workers.length > 0 ? (
          workers.join(', ')
        ) : (
          <ToneTag tone={waiting > 0 ? 'bad' : 'warning'}>{t.noConsumers}</ToneTag>
        ),
    },
    {
      title: t.actions,
      width: 150,
      hidden: !mayControl,
      render: (_, queue) => <QueueActions queue={queue} />,
    },
  ];
}

function Flow({ queue: { pausedAt, pausedBy } }: { readonly queue: Queue }) {
  const t = useTexts(texts);
  const nameActor = useActorName();
  if (pausedAt === null) return <ToneTag tone="good">{t.flowing}</ToneTag>;
  const by = pausedBy === null ? null : nameActor(pausedBy);
  return (
    <Tooltip
      title={
        <Flex vertical>
          {by !== null && t.pausedBy(by)}
          <Moment at={pausedAt} />
        </Flex>
      }
    >
      <Flex vertical align="flex-start">
        <ToneTag tone="warning">{t.paused}</ToneTag>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {by} <Ago at={pausedAt} />
        </Typography.Text>
      </Flex>
    </Tooltip>
  );
}

function Count({ count, link }: { readonly count: number; readonly link: string }) {
  if (count === 0) return <span className="number">0</span>;
  return (
    <Link to={link} className="number">
      {count}
    </Link>
  );
}

function runsOf(filters: Record<string, string>): string {
  return `/runs?${new URLSearchParams(filters).toString()}`;
}
