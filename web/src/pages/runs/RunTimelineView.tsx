import { Flex, Timeline, theme, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Run, Schema } from '../../api/types';
import { Ago, Moment } from '../../parts/Moment';
import { span } from '../../parts/times';
import { useSentence } from '../../texts/use-sentence';
import { useTexts } from '../../texts/texts';
import { texts } from './run-texts';

type RunAttempt = Schema<'RunAttempt'>;

interface RunTimelineViewProps {
  readonly run: Run;
  readonly timeline: Schema<'RunTimeline'>;
}

/** What happened to a run, from top to bottom. */
export function RunTimelineView({ run, timeline }: RunTimelineViewProps) {
  const { timeline: t } = useTexts(texts);
  const { token } = theme.useToken();
  const colors: Record<RunAttempt['outcome'], string> = {
    RUNNING: token.colorLink,
    SUCCESS: token.colorSuccess,
    FAILURE: token.colorError,
    RETRY: token.colorWarning,
    REVOKED: token.colorTextSecondary,
    LOST: token.colorWarning,
  };
  const { createdAt, dueAt, queueMs, attempts } = timeline;
  const isWaiting = run.status === 'PENDING' || run.status === 'RETRY';
  const isRevokedEarly = run.status === 'REVOKED' && attempts.at(-1)?.outcome !== 'REVOKED';
  const hasEta = run.eta !== null && Date.parse(run.eta) > Date.parse(createdAt);
  return (
    <Timeline
      styles={{ root: { marginBlockStart: 4 } }}
      items={[
        {
          key: 'submitted',
          color: token.colorTextSecondary,
          content: <Entry title={t.submitted} at={createdAt} />,
        },
        ...(hasEta
          ? [{ key: 'due', color: token.colorTextSecondary, content: <Entry title={t.due} at={run.eta} /> }]
          : []),
        ...attempts.map((attempt, index) => ({
          key: `${index} ${attempt.startedAt}`,
          color: colors[attempt.outcome],
          loading: attempt.outcome === 'RUNNING',
          content: (
            <Attempt
              attempt={attempt}
              queueMs={index === attempts.length - 1 && !isWaiting ? queueMs : null}
            />
          ),
        })),
        ...(isWaiting
          ? [{ key: 'waiting', color: token.colorLink, loading: true, content: <Waiting dueAt={dueAt} /> }]
          : []),
        ...(run.finishedAt === null
          ? []
          : [
              {
                key: 'finished',
                color: token.colorTextSecondary,
                content: <Entry title={isRevokedEarly ? t.revokedEarly : t.finished} at={run.finishedAt} />,
              },
            ]),
      ]}
    />
  );
}

function Entry({
  title,
  at,
  children,
}: {
  readonly title: ReactNode;
  readonly at: string | null;
  readonly children?: ReactNode;
}) {
  return (
    <Flex vertical gap={2}>
      <Typography.Text strong>{title}</Typography.Text>
      {at !== null && <Moment at={at} />}
      {children}
    </Flex>
  );
}

function Waiting({ dueAt }: { readonly dueAt: string }) {
  const { timeline: t } = useTexts(texts);
  return (
    <Flex vertical gap={2}>
      <Typography.Text strong>{t.waiting}</Typography.Text>
      <Ago at={dueAt} />
    </Flex>
  );
}

function Attempt({ attempt, queueMs }: { readonly attempt: RunAttempt; readonly queueMs: number | null }) {
  const { timeline: t } = useTexts(texts);
  const sentence = useSentence();
  const { startedAt, endedAt, worker, error, outcome, retryAt } = attempt;
  const took = endedAt === null ? undefined : Date.parse(endedAt) - Date.parse(startedAt);
  const details = [
    queueMs === null ? undefined : t.queued(span(queueMs)),
    took === undefined ? undefined : t.took(span(took)),
    worker ?? undefined,
  ].filter((detail) => detail !== undefined);
  return (
    <Entry title={`${t.attempt(attempt.attempt)} · ${t.outcomes[outcome]}`} at={startedAt}>
      <Typography.Text type="secondary">{details.join(' · ')}</Typography.Text>
      {error?.message !== undefined && outcome !== 'FAILURE' && (
        <Typography.Paragraph
          type="secondary"
          ellipsis={{ rows: 3, expandable: true }}
          style={{ margin: 0, overflowWrap: 'anywhere' }}
        >
          {sentence(error.message)}
        </Typography.Paragraph>
      )}
      {retryAt !== null && (
        <span>
          {t.next} <Moment at={retryAt} />
        </span>
      )}
    </Entry>
  );
}
