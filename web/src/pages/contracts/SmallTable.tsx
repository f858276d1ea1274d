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
    <div
      role="region"
      aria-label={label}
      aria-busy={items === undefined}
      tabIndex={0}
      // Not by the table's own `scroll`: it measures with a style that the Content-Security-Policy refuses.
      style={{ overflowX: 'auto', whiteSpace: 'nowrap' }}
    >
      <Table<Item>
        size="small"
        columns={columns}
        dataSource={items ? [...items] : []}
        rowKey={rowKey}
        loading={items === undefined}
        pagination={false}
        locale={{
          emptyText: items ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> : ' ',
        }}
        {...(summary !== undefined && { summary: () => summary })}
      />
    </div>
  );
}
