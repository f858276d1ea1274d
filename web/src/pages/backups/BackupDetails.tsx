import { useQuery } from '@tanstack/react-query';
import { Descriptions, Drawer, Flex, Skeleton, Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { BackupActions } from './BackupActions';
import { BackupStatusTag } from './BackupStatusTag';
import { bytes } from './backup-files';
import { texts } from './texts';

interface BackupDetailsProps {
  readonly id: string;
  readonly onBegun: (runId: string, title: string) => void;
  readonly onClose: () => void;
}

/** All that is known of a backup. */
export function BackupDetails({ id, onBegun, onClose }: BackupDetailsProps) {
  const t = useTexts(texts);
  const backup = useQuery({
    queryKey: ['/api/v1/backups', id],
    queryFn: () => answer(api.GET('/api/v1/backups/{id}', { params: { path: { id } } })),
  });
  return (
    <Drawer
      open
      title={t.backup}
      size={560}
      onClose={onClose}
      styles={{ wrapper: { maxWidth: '100%' } }}
      extra={backup.data && <BackupActions backup={backup.data} onBegun={onBegun} />}
    >
      {backup.isPending && <Skeleton active />}
      {backup.isError && <ProblemAlert error={backup.error} onRetry={() => void backup.refetch()} />}
      {backup.data && (
        <Flex vertical gap="middle">
          <Typography.Text className="code" copyable style={{ overflowWrap: 'anywhere' }}>
            {backup.data.fileName}
          </Typography.Text>
          {backup.data.error !== null && <ProblemAlert error={null} title={backup.data.error} />}
          <Descriptions
            size="small"
            column={1}
            bordered
            items={[
              { key: 'status', label: t.status, children: <BackupStatusTag backup={backup.data} /> },
              { key: 'started', label: t.startedAt, children: <Moment at={backup.data.startedAt} /> },
              { key: 'finished', label: t.finishedAt, children: <Moment at={backup.data.finishedAt} /> },
              { key: 'verified', label: t.verifiedAt, children: <Moment at={backup.data.verifiedAt} /> },
              ...(backup.data.prunedAt === null
                ? []
                : [{ key: 'pruned', label: t.prunedAt, children: <Moment at={backup.data.prunedAt} /> }]),
              {
                key: 'size',
                label: t.size,
                children: backup.data.sizeBytes === null ? '–' : bytes(backup.data.sizeBytes),
              },
              {
                key: 'encrypted',
                label: t.encrypted,
                children: backup.data.encrypted ? t.encryptedYes : t.encryptedNo,
              },
              { key: 'schema', label: t.schema, children: backup.data.schemaVersion ?? '–' },
              { key: 'server', label: t.server, children: backup.data.serverVersion ?? '–' },
              { key: 'dump', label: t.dump, children: backup.data.dumpVersion ?? '–' },
              {
                key: 'sha256',
                label: t.sha256,
                children: (
                  <span className="code" style={{ overflowWrap: 'anywhere' }}>
                    {backup.data.sha256 ?? '–'}
                  </span>
                ),
              },
              {
                key: 'run',
                label: t.run,
                children: (
                  <Link to={`/runs/${backup.data.runId}`} className="code">
                    {backup.data.runId}
                  </Link>
                ),
              },
            ]}
          />
        </Flex>
      )}
    </Drawer>
  );
}
