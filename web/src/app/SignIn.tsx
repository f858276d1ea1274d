import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Divider, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../api/client';
import { ApiError } from '../api/problem';
import { keepSessionEnd } from '../api/session';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useTexts } from '../texts/texts';
import { DoorFrame } from './DoorFrame';
import { texts } from './texts';

interface Fields {
  readonly username: string;
  readonly password: string;
}

/** The door. The session is kept in a cookie that no script can read. */
export function SignIn() {
  const t = useTexts(texts);
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  async function signIn({ username, password }: Fields): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const body = { username, password, cookie: true };
      const { data, response } = await api.POST('/api/v1/auth/login', { body });
      if (data) keepSessionEnd(response, data.expiresAt);
      await client.resetQueries();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <DoorFrame>
      <OtherWay />
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={signIn}>
        <Form.Item name="username" label={t.username} rules={[{ required: true, message: t.needed }]}>
          <Input autoFocus autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t.password} rules={[{ required: true, message: t.needed }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {error !== undefined && (
          <Form.Item>
            <ProblemAlert
              error={error}
              title={error instanceof ApiError && error.status === 401 ? t.wrong : undefined}
            />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t.signIn}
        </Button>
      </Form>
      <Typography.Paragraph type="secondary" style={{ margin: '16px 0 0', fontSize: 13 }}>
        {t.firstPassword}
      </Typography.Paragraph>
    </DoorFrame>
  );
}

const REFUSALS = ['no-role', 'disabled', 'refused', 'stale', 'unavailable'] as const;

/** How people may sign in: no part of the API that is described. */
async function readMethods(): Promise<{ openIdConnect: string | null }> {
  const response = await fetch('/api/v1/auth/methods');
  return (await response.json()) as { openIdConnect: string | null };
}

/** The OpenID Connect provider, where there is one; and why it has led to nothing. */
function OtherWay() {
  const t = useTexts(texts);
  const { data } = useQuery({
    queryKey: ['/api/v1/auth/methods'],
    staleTime: 600_000,
    queryFn: readMethods,
  });
  const { pathname, search } = window.location;
  const query = new URLSearchParams(search);
  const refusal = REFUSALS.find((each) => each === query.get('sign-in'));
  query.delete('sign-in');
  const rest = query.toString();
  const returnTo = pathname + (rest === '' ? '' : `?${rest}`);
  const name = data?.openIdConnect;
  return (
    <>
      {refusal && <Alert type="error" showIcon title={t.refusals[refusal]} style={{ marginBlockEnd: 16 }} />}
      {name != null && (
        <>
          <Button block href={`/api/v1/auth/oidc/start?${new URLSearchParams({ returnTo }).toString()}`}>
            {t.signInWith(name)}
          </Button>
          <Divider plain>{t.orPassword}</Divider>
        </>
      )}
    </>
  );
}
