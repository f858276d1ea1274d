import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  PauseCircleFilled,
  WarningFilled,
} from '@ant-design/icons';
import { Flex, theme, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { Ago, Moment } from '../../parts/Moment';
import { useSentence } from '../../texts/use-sentence';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { useActorName } from '../audit/names';
import { texts as backupTexts } from '../backups/texts';
import { endedRuns, waitingRuns } from '../runs/run-links';
import { SkipReason } from '../schedules/SkipReason';
import { texts } from './texts';

type Attention = Schema<'Attention'>;
type Example = Schema<'AttentionExample'>;

interface Kind {
  readonly tone: 'bad' | 'warning';
  readonly icon: ReactNode;
  /** The page that shows all of them; {@link AttentionListProps.from}. */
  readonly link: string | ((from: string) => string);
  /** The page of one of them. */
  readonly linkOf: (example: Example) => string;
}

const KINDS: Record<Attention['kind'], Kind> = {
  'no-worker': {
    tone: 'bad',
    icon: <CloseCircleFilled />,
    link: '/workers',
    linkOf: ({ id }) => waitingRuns(id, 'now'),
  },
  'no-scheduler': {
    tone: 'bad',
    icon: <CloseCircleFilled />,
    link: '/workers',
    linkOf: () => '/workers',
  },
  'failed-runs': {
    tone: 'bad',
    icon: <CloseCircleFilled />,
    link: (from) => endedRuns('FAILURE', from),
    linkOf: ({ id }) => `/runs/${id}`,
  },
  'late-schedules': {
    tone: 'warning',
    icon: <ClockCircleFilled />,
    link: '/schedules',
    linkOf: scheduleLink,
  },
  'unverified-backup': {
    tone: 'bad',
    icon: <WarningFilled />,
    link: '/backups',
    linkOf: () => '/backups',
  },
  'lost-workers': {
    tone: 'warning',
    icon: <WarningFilled />,
    link: '/workers',
    linkOf: ({ id }) => `/runs?worker=${encodeURIComponent(id)}`,
  },
  'paused-schedules': {
    tone: 'warning',
    icon: <PauseCircleFilled />,
    link: '/schedules',
    linkOf: scheduleLink,
  },
  'paused-queues': {
    tone: 'warning',
    icon: <PauseCircleFilled />,
    link: '/workers',
    linkOf: () => '/workers',
  },
  'failed-notices': {
    tone: 'warning',
    icon: <WarningFilled />,
    link: '/notices?status=FAILED',
    linkOf: () => '/notices?status=FAILED',
  },
  'bills-in-trouble': {
    tone: 'warning',
    icon: <WarningFilled />,
    link: '/bills?status=OVERDUE&daysOverdue=30',
    linkOf: ({ id }) => `/bills/${id}`,
  },
};

/** Examples that are shown of what is not as urgent as failed runs. */
const EXAMPLES = 3;

interface AttentionListProps {
  readonly attention: readonly Attention[];
  /** Since when runs that failed count. */
  readonly from: string;
}

/** What needs a person, the most urgent first: each line leads to the list of it, each example to its page. */
export function AttentionList({ attention, from }: AttentionListProps) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  if (attention.length === 0) {
    return (
      <Section title={t.attention}>
        <Typography.Text>
          <CheckCircleFilled aria-hidden style={{ color: token.colorSuccess, marginInlineEnd: 8 }} />
          {t.calm}
        </Typography.Text>
      </Section>
    );
  }
  return (
    <Section title={t.attention}>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {attention.map((each, index) => (
          <li
            key={each.kind}
            style={{
              paddingBlock: 8,
              ...(index > 0 && { borderBlockStart: `1px solid ${token.colorBorderSecondary}` }),
            }}
          >
            <Line attention={each} from={from} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Line({ attention, from }: { readonly attention: Attention; readonly from: string }) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const { kind, count, since, amount } = attention;
  const examples = attention.examples.slice(0, kind === 'failed-runs' ? 5 : EXAMPLES);
  const { tone, icon, link, linkOf } = KINDS[kind];
  const color = tone === 'bad' ? token.colorError : token.colorWarning;
  return (
    <Flex gap={10} align="flex-start">
      <span aria-hidden style={{ color, fontSize: 16, lineHeight: '24px' }}>
        {icon}
      </span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Flex gap="small" wrap align="baseline">
          <Link
            to={typeof link === 'string' ? link : link(from)}
            style={{ fontWeight: 600, lineHeight: '24px' }}
          >
            {t.kinds[kind](count)}
          </Link>
          {amount !== null && (
            <Typography.Text>
              {t.amount} <Money amount={amount} />
            </Typography.Text>
          )}
          {since !== null && (
            <Typography.Text type="secondary">
              {t.since} <Ago at={since} />
            </Typography.Text>
          )}
        </Flex>
        {examples.map((example) => (
          <Flex key={example.id} gap="small" align="baseline">
            <Link
              to={linkOf(example)}
              style={{ flex: 'none', maxWidth: '60%', lineHeight: '24px', overflowWrap: 'anywhere' }}
            >
              {example.name}
            </Link>
            {example.text !== null && (
              <Typography.Text type="secondary" ellipsis={{ tooltip: true }} style={{ minWidth: 0 }}>
                <ExampleText kind={kind} text={example.text} />
              </Typography.Text>
            )}
          </Flex>
        ))}
        {count > examples.length && examples.length > 0 && (
          <Typography.Text type="secondary">{t.others(count - examples.length)}</Typography.Text>
        )}
      </div>
    </Flex>
  );
}

/** What there is to say of an example, in the language of whoever looks as far as it is known. */
function ExampleText({ kind, text }: { readonly kind: Attention['kind']; readonly text: string }) {
  const backups: Readonly<Record<string, string>> = useTexts(backupTexts).statuses;
  const nameActor = useActorName();
  const sentence = useSentence();
  switch (kind) {
    case 'late-schedules':
      return <Moment at={text} minutes />;
    case 'paused-schedules':
      return <SkipReason reason={`paused: ${text}`} />;
    case 'no-worker':
    case 'paused-queues':
      return nameActor(text);
    case 'unverified-backup':
      return backups[text] ?? sentence(text);
    default:
      return sentence(text);
  }
}

function scheduleLink({ id }: Example): string {
  return `/schedules/${encodeURIComponent(id)}`;
}
