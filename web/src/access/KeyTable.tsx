import { App, Button, Flex, Popconfirm, Tag, Tooltip } from 'antd';
import { answer, api } from '../api/client';
import { useAction } from '../api/queries';
import type { Schema } from '../api/types';
import { Ago, Moment } from '../parts/Moment';
import { SmallTable } from '../parts/SmallTable';
import { type Tone, ToneTag } from '../parts/StatusTag';
import { useLanguage } from '../texts/language';
import { useTexts } from '../texts/texts';
import { type Permission, PERMISSIONS } from './permissions';
import { texts } from './texts';

type Key = Schema<'ApiKey'>;
type State = 'good' | 'expired' | 'revoked';

const TONES: Record<State, Tone> = { good: 'good', expired: 'quiet', revoked: 'quiet' };

interface KeyTableProps {
  readonly keys: readonly Key[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Whether it is said whose each is. */
  readonly owners?: boolean;
}

/** Keys, the newest first, those that are over too. */
export function KeyTable({ keys, error, onRetry, owners = false }: KeyTableProps) {
  const t = useTexts(texts);
  return (
    <SmallTable<Key>
      label={t.keys}
      items={keys}
      rowKey={({ id }) => id}
      empty={t.keysEmpty}
      error={error}
      onRetry={onRetry}
      columns={[
        { key: 'name', title: t.keyName, dataIndex: 'name' },
        ...(owners ? [{ key: 'owner', title: t.owner, dataIndex: 'owner' }] : []),
        {
          key: 'prefix',
          title: t.prefix,
          render: (_, { prefix }) => <span className="code">{prefix}…</span>,
        },
        { key: 'scopes', title: t.scopes, render: (_, { scopes }) => <Scopes scopes={scopes} /> },
        { key: 'state', title: t.state, render: (_, key) => <KeyState state={stateOf(key)} /> },
        {
          key: 'used',
          title: t.lastUsed,
          render: (_, { lastUsedAt }) => (lastUsedAt === null ? t.never : <Ago at={lastUsedAt} />),
        },
        { key: 'expires', title: t.expires, render: (_, { expiresAt }) => <Moment at={expiresAt} minutes /> },
        {
          key: 'actions',
          title: t.actions,
          render: (_, key) => (stateOf(key) === 'good' ? <RevokeButton apiKey={key} /> : null),
        },
      ]}
    />
  );
}

function stateOf({ revokedAt, expiresAt }: Key): State {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) > Date.now() ? 'good' : 'expired';
}

function KeyState({ state }: { readonly state: State }) {
  const t = useTexts(texts);
  return <ToneTag tone={TONES[state]}>{t.states[state]}</ToneTag>;
}

function Scopes({ scopes }: { readonly scopes: readonly Permission[] }) {
  const { language } = useLanguage();
  return (
    <Flex gap={4} wrap style={{ maxWidth: 340 }}>
      {scopes.map((scope) => (
        <Tooltip key={scope} title={PERMISSIONS[scope][language]}>
          <Tag className="code" style={{ marginInlineEnd: 0 }}>
            {scope}
          </Tag>
        </Tooltip>
      ))}
    </Flex>
  );
}

function RevokeButton({ apiKey: { id, name } }: { readonly apiKey: Key }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const revoke = useAction(
    () => answer(api.POST('/api/v1/api-keys/{id}/revoke', { params: { path: { id } } })),
    ['/api/v1/api-keys'],
  );
  return (
    <Popconfirm
      title={t.revokeAsk(name)}
      description={t.revokeHint}
      okText={t.revoke}
      okButtonProps={{ danger: true }}
      onConfirm={() =>
        revoke.mutate(undefined, {
          onSuccess: () => void message.success(t.revoked),
          onError: (error) => void message.error(error.message),
        })
      }
    >
      <Button size="small" danger loading={revoke.isPending} aria-label={t.revokeOf(name)}>
        {t.revoke}
      </Button>
    </Popconfirm>
  );
}
