import { Typography } from 'antd';
import { Link } from 'react-router';
import type { Run } from '../../api/types';
import type { DataColumn } from '../../parts/DataTable';
import { Moment, useNow } from '../../parts/Moment';
import { StatusTag } from '../../parts/StatusTag';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { RunOutcome } from './RunOutcome';
import { queueTime } from './run-times';
import { texts } from './texts';

const NOTHING = <Typography.Text type="secondary">–</Typography.Text>;

export function useRunColumns(): DataColumn<Run>[] {
  const { columns: t } = useTexts(texts);
  return [
    { key: 'status', title: t.status, width: 112, render: (_, { status }) => <StatusTag status={status} /> },
    {
      key: 'task',
      title: t.task,
      width: 270,
      ellipsis: true,
      render: (_, { id, task }) => (
        <Link to={`/runs/${id}`} title={task}>
          {task}
        </Link>
      ),
    },
    {
      key: 'outcome',
      title: t.outcome,
      width: 280,
      ellipsis: true,
      render: (_, run) => <RunOutcome run={run} />,
    },
    { key: 'created', title: t.created, width: 210, render: (_, run) => <Moment at={run.createdAt} /> },
    { key: 'finished', title: t.finished, width: 210, render: (_, run) => <Moment at={run.finishedAt} /> },
    {
      key: 'runtime',
      title: t.runtime,
      width: 110,
      align: 'right',
      render: (_, run) => <RunTime run={run} />,
    },
    { key: 'queue', title: t.queue, width: 120, ellipsis: true, render: (_, { queue }) => queue },
    {
      key: 'worker',
      title: t.worker,
      width: 170,
      ellipsis: true,
      render: (_, { worker }) => worker ?? NOTHING,
    },
    {
      key: 'schedule',
      title: t.schedule,
      width: 180,
      ellipsis: true,
      render: (_, { schedule }) =>
        schedule === null ? (
          NOTHING
        ) : (
          <Link to={`/schedules/${encodeURIComponent(schedule)}`}>{schedule}</Link>
        ),
    },
    {
      key: 'id',
      title: t.id,
      width: 310,
      hidden: true,
      render: (_, { id }) => <span className="code">{id}</span>,
    },
    {
      key: 'kwargs',
      title: t.kwargs,
      width: 240,
      hidden: true,
      ellipsis: true,
      render: (_, { kwargs }) => <span className="code">{JSON.stringify(kwargs)}</span>,
    },
    {
      key: 'queueTime',
      title: t.queueTime,
      width: 110,
      hidden: true,
      align: 'right',
      render: (_, run) => {
        const ms = queueTime(run);
        return ms === undefined ? NOTHING : <span className="number">{span(ms)}</span>;
      },
    },
    {
      key: 'started',
      title: t.started,
      width: 210,
      hidden: true,
      render: (_, run) => <Moment at={run.startedAt} />,
    },
    {
      key: 'attempt',
      title: t.attempt,
      width: 100,
      hidden: true,
      align: 'right',
      render: (_, { attempt, maxAttempts }) => (
        <span className="number">
          {attempt} / {maxAttempts}
        </span>
      ),
    },
    {
      key: 'priority',
      title: t.priority,
      width: 90,
      hidden: true,
      align: 'right',
      render: (_, { priority }) => <span className="number">{priority}</span>,
    },
    { key: 'slot', title: t.slot, width: 210, hidden: true, render: (_, run) => <Moment at={run.slot} /> },
    { key: 'eta', title: t.eta, width: 210, hidden: true, render: (_, run) => <Moment at={run.eta} /> },
    {
      key: 'expires',
      title: t.expires,
      width: 210,
      hidden: true,
      render: (_, run) => <Moment at={run.expires} />,
    },
  ];
}

/** How long it took, or has taken so far. */
function RunTime({ run }: { readonly run: Run }) {
  if (run.runtimeMs !== null) return <span className="number">{span(run.runtimeMs)}</span>;
  return run.status === 'STARTED' && run.startedAt !== null ? <Elapsed since={run.startedAt} /> : NOTHING;
}

function Elapsed({ since }: { readonly since: string }) {
  const now = useNow(1_000);
  return (
    <Typography.Text type="secondary" className="number">
      {span(Math.max(0, now - Date.parse(since)))}
    </Typography.Text>
  );
}
