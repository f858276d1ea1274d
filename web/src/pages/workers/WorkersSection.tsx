import { Empty, Flex, Progress, Table, type TableColumnType, Typography } from 'antd';
import { KeyboardScroll } from '../../parts/KeyboardScroll';
import { Link } from 'react-router';
import { useMay } from '../../access/May';
import type { Schema } from '../../api/types';
import { Ago } from '../../parts/Moment';
import { ToneTag } from '../../parts/StatusTag';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { endedRuns } from '../runs/run-links';
import { texts } from './texts';
import { Pool, RestartPool, ShutDown } from './WorkerActions';
import { WorkerDetails } from './WorkerDetails';

type Worker = Schema<'NodeView'>;

/** The workers, those that live first. */
export function WorkersSection({
  workers,
  loading,
}: {
  readonly workers: readonly Worker[];
  readonly loading: boolean;
}) {
  const t = useTexts(texts);
  const lost = workers.filter(({ status }) => status === 'lost').length;
  return (
    <Section
      title={t.workers}
      about={[t.alive(workers.length - lost), ...(lost > 0 ? [t.lostCount(lost)] : [])].join(' · ')}
    >
      <KeyboardScroll>
        <Table<Worker>
          size="small"
          rowKey="id"
          columns={useColumns()}
          dataSource={workers.toSorted((one, other) => order(one).localeCompare(order(other)))}
          loading={loading}
          pagination={false}
          scroll={{ x: 960 }}
          expandable={{
            columnTitle: <span className="only-for-screen-readers">{t.details}</span>,
            expandedRowRender: (worker) => <WorkerDetails worker={worker} />,
          }}
          locale={{
            emptyText: loading ? (
              ' '
            ) : (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.noWorkers} />
            ),
          }}
        />
      </KeyboardScroll>
    </Section>
  );
}

const order = ({ status, id }: Worker): string => `${status} ${id}`;

function useColumns(): TableColumnType<Worker>[] {
  const t = useTexts(texts);
  const mayControl = useMay('workers.control');
  return [
    {
      title: t.name,
      dataIndex: 'id',
      width: 200,
      render: (_, { id, status, heartbeatAt }) => (
        <Flex gap="small" align="center" wrap>
          <Typography.Text strong style={{ overflowWrap: 'anywhere' }}>
            {id}
          </Typography.Text>
          <ToneTag tone={status === 'alive' ? 'good' : 'bad'}>{t.statuses[status]}</ToneTag>
          {status === 'lost' && (
            <Typography.Text type="secondary">
              {t.heartbeat} <Ago at={heartbeatAt} />
            </Typography.Text>
          )}
        </Flex>
      ),
    },
    { title: t.pool, width: 140, render: (_, worker) => <Pool worker={worker} /> },
    {
      title: t.load,
      width: 110,
      render: (_, { id, status, figures }) =>
        status === 'alive' ? (
          <Progress
            aria-label={t.loadOf(id)}
            percent={Math.round((figures.load ?? 0) * 100)}
            size="small"
            status="normal"
            style={{ margin: 0 }}
          />
        ) : null,
    },
    {
      title: t.active,
      align: 'right',
      width: 70,
      render: (_, { id, figures: { active = 0 } }) =>
        active > 0 ? (
          <Link to={executedRuns(id)} aria-label={t.activeOf(active, id)} className="number">
            {active}
          </Link>
        ) : (
          <span className="number">0</span>
        ),
    },
    {
      title: t.memory,
      align: 'right',
      width: 80,
      render: (_, { figures: { memoryMb } }) =>
        memoryMb === undefined ? null : <span className="number">{Math.round(memoryMb)} MB</span>,
    },
    { ...COUNT, title: t.succeeded, render: (_, { figures }) => count(figures.succeeded) },
    {
      ...COUNT,
      title: t.failed,
      render: (_, { id, startedAt, figures: { failed = 0 } }) =>
        failed > 0 ? (
          <Link to={endedRuns('FAILURE', startedAt, { worker: id })} className="number">
            {failed}
          </Link>
        ) : (
          count(0)
        ),
    },
    { ...COUNT, title: t.retried, render: (_, { figures }) => count(figures.retried) },
    {
      title: t.uptime,
      width: 100,
      render: (_, { uptime }) => <span className="number">{span(uptime * 1_000)}</span>,
    },
    {
      title: t.actions,
      width: 110,
      hidden: !mayControl,
      render: (_, worker) =>
        worker.status === 'alive' ? (
          <Flex vertical align="flex-start" gap={4}>
            {hasProcesses(worker) && <RestartPool worker={worker} />}
            <ShutDown worker={worker} />
          </Flex>
        ) : null,
    },
  ];
}

const COUNT = { align: 'right', width: 70 } as const;

const count = (number = 0) => <span className="number">{number}</span>;

/** Whether processes of its own execute its runs. */
const hasProcesses = ({ pool }: Worker): boolean => pool === 'async' || pool === 'prefork';

/** The page of the runs that it executes. */
function executedRuns(worker: string): string {
  return `/runs?${new URLSearchParams({ worker, status: 'STARTED' }).toString()}`;
}
