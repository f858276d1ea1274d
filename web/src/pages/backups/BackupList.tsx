import { Button, Flex, Typography } from 'antd';
import { useMayAll } from '../../access/May';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { FilterBar, SelectFilter } from '../../parts/FilterBar';
import { Ago, Moment } from '../../parts/Moment';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { BackupActions } from './BackupActions';
import { BackupDetails } from './BackupDetails';
import { BackupStatusTag } from './BackupStatusTag';
import { bytes } from './backup-files';
import { texts } from './texts';

type Backup = Schema<'Backup'>;

const STATUSES = ['RUNNING', 'COMPLETE', 'VERIFIED', 'DAMAGED', 'FAILED', 'PRUNED'] as const;

interface BackupListProps {
  /** Told of a run that was begun here, and what it does. */
  readonly onBegun: (runId: string, title: string) => void;
}

/** All backups; one of them is looked at beside the list. */
export function BackupList({ onBegun }: BackupListProps) {
  const t = useTexts(texts);
  const [{ status: wanted, backup }, setAddress] = useAddress(['status', 'backup'] as const);
  const status = STATUSES.find((each) => each === wanted);
  const backups = useList(
    '/api/v1/backups',
    { status },
    (query) => answer(api.GET('/api/v1/backups', { params: { query: { ...query, status } } })),
    { refetchInterval: 30_000 },
  );
  return (
    <>
      <DataTable<Backup>
        name="backups"
        label={t.tabs.backups}
        columns={useColumns(onBegun, (id) => setAddress({ backup: id }))}
        rowKey={({ id }) => id}
        query={backups}
        empty={status === undefined ? t.empty : undefined}
        toolbar={
          <FilterBar active={status !== undefined} onClear={() => setAddress({ status: undefined })}>
            <SelectFilter
              label={t.status}
              value={status}
              onChange={(chosen) => setAddress({ status: chosen })}
              options={STATUSES.map((value) => ({ value, label: t.statuses[value] }))}
            />
          </FilterBar>
        }
      />
      {backup !== undefined && (
        <BackupDetails id={backup} onBegun={onBegun} onClose={() => setAddress({ backup: undefined })} />
      )}
    </>
  );
}

function useColumns(onBegun: BackupListProps['onBegun'], onOpen: (id: string) => void): DataColumn<Backup>[] {
  const t = useTexts(texts);
  const may = useMayAll();
  const mayAct = may('backups.control') || may('backups.restore');
  return [
    {
      key: 'startedAt',
      title: t.backup,
      width: 295,
      render: (_, { id, startedAt, fileName }) => (
        <Flex vertical align="flex-start">
          <Button
            type="link"
            size="small"
            style={{ paddingInline: 0 }}
            aria-label={t.actOn(t.details, fileName)}
            onClick={() => onOpen(id)}
          >
            <Moment at={startedAt} />
          </Button>
          <Typography.Text
            type="secondary"
            className="code"
            ellipsis={{ tooltip: fileName }}
            style={{ maxWidth: 280 }}
          >
            {fileName}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      key: 'status',
      title: t.status,
      width: 150,
      render: (_, backup) => <BackupStatusTag backup={backup} />,
    },
    {
      key: 'size',
      title: t.size,
      width: 90,
      align: 'right',
      render: (_, { sizeBytes }) => (
        <span className="number">{sizeBytes === null ? '–' : bytes(sizeBytes)}</span>
      ),
    },
    {
      key: 'took',
      title: t.took,
      width: 90,
      align: 'right',
      render: (_, { startedAt, finishedAt }) => (
        <span className="number">
          {finishedAt === null ? '–' : span(Date.parse(finishedAt) - Date.parse(startedAt))}
        </span>
      ),
    },
    {
      key: 'verifiedAt',
      title: t.verifiedAt,
      width: 110,
      render: (_, { verifiedAt }) => <Ago at={verifiedAt} />,
    },
    {
      key: 'encrypted',
      title: t.encrypted,
      width: 105,
      render: (_, { encrypted }) => (encrypted ? t.encryptedYes : t.encryptedNo),
    },
    {
      key: 'schemaVersion',
      title: t.schema,
      width: 200,
      hidden: true,
      render: (_, { schemaVersion }) => schemaVersion ?? '–',
    },
    {
      key: 'prunedAt',
      title: t.prunedAt,
      width: 230,
      hidden: true,
      render: (_, { prunedAt }) => <Moment at={prunedAt} />,
    },
    ...(mayAct
      ? [
          {
            key: 'actions',
            title: t.actions,
            width: 185,
            render: (_: unknown, backup: Backup) => <BackupActions backup={backup} onBegun={onBegun} />,
          },
        ]
      : []),
  ];
}
