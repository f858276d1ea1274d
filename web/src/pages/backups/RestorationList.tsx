import { Typography } from 'antd';
import type { Schema } from '../../api/types';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { Moment } from '../../parts/Moment';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { useSentence } from '../../texts/use-sentence';
import { percent } from './progress';
import { useRestorations } from './restorations';
import { texts } from './texts';

type Restoration = Schema<'Restoration'>;

const TONES: Record<Restoration['status'], Tone> = { RUNNING: 'busy', DONE: 'good', FAILED: 'bad' };

/** Backups that took the place of the database, or were to. */
export function RestorationList() {
  const t = useTexts(texts);
  return (
    <DataTable<Restoration>
      name="restorations"
      label={t.tabs.restorations}
      columns={useColumns()}
      rowKey={({ id }) => id}
      query={useRestorations()}
      empty={t.noRestorations}
    />
  );
}

function useColumns(): DataColumn<Restoration>[] {
  const t = useTexts(texts);
  const sentence = useSentence();
  return [
    {
      key: 'startedAt',
      title: t.startedAt,
      width: 220,
      render: (_, { startedAt }) => <Moment at={startedAt} />,
    },
    {
      key: 'status',
      title: t.status,
      width: 110,
      render: (_, { status, progress }) => (
        <ToneTag tone={TONES[status]}>
          {t.restorationStatuses[status]}
          {status === 'RUNNING' && progress && ` ${percent(progress)}%`}
        </ToneTag>
      ),
    },
    {
      key: 'backup',
      title: t.backup,
      width: 270,
      render: (_, { backup, error }) => (
        <>
          <span className="code" style={{ overflowWrap: 'anywhere' }}>
            {backup}
          </span>
          {error !== null && (
            <Typography.Paragraph type="danger" style={{ margin: 0 }}>
              {sentence(error)}
            </Typography.Paragraph>
          )}
        </>
      ),
    },
    { key: 'requestedBy', title: t.requestedBy, width: 90, dataIndex: 'requestedBy' },
    {
      key: 'took',
      title: t.took,
      width: 80,
      render: (_, { startedAt, finishedAt }) =>
        finishedAt === null ? '–' : span(Date.parse(finishedAt) - Date.parse(startedAt)),
    },
    {
      key: 'replaced',
      title: t.replaced,
      width: 250,
      render: (_, { replacedDatabase }) =>
        replacedDatabase === null ? (
          '–'
        ) : (
          <Typography.Text copyable className="code" style={{ overflowWrap: 'anywhere' }}>
            {replacedDatabase}
          </Typography.Text>
        ),
    },
  ];
}
