import { Table, type TableColumnType, Typography } from 'antd';
import { KeyboardScroll } from './KeyboardScroll';
import type { ReactNode } from 'react';
import { ProblemAlert } from './ProblemAlert';

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
  if (items?.length === 0) return <Typography.Text type="secondary">{empty}</Typography.Text>;
  return (
    <div role="group" aria-label={label} aria-busy={items === undefined}>
      <KeyboardScroll>
        <Table<Item>
          size="small"
          columns={columns}
          dataSource={items ? [...items] : []}
          rowKey={rowKey}
          loading={items === undefined}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: ' ' }}
          {...(summary !== undefined && { summary: () => summary })}
        />
      </KeyboardScroll>
    </div>
  );
}
