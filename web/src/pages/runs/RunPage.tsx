import { Col, Flex, Progress, Row, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Run } from '../../api/types';
import { JsonView } from '../../parts/JsonView';
import { Ago } from '../../parts/Moment';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { StatusTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { isFinished } from './run-times';
import { texts } from './run-texts';
import { useTimeline } from './run-timeline';
import { RunActions } from './RunActions';
import { RunFacts } from './RunFacts';
import { RunFailure } from './RunFailure';
import { RunLog } from './RunLog';
import { percentOf } from './RunOutcome';
import { RunTimelineView } from './RunTimelineView';
import { Section } from '../../parts/Section';
import { useRun } from './use-run';

/** One run, live. */
export function Component() {
  const { id = '' } = useParams();
  const t = useTexts(texts);
  const { data: run, error, refetch } = useRun(id);
  if (run) return <RunView key={id} run={run} />;
  return (
    <>
      <PageHeader title={id} />
      {error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label={t.loading}>
          <Skeleton active paragraph={{ rows: 8 }} />
        </div>
      )}
    </>
  );
}

function RunView({ run }: { readonly run: Run }) {
  const t = useTexts(texts);
  const [failure, setFailure] = useState<unknown>();
  const timeline = useTimeline(run.id);
  return (
    <>
      <PageHeader
        title={run.task}
        extra={<StatusTag status={run.status} />}
        about={<Ago at={run.finishedAt ?? run.startedAt ?? run.createdAt} />}
        actions={<RunActions run={run} onFailure={setFailure} />}
      />
      {failure !== undefined && (
        <div style={{ marginBlockEnd: 12 }}>
          <ProblemAlert error={failure} />
        </div>
      )}
      <Row gutter={[12, 12]}>
        <Col xs={24} xl={16}>
          <Flex vertical gap={12}>
            <RunFailure run={run} />
            {run.progress && !isFinished(run) && <RunProgress progress={run.progress} />}
            <RunLog id={run.id} live={!isFinished(run)} />
            <Section title={t.sections.kwargs}>
              <JsonView value={run.kwargs} label={t.sections.kwargs} />
            </Section>
            {run.result !== null && (
              <Section title={t.sections.result}>
                <JsonView value={run.result} label={t.sections.result} />
              </Section>
            )}
          </Flex>
        </Col>
        <Col xs={24} xl={8}>
          <Flex vertical gap={12}>
            <Section title={t.sections.timeline}>
              {timeline.data ? (
                <RunTimelineView run={run} timeline={timeline.data} />
              ) : timeline.error ? (
                <ProblemAlert error={timeline.error} onRetry={() => void timeline.refetch()} />
              ) : (
                <Skeleton active title={false} />
              )}
            </Section>
            <Section title={t.sections.facts}>
              <RunFacts run={run} queueMs={timeline.data?.queueMs ?? null} />
            </Section>
          </Flex>
        </Col>
      </Row>
    </>
  );
}

function RunProgress({ progress }: { readonly progress: NonNullable<Run['progress']> }) {
  const t = useTexts(texts);
  const done = t.progress(progress.current ?? 0, progress.total ?? 0);
  return (
    <div>
      <Progress percent={percentOf(progress)} status="active" aria-label={done} />
      <Typography.Text type="secondary">
        {[progress.message, done].filter(Boolean).join(' · ')}
      </Typography.Text>
    </div>
  );
}
