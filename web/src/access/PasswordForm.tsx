import { Button, Form, Input } from 'antd';
import { api } from '../api/client';
import { ApiError } from '../api/problem';
import { useAction } from '../api/queries';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

interface Fields {
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly again: string;
}

interface PasswordFormProps {
  readonly username: string;
  readonly onDone: () => void;
}

/** One's own next password, which ends all of one's other sessions. */
export function PasswordForm({ username, onDone }: PasswordFormProps) {
  const t = useTexts(texts);
  const [form] = Form.useForm<Fields>();
  const change = useAction(
    ({ oldPassword, newPassword }: Fields) =>
      api.POST('/api/v1/auth/password', { body: { oldPassword, newPassword } }),
    ['/api/v1/auth/sessions'],
  );
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) =>
        change.mutate(fields, {
          onSuccess: () => {
            form.resetFields();
            onDone();
          },
          onError: (error) => {
            const faults = error instanceof ApiError ? error.faults : [];
            for (const name of ['oldPassword', 'newPassword'] as const) {
              const errors = faults.filter(({ field }) => field === name).map(({ message }) => message);
              form.setFields([{ name, errors }]);
            }
          },
        })
      }
    >
      {/* By which the browser knows whose password it is to keep. */}
      <input type="text" autoComplete="username" value={username} readOnly hidden />
      <Form.Item name="oldPassword" label={t.oldPassword} rules={[{ required: true, message: t.needed }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t.newPassword}
        extra={t.newPasswordHint}
        rules={[{ required: true, message: t.needed }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t.passwordAgain}
        dependencies={['newPassword']}
        rules={[
          { required: true, message: t.needed },
          ({ getFieldValue }) => ({
            validator: (_, again: string | undefined) =>
              !again || again === getFieldValue('newPassword')
                ? Promise.resolve()
                : Promise.reject(new Error(t.passwordsDiffer)),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {change.error && (
        <Form.Item>
          <ProblemAlert error={change.error} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t.changePassword}
      </Button>
    </Form>
  );
}
