import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Flex } from 'antd';
import { useState } from 'react';
import { useMayAll } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { hasFiles } from './backup-files';
import { RestoreDialog } from './RestoreDialog';
import { texts } from './texts';

interface BackupActionsProps {
  readonly backup: Schema<'Backup'>;
  readonly onBegun: (runId: string, title: string) => void;
}

/** Verify, restore and download of a backup whose files are there. */
export function BackupActions({ backup, onBegun }: BackupActionsProps) {
  const t = useTexts(texts);
  const may = useMayAll();
  const { message } = App.useApp();
  const [restoring, setRestoring] = useState(false);
  const { id, fileName, status } = backup;
  const verify = useAction(
    () => answer(api.POST('/api/v1/backups/{id}/verify', { params: { path: { id } } })),
    ['/api/v1/backups', '/api/v1/runs'],
  );
  if (!hasFiles(backup)) return null;
  return (
    <Flex gap="small">
      {may('backups.control') && (
        <Button
          size="small"
          loading={verify.isPending}
          aria-label={t.actOn(t.verify, fileName)}
          onClick={() =>
            verify.mutate(undefined, {
              onSuccess: (run) => onBegun(run.id, t.verifying(fileName)),
              onError: (error) => void message.error(error.message),
            })
          }
        >
          {t.verify}
        </Button>
      )}
      {may('backups.restore') && (
        <Button
          size="small"
          danger
          disabled={status === 'DAMAGED'}
          aria-label={t.actOn(t.restore, fileName)}
          onClick={() => setRestoring(true)}
        >
          {t.restore}
        </Button>
      )}
      {may('backups.restore') && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              {
                key: 'dump',
                label: (
                  <a href={`/api/v1/backups/${id}/download`} download>
                    {t.download}
                  </a>
                ),
              },
              {
                key: 'manifest',
                label: (
                  <a href={`/api/v1/backups/${id}/manifest`} download>
                    {t.manifest}
                  </a>
                ),
              },
            ],
          }}
        >
          <Button
            size="small"
            icon={<DownloadOutlined />}
            title={t.files}
            aria-label={t.actOn(t.files, fileName)}
          />
        </Dropdown>
      )}
      {restoring && <RestoreDialog backup={backup} onClose={() => setRestoring(false)} />}
    </Flex>
  );
}
