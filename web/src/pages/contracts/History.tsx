import { Flex, Skeleton, Timeline, Typography } from 'antd';
import { Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { useActorName } from '../audit/names';
import type { ContractEvent } from './contract-queries';
import { Section } from '../../parts/Section';
import { texts } from './texts';

interface HistoryProps {
  /** Oldest first. */
  readonly events: readonly ContractEvent[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

const COLORS: Readonly<Record<string, string>> = {
  'contract.approve': 'green',
  'contract.reject': 'red',
  'contract.terminate': 'red',
};

/** Who did what to a contract, the latest first, and what they said. */
export function History({ events, error, onRetry }: HistoryProps) {
  const t = useTexts(texts);
  return (
    <Section title={t.history}>
      {error != null ? (
        <ProblemAlert error={error} onRetry={onRetry} />
      ) : !events ? (
        <Skeleton active title={false} />
      ) : events.length === 0 ? (
        <Typography.Text type="secondary">{t.noHistory}</Typography.Text>
      ) : (
        <Timeline
          items={events.toReversed().map((event) => ({
            key: event.id,
            color: COLORS[event.action] ?? 'blue',
            content: <Event event={event} />,
          }))}
        />
      )}
    </Section>
  );
}

function Event({ event }: { readonly event: ContractEvent }) {
  const t = useTexts(texts);
  const nameActor = useActorName();
  const actions: Readonly<Record<string, string>> = t.actions;
  const name = event.details['name'];
  return (
    <Flex vertical>
      <span>
        <Typography.Text strong>{actions[event.action] ?? event.action}</Typography.Text>
        {typeof name === 'string' && ` ${name}`}
      </span>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {nameActor(event.actor)} · <Moment at={event.at} />
      </Typography.Text>
      {event.reason !== null && <Said label={t.reason} text={event.reason} />}
      {event.comment !== null && <Said label={t.comment} text={event.comment} />}
      {event.changes.length > 0 && (
        <ul style={{ margin: 0, paddingInlineStart: 16 }}>
          {event.changes.map(({ field, from, to }) => (
            <li key={field} style={{ overflowWrap: 'anywhere' }}>
              <Change field={field} from={from} to={to} />
            </li>
          ))}
        </ul>
      )}
    </Flex>
  );
}

function Said({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <span style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
      <Typography.Text type="secondary">{label}</Typography.Text> {text}
    </span>
  );
}

interface ChangeProps {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

function Change({ field, from, to }: ChangeProps) {
  const t = useTexts(texts);
  const fields: Readonly<Record<string, string>> = t.fields;
  const statuses: Readonly<Record<string, string>> = { ...t.statuses, ...t.cycles };
  const words = (value: string | null) => (value === null ? t.unset : (statuses[value] ?? value));
  return (
    <>
      <Typography.Text type="secondary">{fields[field] ?? field}</Typography.Text>{' '}
      <Typography.Text delete type="secondary">
        {words(from)}
      </Typography.Text>{' '}
      → {words(to)}
    </>
  );
}
