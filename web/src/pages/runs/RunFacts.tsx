import { Descriptions, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Run } from '../../api/types';
import { CopyButton } from '../../parts/JsonView';
import { Moment } from '../../parts/Moment';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { texts } from './run-texts';

/** What a run is, with links to what it belongs to. */
export function RunFacts({ run, queueMs }: { readonly run: Run; readonly queueMs: number | null }) {
  const { facts: t } = useTexts(texts);
  const path = encodeURIComponent;
  const rows: [label: string, value: ReactNode][] = [
    [
      t.id,
      <>
        <span className="code">{run.id}</span> <CopyButton text={run.id} />
      </>,
    ],
    [t.task, <Link to={`/tasks/${path(run.task)}`}>{run.task}</Link>],
    [t.queue, <Link to={`/runs?queue=${path(run.queue)}`}>{run.queue}</Link>],
    [
      t.worker,
      run.worker === null ? undefined : <Link to={`/runs?worker=${path(run.worker)}`}>{run.worker}</Link>,
    ],
    [
      t.schedule,
      run.schedule === null ? (
        <Typography.Text type="secondary">{t.byHand}</Typography.Text>
      ) : (
        <Link to={`/schedules/${path(run.schedule)}`}>{run.schedule}</Link>
      ),
    ],
    [
      t.slot,
      run.schedule === null || run.slot === null ? undefined : (
        <Link to={`/runs?schedule=${path(run.schedule)}`}>
          <Moment at={run.slot} />
        </Link>
      ),
    ],
    [t.queueTime, queueMs === null ? undefined : span(queueMs)],
    [t.started, run.startedAt === null ? undefined : <Moment at={run.startedAt} />],
    [t.finished, run.finishedAt === null ? undefined : <Moment at={run.finishedAt} />],
    [t.runtime, run.runtimeMs === null ? undefined : span(run.runtimeMs)],
    [t.attempt, `${run.attempt} / ${run.maxAttempts}`],
    [t.priority, run.priority],
    [t.eta, run.eta === null ? undefined : <Moment at={run.eta} />],
    [t.expires, run.expires === null ? undefined : <Moment at={run.expires} />],
  ];
  return (
    <Descriptions
      size="small"
      column={1}
      items={rows
        .filter(([, value]) => value !== undefined)
        .map(([label, value]) => ({ key: label, label, children: value }))}
      styles={{ content: { overflowWrap: 'anywhere' } }}
    />
  );
}
