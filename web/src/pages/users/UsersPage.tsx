import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ROLES, type RoleName } from '../../access/permissions';
import { SecretDialog } from '../../access/SecretDialog';
import { texts as accessTexts } from '../../access/texts';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { texts as frame } from '../../app/texts';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { FormDialog } from '../../parts/FormDialog';
import { Ago, Moment } from '../../parts/Moment';
import { PageHeader } from '../../parts/PageHeader';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { filledIn } from './filled-in';
import { texts } from './texts';
import { UserFields } from './UserFields';
import { UserState } from './UserState';

type Account = Schema<'UserAccount'>;

interface NewUser {
  readonly username: string;
  readonly role: RoleName;
  readonly name?: string;
  readonly email?: string;
}

/** As the server has it. */
const USERNAME = /^[a-z0-9][a-z0-9._-]{1,62}$/;

/** Who may sign in. */
export function Component() {
  const t = useTexts(texts);
  const access = useTexts(accessTexts);
  const { pages } = useTexts(frame);
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<Schema<'UserWithPassword'>>();
  const users = useList<Account>('/api/v1/users', {}, () => answer(api.GET('/api/v1/users')));

  async function add({ username, role, name, email }: NewUser): Promise<void> {
    const body = { username, role, name: filledIn(name), email: filledIn(email) };
    setAdded(await answer(api.POST('/api/v1/users', { body })));
  }

  return (
    <>
      <PageHeader
        title={pages.users}
        about={t.about}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        }
      />
      <DataTable<Account>
        name="users"
        label={t.list}
        columns={useColumns()}
        rowKey={({ username }) => username}
        rowLink={({ username }) => `/users/${username}`}
        query={users}
      />
      {adding && (
        <FormDialog<NewUser>
          title={t.add}
          action={t.add}
          initialValues={{ role: 'viewer' }}
          act={add}
          touches={['/api/v1/users']}
          done={t.saved}
          onClose={() => setAdding(false)}
        >
          <Form.Item
            name="username"
            label={t.username}
            extra={t.usernameHint}
            rules={[
              { required: true, message: t.needed },
              { pattern: USERNAME, message: t.usernameWrong },
            ]}
          >
            <Input autoFocus autoComplete="off" maxLength={63} />
          </Form.Item>
          <UserFields />
        </FormDialog>
      )}
      {added && (
        <SecretDialog
          title={access.temporaryTitle}
          about={access.temporaryHint(added.username)}
          secret={added.temporaryPassword ?? ''}
          onClose={() => void navigate(`/users/${added.username}`)}
        />
      )}
    </>
  );
}

function useColumns(): DataColumn<Account>[] {
  const t = useTexts(texts);
  const { language } = useLanguage();
  return [
    {
      key: 'username',
      title: t.username,
      width: 180,
      render: (_, { username }) => <Link to={`/users/${username}`}>{username}</Link>,
    },
    { key: 'name', title: t.name, width: 160, ellipsis: true, render: (_, { name }) => name ?? '–' },
    { key: 'email', title: t.email, width: 220, ellipsis: true, render: (_, { email }) => email ?? '–' },
    { key: 'role', title: t.role, width: 120, render: (_, { role }) => ROLES[role].title[language] },
    { key: 'state', title: t.state, width: 230, render: (_, user) => <UserState user={user} /> },
    {
      key: 'used',
      title: t.lastUsed,
      width: 120,
      render: (_, { lastUsedAt }) => (lastUsedAt === null ? t.never : <Ago at={lastUsedAt} />),
    },
    {
      key: 'created',
      title: t.created,
      width: 210,
      hidden: true,
      render: (_, { createdAt }) => <Moment at={createdAt} />,
    },
  ];
}
