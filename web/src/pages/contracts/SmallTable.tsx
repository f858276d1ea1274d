import { Empty, Table, type TableColumnType } from 'antd';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../../parts/ProblemAlert';

interface SmallTableProps<Item extends object> {
  readonly label: string;
  readonly columns: TableColumnType<Item>[];
  readonly items: readonly Item[] | undefined;
  readonly rowKey: (item: Item) => string;
  readonly empty: string;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly summary?: ReactNode;
}

/** Some rows that belong to something, as wide as they need; only they scroll sideways. */
export function SmallTable<Item extends object>(props: SmallTableProps<Item>) {
  const { label, columns, items, rowKey, empty, error, onRetry, summary } = props;
  if (error != null) return <ProblemAlert error={error} {...(onRetry && { onRetry })} />;
  return (
    <div role="region" aria-label={label} aria-busy={items === undefined}>
      <Table<Item>
        size="small"
        columns={columns}
        dataSource={items ? [...items] : []}
        rowKey={rowKey}
        loading={items === undefined}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: items ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> : ' ',
        }}
        {...(summary !== undefined && { summary: () => summary })}
      />
    </div>
  );
}
