import { App, Button, Flex, Typography } from 'antd';
import type { Schema } from '../api/types';
import { Ago, Moment } from '../parts/Moment';
import { SmallTable } from '../parts/SmallTable';
import { ToneTag } from '../parts/StatusTag';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

type Session = Schema<'Session'>;

interface SessionTableProps {
  readonly sessions: readonly Session[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly end: (session: Session) => Promise<unknown>;
}

/** Where somebody has signed in; each can be ended but the one that asks. */
export function SessionTable({ sessions, error, onRetry, end }: SessionTableProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();

  async function endIt(session: Session): Promise<void> {
    try {
      await end(session);
      void message.success(t.ended);
    } catch (failure) {
      void message.error(failure instanceof Error ? failure.message : String(failure));
    }
  }

  return (
    <SmallTable<Session>
      label={t.sessions}
      items={sessions}
      rowKey={({ id }) => id}
      empty={t.noSessions}
      error={error}
      onRetry={onRetry}
      columns={[
        {
          key: 'program',
          title: t.program,
          render: (_, { client, current, userAgent }) => (
            <Flex vertical>
              <Flex gap="small" align="center">
                {client === 'program' ? t.byProgram : t.browser}
                {current && <ToneTag tone="good">{t.thisOne}</ToneTag>}
              </Flex>
              {userAgent !== null && (
                <Typography.Text
                  type="secondary"
                  ellipsis={{ tooltip: userAgent }}
                  style={{ maxWidth: 300, fontSize: 12 }}
                >
                  {userAgent}
                </Typography.Text>
              )}
            </Flex>
          ),
        },
        { key: 'address', title: t.address, render: (_, { address }) => address ?? '–' },
        { key: 'created', title: t.started, render: (_, { createdAt }) => <Moment at={createdAt} minutes /> },
        { key: 'used', title: t.lastUsed, render: (_, { lastUsedAt }) => <Ago at={lastUsedAt} /> },
        {
          key: 'actions',
          title: t.actions,
          render: (_, session) =>
            session.current ? null : (
              <Button
                size="small"
                aria-label={t.endOf(session.address ?? '–')}
                onClick={() => void endIt(session)}
              >
                {t.end}
              </Button>
            ),
        },
      ]}
    />
  );
}
