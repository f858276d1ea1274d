import { useQueryClient } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import { PasswordForm } from '../access/PasswordForm';
import { useTexts } from '../texts/texts';
import { DoorFrame } from './DoorFrame';
import { signOut } from './sign-out';
import { texts } from './texts';

/** Whoever was given a password chooses another one before anything else. */
export function NewPassword({ username }: { readonly username: string }) {
  const t = useTexts(texts);
  const client = useQueryClient();
  return (
    <DoorFrame>
      <Typography.Title level={2} style={{ marginBlockStart: 0, fontSize: 18 }}>
        {t.newPassword}
      </Typography.Title>
      <Typography.Paragraph type="secondary">{t.newPasswordAbout(username)}</Typography.Paragraph>
      <PasswordForm
        username={username}
        onDone={() => void client.invalidateQueries({ queryKey: ['/api/v1/auth/me'] })}
      />
      <Button type="link" block style={{ marginBlockStart: 8 }} onClick={() => void signOut(client)}>
        {t.signOut}
      </Button>
    </DoorFrame>
  );
}
