import { Alert, App, Flex } from 'antd';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { Moment } from '../../parts/Moment';
import { TypedConfirmation } from '../../parts/TypedConfirmation';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface RestoreDialogProps {
  readonly backup: Schema<'Backup'>;
  readonly onClose: () => void;
}

/** Says what a restore does, and has the backup's file name typed before it begins. */
export function RestoreDialog({ backup, onClose }: RestoreDialogProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [, setAddress] = useAddress(['tab', 'backup'] as const);
  const { id, fileName, startedAt, status } = backup;
  const restore = useAction(
    () =>
      answer(
        api.POST('/api/v1/backups/{id}/restore', { params: { path: { id } }, body: { confirm: fileName } }),
      ),
    ['/api/v1/restorations'],
  );
  return (
    <TypedConfirmation
      title={t.restoreTitle}
      word={fileName}
      action={t.restore}
      onConfirm={async () => {
        await restore.mutateAsync();
        message.warning(t.restoreBegun);
        setAddress({ tab: 'restorations', backup: undefined });
      }}
      onClose={onClose}
    >
      <Flex vertical gap="small">
        <span>
          {t.restoreFrom} <Moment at={startedAt} />
        </span>
        <Alert type="error" showIcon title={t.restoreWarning} />
        {status === 'COMPLETE' && <Alert type="warning" showIcon title={t.restoreUnverified} />}
        <ol style={{ margin: 0, paddingInlineStart: 20 }}>
          {t.restoreSteps.split('\n').map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Flex>
    </TypedConfirmation>
  );
}
