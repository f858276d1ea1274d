import { useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Skeleton, Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Ago, Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** What a worker executes now, and where it runs. */
export function WorkerDetails({ worker }: { readonly worker: Schema<'NodeView'> }) {
  const t = useTexts(texts);
  const { id, host, pid, queues, figures, startedAt, heartbeatAt } = worker;
  return (
    <Flex vertical gap="small">
      <ActiveRuns worker={id} />
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2, xl: 3 }}
        items={[
          { key: 'host', label: t.host, children: host },
          { key: 'pid', label: t.process, children: pid },
          { key: 'processes', label: t.processes, children: figures.processes?.join(', ') ?? '–' },
          { key: 'started', label: t.startedAt, children: <Moment at={startedAt} /> },
          { key: 'heartbeat', label: t.heartbeat, children: <Ago at={heartbeatAt} /> },
          { key: 'reserved', label: t.reserved, children: figures.reserved ?? 0 },
          { key: 'revoked', label: t.revoked, children: figures.revoked ?? 0 },
          { key: 'queues', label: t.queuesOf, children: queues.join(', ') || '–' },
        ]}
      />
      <Link to={`/runs?${new URLSearchParams({ worker: id }).toString()}`}>{t.allRuns}</Link>
    </Flex>
  );
}

function ActiveRuns({ worker }: { readonly worker: string }) {
  const t = useTexts(texts);
  // The key begins as the workers' does, so that it is read again with them.
  const runs = useQuery({
    queryKey: ['/api/v1/workers', worker, 'active'],
    refetchInterval: 5_000,
    queryFn: () =>
      answer(api.GET('/api/v1/runs', { params: { query: { worker, status: ['STARTED'], limit: 100 } } })),
  });
  if (runs.isPending) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  if (runs.isError) return <ProblemAlert error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data.items.length === 0)
    return <Typography.Text type="secondary">{t.nothingActive}</Typography.Text>;
  return (
    <ul aria-label={t.active} style={{ margin: 0, paddingInlineStart: 18 }}>
      {runs.data.items.map(({ id, task, startedAt }) => (
        <li key={id}>
          <Link to={`/runs/${id}`} style={{ textDecoration: 'underline' }}>
            {task}
          </Link>{' '}
          <Typography.Text type="secondary">
            <span className="code">{id}</span> · {t.started} <Ago at={startedAt} />
          </Typography.Text>
        </li>
      ))}
    </ul>
  );
}
