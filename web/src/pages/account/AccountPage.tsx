import { useQuery } from '@tanstack/react-query';
import { App, Descriptions, Flex } from 'antd';
import { CreateKeyButton } from '../../access/CreateKeyButton';
import { KeyTable } from '../../access/KeyTable';
import { PasswordForm } from '../../access/PasswordForm';
import { ROLES } from '../../access/permissions';
import { SessionSection } from '../../access/SessionSection';
import { answer, api } from '../../api/client';
import { useAction, useUser } from '../../api/queries';
import type { Schema } from '../../api/types';
import { texts as frame } from '../../app/texts';
import { PageHeader } from '../../parts/PageHeader';
import { Section } from '../../parts/Section';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** One's own account. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(frame);
  const { data: user } = useUser();
  return (
    <>
      <PageHeader title={pages.account} about={t.about} />
      {user && (
        <Flex vertical gap="middle">
          <Who user={user} />
          <Password username={user.username} />
          <MySessions />
          <MyKeys />
        </Flex>
      )}
    </>
  );
}

function Who({ user: { username, name, role } }: { readonly user: Schema<'User'> }) {
  const t = useTexts(texts);
  const { language } = useLanguage();
  return (
    <Section title={username}>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'name', label: t.name, children: name ?? '–' },
          {
            key: 'role',
            label: t.role,
            children: `${ROLES[role].title[language]} · ${ROLES[role][language]}`,
          },
        ]}
      />
    </Section>
  );
}

function Password({ username }: { readonly username: string }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  return (
    <Section title={t.password}>
      <div style={{ maxWidth: 380 }}>
        <PasswordForm username={username} onDone={() => void message.success(t.passwordChanged)} />
      </div>
    </Section>
  );
}

function MySessions() {
  const t = useTexts(texts);
  const sessions = useQuery({
    queryKey: ['/api/v1/auth/sessions'],
    queryFn: () => answer(api.GET('/api/v1/auth/sessions')),
  });
  const end = useAction(
    (id: string) => api.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id } } }),
    ['/api/v1/auth/sessions'],
  );
  const endOthers = useAction(() => answer(api.DELETE('/api/v1/auth/sessions')), ['/api/v1/auth/sessions']);
  return (
    <SessionSection
      title={t.sessions}
      sessions={sessions}
      end={end}
      endAll={endOthers}
      label={t.endOthers}
      told={t.endedOthers}
    />
  );
}

function MyKeys() {
  const t = useTexts(texts);
  const keys = useQuery({
    queryKey: ['/api/v1/api-keys', 'own'],
    queryFn: () => answer(api.GET('/api/v1/api-keys')),
  });
  return (
    <Section title={t.keys} extra={<CreateKeyButton />}>
      <KeyTable keys={keys.data?.items} error={keys.error} onRetry={() => void keys.refetch()} />
    </Section>
  );
}
