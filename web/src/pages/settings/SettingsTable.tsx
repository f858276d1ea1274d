import { LockOutlined } from '@ant-design/icons';
import { Flex, Table, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Setting = Schema<'Setting'>;

/** Some settings; columns of all tables stand below each other. */
export function SettingsTable({ settings }: { readonly settings: readonly Setting[] }) {
  const t = useTexts(texts);
  return (
    <Table<Setting>
      size="small"
      rowKey="name"
      dataSource={settings}
      pagination={false}
      tableLayout="fixed"
      scroll={{ x: 980 }}
      columns={[
        {
          title: t.name,
          width: 270,
          render: (_, { name, secret }) => (
            <Flex gap={4} align="baseline">
              <Typography.Text className="code" strong copyable style={{ overflowWrap: 'anywhere' }}>
                {name}
              </Typography.Text>
              {secret && (
                <Typography.Text type="secondary">
                  <LockOutlined role="img" aria-label={t.secret} title={t.secret} />
                </Typography.Text>
              )}
            </Flex>
          ),
        },
        { title: t.value, width: 220, render: (_, setting) => <Value {...setting} value={setting.value} /> },
        {
          title: t.source,
          width: 120,
          render: (_, { source }) => (
            <ToneTag tone={source === 'default' ? 'quiet' : 'busy'}>{t.sources[source]}</ToneTag>
          ),
        },
        {
          title: t.default,
          width: 150,
          render: (_, setting) => <Value {...setting} value={setting.default} />,
        },
        {
          title: t.description,
          render: (_, { name, description }) => t.describe(name, description),
        },
      ]}
    />
  );
}

function Value({ value, unit }: Pick<Setting, 'value' | 'unit'>) {
  const t = useTexts(texts);
  if (value === null) return <Typography.Text type="secondary">{t.unset}</Typography.Text>;
  if (value === '***') return <Typography.Text type="secondary">{t.masked}</Typography.Text>;
  if (typeof value === 'boolean') return value ? t.on : t.off;
  return (
    <span className="code" style={{ overflowWrap: 'anywhere' }}>
      {value}
      {unit !== null && <Typography.Text type="secondary"> {t.units[unit]}</Typography.Text>}
    </span>
  );
}
