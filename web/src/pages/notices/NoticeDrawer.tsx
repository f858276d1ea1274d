import { App, Button, Descriptions, Drawer, Flex, Typography } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Confirmation } from '../../parts/Confirmation';
import { JsonView } from '../../parts/JsonView';
import { Moment } from '../../parts/Moment';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { useSentence } from '../../texts/use-sentence';
import { useTexts } from '../../texts/texts';
import { useKindName } from './kind-names';
import { texts } from './texts';

type Notice = Schema<'Notice'>;
type Deed = 'resend' | 'cancel' | 'read';

interface NoticeDrawerProps {
  readonly notice: Notice;
  readonly tone: Tone;
  readonly onClose: () => void;
}

/** All that is known of a notice, its text, and what can be done with it. */
export function NoticeDrawer({ notice, tone, onClose }: NoticeDrawerProps) {
  const t = useTexts(texts);
  const sentence = useSentence();
  const nameKind = useKindName();
  const { message } = App.useApp();
  const [asked, setAsked] = useState(false);
  const params = { params: { path: { id: notice.id } } };
  const act = useAction(
    (deed: Deed) => {
      if (deed === 'resend') return answer(api.POST('/api/v1/notifications/{id}/resend', params));
      if (deed === 'cancel') return answer(api.POST('/api/v1/notifications/{id}/cancel', params));
      return answer(api.POST('/api/v1/notifications/{id}/read', params));
    },
    ['/api/v1/notifications', '/api/v1/notification-channels', '/api/v1/overview'],
  );
  const doIt = (deed: Deed) =>
    act.mutate(deed, {
      onSuccess: () => void message.success(t.done[deed]),
      onError: (error) => void message.error(error.message),
    });
  return (
    <Drawer
      open
      title={t.details}
      size={560}
      onClose={onClose}
      extra={
        <May permission="notices.handle">
          <Flex gap="small">
            {notice.status === 'FAILED' && (
              <Button type="primary" loading={act.isPending} onClick={() => doIt('resend')}>
                {t.resend}
              </Button>
            )}
            {notice.status === 'PENDING' && (
              <Button danger loading={act.isPending} onClick={() => setAsked(true)}>
                {t.cancel}
              </Button>
            )}
            {notice.channel === 'in-app' && notice.readAt === null && (
              <Button loading={act.isPending} onClick={() => doIt('read')}>
                {t.read}
              </Button>
            )}
          </Flex>
        </May>
      }
    >
      <Flex vertical gap="middle">
        <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
          {notice.title}
        </Typography.Title>
        {notice.body === null ? (
          <Typography.Text type="secondary">{t.bodyGone}</Typography.Text>
        ) : (
          <JsonView value={notice.body} label={t.body} />
        )}
        <Descriptions
          size="small"
          column={1}
          items={[
            {
              key: 'status',
              label: t.status,
              children: <ToneTag tone={tone}>{t.statuses[notice.status]}</ToneTag>,
            },
            ...(notice.lastError === null
              ? []
              : [{ key: 'error', label: t.lastError, children: sentence(notice.lastError) }]),
            ...(notice.heldBecause === null
              ? []
              : [{ key: 'held', label: t.held, children: sentence(notice.heldBecause) }]),
            { key: 'recipient', label: t.recipient, children: <Recipient recipient={notice.recipient} /> },
            { key: 'address', label: t.address, children: notice.address ?? '–' },
            { key: 'channel', label: t.channel, children: t.channels[notice.channel] },
            { key: 'kind', label: t.kind, children: nameKind(notice.kind) },
            { key: 'subject', label: t.subject, children: notice.subject },
            { key: 'stage', label: t.stage, children: notice.stage },
            { key: 'attempts', label: t.attempts, children: notice.attempts },
            { key: 'created', label: t.created, children: <Moment at={notice.createdAt} /> },
            { key: 'notBefore', label: t.notBefore, children: <Moment at={notice.notBefore} /> },
            { key: 'sent', label: t.sent, children: <Moment at={notice.sentAt} /> },
          ]}
        />
      </Flex>
      {asked && (
        <Confirmation
          title={t.cancelTitle}
          action={t.cancel}
          danger
          onConfirm={async () => {
            await act.mutateAsync('cancel');
            void message.success(t.done.cancel);
          }}
          onClose={() => setAsked(false)}
        >
          {t.cancelAsk(notice.noticesInMessage ?? 1)}
        </Confirmation>
      )}
    </Drawer>
  );
}

function Recipient({ recipient }: { readonly recipient: string }) {
  const tenant = /^tenant:(\d+)$/.exec(recipient)?.[1];
  return tenant === undefined ? recipient : <Link to={`/tenants/${tenant}`}>{recipient}</Link>;
}
