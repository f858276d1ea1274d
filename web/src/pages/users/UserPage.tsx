import { useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Skeleton } from 'antd';
import { useParams } from 'react-router';
import { PERMISSIONS, ROLES } from '../../access/permissions';
import { SessionSection } from '../../access/SessionSection';
import { texts as accessTexts } from '../../access/texts';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Ago, Moment } from '../../parts/Moment';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { Section } from '../../parts/Section';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';
import { UserActions } from './UserActions';
import { UserState } from './UserState';

type Account = Schema<'UserAccount'>;

/** One user: what it may do, and where it has signed in. */
export function Component() {
  const { username = '' } = useParams();
  const user = useQuery({
    queryKey: ['/api/v1/users', username],
    queryFn: () => answer(api.GET('/api/v1/users/{username}', { params: { path: { username } } })),
  });
  return (
    <>
      <PageHeader
        title={username}
        {...(user.data && {
          extra: <UserState user={user.data} />,
          actions: <UserActions user={user.data} />,
        })}
      />
      {user.error && <ProblemAlert error={user.error} onRetry={() => void user.refetch()} />}
      {user.isPending && <Skeleton active />}
      {user.data && (
        <Flex vertical gap="middle">
          <Facts user={user.data} />
          <UserSessions username={username} />
        </Flex>
      )}
    </>
  );
}

function Facts({ user }: { readonly user: Account }) {
  const t = useTexts(texts);
  const { language } = useLanguage();
  const role = ROLES[user.role];
  return (
    <Section title={t.details}>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'name', label: t.name, children: user.name ?? '–' },
          { key: 'email', label: t.email, children: user.email ?? '–' },
          { key: 'role', label: t.role, children: role.title[language] },
          {
            key: 'may',
            label: t.may,
            children: (
              <ul style={{ margin: 0, paddingInlineStart: 18 }}>
                {role.permissions.map((permission) => (
                  <li key={permission}>{PERMISSIONS[permission][language]}</li>
                ))}
              </ul>
            ),
          },
          {
            key: 'used',
            label: t.lastUsed,
            children: user.lastUsedAt === null ? t.never : <Ago at={user.lastUsedAt} />,
          },
          { key: 'created', label: t.created, children: <Moment at={user.createdAt} /> },
        ]}
      />
    </Section>
  );
}

function UserSessions({ username }: { readonly username: string }) {
  const t = useTexts(texts);
  const { sessions: title } = useTexts(accessTexts);
  const touched = ['/api/v1/users'];
  const path = { username };
  const sessions = useQuery({
    queryKey: ['/api/v1/users', username, 'sessions'],
    queryFn: () => answer(api.GET('/api/v1/users/{username}/sessions', { params: { path } })),
  });
  const end = useAction(
    (id: string) =>
      api.DELETE('/api/v1/users/{username}/sessions/{id}', { params: { path: { username, id } } }),
    touched,
  );
  const endAll = useAction(
    () => answer(api.DELETE('/api/v1/users/{username}/sessions', { params: { path } })),
    touched,
  );
  return (
    <SessionSection
      title={title}
      sessions={sessions}
      end={end}
      endAll={endAll}
      label={t.endAll}
      told={t.endedAll}
    />
  );
}
