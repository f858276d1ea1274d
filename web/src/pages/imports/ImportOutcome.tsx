import { Card, Flex, Table, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** Counts, and what is wrong by row. */
export function ImportOutcome({ outcome }: { readonly outcome: Schema<'ImportAnswer'> }) {
  const t = useTexts(texts);
  return (
    <Card size="small">
      <Flex gap="large" wrap>
        {(['rows', 'created', 'updated', 'unchanged', 'invalid'] as const).map((name) => (
          <div key={name} data-count={name}>
            <Typography.Text type="secondary">{t[name]}</Typography.Text>
            <div className="number" style={{ fontSize: 22 }}>
              {outcome[name]}
            </div>
          </div>
        ))}
      </Flex>
      {outcome.errors.length > 0 && (
        <>
          <Typography.Title level={2} style={{ fontSize: 16, marginBlockStart: 16 }}>
            {t.errors}
          </Typography.Title>
          {outcome.errorCount > outcome.errors.length && (
            <Typography.Text type="secondary">
              {t.more(outcome.errors.length, outcome.errorCount)}
            </Typography.Text>
          )}
          <Table
            virtual
            size="small"
            aria-label={t.errors}
            rowKey={({ row, column, message }) => `${row} ${column} ${message}`}
            dataSource={outcome.errors}
            pagination={false}
            scroll={{ x: 700, y: 420 }}
            columns={[
              { key: 'row', title: t.row, dataIndex: 'row', width: 80, align: 'end' },
              { key: 'column', title: t.column, dataIndex: 'column', width: 160 },
              { key: 'value', title: t.value, dataIndex: 'value', width: 180, ellipsis: true },
              { key: 'message', title: t.problem, dataIndex: 'message', width: 280 },
            ]}
          />
        </>
      )}
    </Card>
  );
}
