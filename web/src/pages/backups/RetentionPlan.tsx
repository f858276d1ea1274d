import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Flex, Table, type TableColumnType, Typography } from 'antd';
import { KeyboardScroll } from '../../parts/KeyboardScroll';
import { useState } from 'react';
import { Link } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { PruneDialog } from './PruneDialog';
import { bytes, total } from './backup-files';
import { texts } from './texts';

type Planned = Schema<'PlannedBackupView'>;

/** Which backups stay and why, and which go. */
export function RetentionPlan({ onBegun }: { readonly onBegun: (runId: string, title: string) => void }) {
  const t = useTexts(texts);
  const [pruning, setPruning] = useState(false);
  const columns = useColumns();
  const plan = useQuery({
    queryKey: ['/api/v1/backups/retention'],
    queryFn: () => answer(api.GET('/api/v1/backups/retention')),
  });
  const { kept = [], pruned = [] } = plan.data ?? {};
  return (
    <Flex vertical gap="middle">
      <Typography.Text type="secondary">
        {t.retentionAbout}{' '}
        <Link to="/settings?q=BACKUP_KEEP" style={{ textDecoration: 'underline' }}>
          {t.settings}
        </Link>
      </Typography.Text>
      {plan.isError && <ProblemAlert error={plan.error} onRetry={() => void plan.refetch()} />}
      <Section
        title={t.pruned}
        about={summary(pruned, t.count)}
        extra={
          <May permission="backups.control">
            <Button danger onClick={() => setPruning(true)} disabled={!plan.isSuccess}>
              {t.prune}
            </Button>
          </May>
        }
      >
        <PlannedTable items={pruned} columns={columns} loading={plan.isPending} empty={t.nonePruned} />
      </Section>
      <Section title={t.kept} about={summary(kept, t.count)}>
        <PlannedTable
          items={kept}
          columns={[
            ...columns,
            {
              title: t.because,
              render: (_, { because }) => (
                <Flex gap={4} wrap>
                  {because.map((reason) => (
                    <Reason key={reason} reason={reason} />
                  ))}
                </Flex>
              ),
            },
          ]}
          loading={plan.isPending}
          empty={t.noneKept}
        />
      </Section>
      {pruning && <PruneDialog pruned={pruned} onBegun={onBegun} onClose={() => setPruning(false)} />}
    </Flex>
  );
}

function PlannedTable({
  items,
  columns,
  loading,
  empty,
}: {
  readonly items: readonly Planned[];
  readonly columns: TableColumnType<Planned>[];
  readonly loading: boolean;
  readonly empty: string;
}) {
  return (
    <KeyboardScroll>
      <Table<Planned>
        size="small"
        rowKey="id"
        dataSource={items}
        columns={columns}
        loading={loading}
        pagination={items.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        scroll={{ x: 640 }}
        locale={{
          emptyText: loading ? ' ' : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />,
        }}
      />
    </KeyboardScroll>
  );
}

function useColumns(): TableColumnType<Planned>[] {
  const t = useTexts(texts);
  return [
    {
      title: t.startedAt,
      width: 220,
      render: (_, { id, startedAt }) => (
        <Link to={`/backups?${new URLSearchParams({ backup: id }).toString()}`}>
          <Moment at={startedAt} />
        </Link>
      ),
    },
    {
      title: t.fileName,
      render: (_, { fileName }) => (
        <Typography.Text className="code" ellipsis={{ tooltip: fileName }} style={{ maxWidth: 360 }}>
          {fileName}
        </Typography.Text>
      ),
    },
    {
      title: t.size,
      width: 100,
      align: 'right',
      render: (_, { sizeBytes }) => <span className="number">{bytes(sizeBytes)}</span>,
    },
  ];
}

/** `daily 2026-01-30`, with the first word in the language of whoever looks. */
function Reason({ reason }: { readonly reason: string }) {
  const { reasons } = useTexts(texts);
  const [kind = '', period = ''] = reason.split(' ');
  const words: Readonly<Record<string, string>> = reasons;
  return (
    <ToneTag tone="quiet">
      {words[kind] ?? kind} {period}
    </ToneTag>
  );
}

function summary(
  items: readonly Planned[],
  count: (count: number, size: string) => string,
): string | undefined {
  return items.length === 0 ? undefined : count(items.length, bytes(total(items)));
}
