import { App, Button } from 'antd';
import { useState } from 'react';
import type { RoleName } from '../../access/permissions';
import { SecretDialog } from '../../access/SecretDialog';
import { texts as accessTexts } from '../../access/texts';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Confirmation } from '../../parts/Confirmation';
import { FormDialog } from '../../parts/FormDialog';
import { useTexts } from '../../texts/texts';
import { filledIn } from './filled-in';
import { texts } from './texts';
import { UserFields } from './UserFields';

interface Changes {
  readonly role: RoleName;
  readonly name?: string;
  readonly email?: string;
}

const TOUCHED = ['/api/v1/users'];

/** What can be done with a user. */
export function UserActions({ user }: { readonly user: Schema<'UserAccount'> }) {
  const t = useTexts(texts);
  const access = useTexts(accessTexts);
  const { message } = App.useApp();
  const [open, setOpen] = useState<'edit' | 'disable' | 'reset'>();
  const [temporary, setTemporary] = useState<string>();
  const { username, role, name, email, enabled } = user;
  const params = { path: { username } };
  const close = (): void => setOpen(undefined);
  const change = useAction(
    (body: Schema<'ChangeUser'>) => answer(api.PATCH('/api/v1/users/{username}', { params, body })),
    TOUCHED,
  );
  const reset = useAction(
    () => answer(api.POST('/api/v1/users/{username}/password', { params, body: {} })),
    TOUCHED,
  );
  return (
    <>
      {enabled ? (
        <Button danger onClick={() => setOpen('disable')}>
          {t.disable}
        </Button>
      ) : (
        <Button
          loading={change.isPending}
          onClick={() =>
            change.mutate(
              { enabled: true },
              {
                onSuccess: () => void message.success(t.enabled(username)),
                onError: (error) => void message.error(error.message),
              },
            )
          }
        >
          {t.enable}
        </Button>
      )}
      <Button onClick={() => setOpen('reset')}>{t.reset}</Button>
      <Button type="primary" onClick={() => setOpen('edit')}>
        {t.edit}
      </Button>
      {open === 'edit' && (
        <FormDialog<Changes>
          title={t.edit}
          about={t.editHint}
          action={t.save}
          initialValues={{ role, name: name ?? '', email: email ?? '' }}
          act={(fields) =>
            change.mutateAsync({
              role: fields.role,
              name: filledIn(fields.name),
              email: filledIn(fields.email),
            })
          }
          touches={TOUCHED}
          done={t.saved}
          onClose={close}
        >
          <UserFields />
        </FormDialog>
      )}
      {open === 'disable' && (
        <Confirmation
          title={t.disableAsk(username)}
          action={t.disable}
          danger
          onConfirm={async () => {
            await change.mutateAsync({ enabled: false });
            void message.success(t.disabled(username));
          }}
          onClose={close}
        >
          {t.disableHint}
        </Confirmation>
      )}
      {open === 'reset' && (
        <Confirmation
          title={t.resetAsk(username)}
          action={t.reset}
          danger
          onConfirm={async () => setTemporary((await reset.mutateAsync(undefined)).temporaryPassword ?? '')}
          onClose={close}
        >
          {t.resetHint}
        </Confirmation>
      )}
      {temporary !== undefined && (
        <SecretDialog
          title={access.temporaryTitle}
          about={access.temporaryHint(username)}
          secret={temporary}
          onClose={() => setTemporary(undefined)}
        />
      )}
    </>
  );
}
