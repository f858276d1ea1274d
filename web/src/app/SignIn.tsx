import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Flex, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { ApiError } from '../api/problem';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useTexts } from '../texts/texts';
import { LanguageSwitch } from './preferences';
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
      await answer(api.POST('/api/v1/auth/login', { body: { username, password, cookie: true } }));
      await client.resetQueries();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Flex
      component="main"
      vertical
      align="center"
      justify="center"
      gap="middle"
      style={{ minHeight: '100%', padding: 16 }}
    >
      <Flex align="center" gap="small">
        <img src="/icon.svg" width={36} height={36} alt="" />
        <Typography.Title level={1} style={{ margin: 0, fontSize: 26 }}>
          {t.product}
        </Typography.Title>
      </Flex>
      <Typography.Text type="secondary">{t.tagline}</Typography.Text>
      <Card style={{ width: '100%', maxWidth: 380 }}>
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
      </Card>
      <LanguageSwitch />
    </Flex>
  );
}
