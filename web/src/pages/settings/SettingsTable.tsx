import { LockOutlined } from '@ant-design/icons';
import { Flex, Grid, Table, type TableColumnType, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Setting = Schema<'Setting'>;

/** Some settings; columns of all tables stand below each other. On a telephone there is one column. */
export function SettingsTable({ settings }: { readonly settings: readonly Setting[] }) {
  const wide = Grid.useBreakpoint().md ?? true;
  const columns = useColumns();
  return (
    <Table<Setting>
      size="small"
      rowKey="name"
      dataSource={settings}
      pagination={false}
      tableLayout="fixed"
      showHeader={wide}
      columns={wide ? columns : [{ render: (_, setting) => <InOne setting={setting} /> }]}
      {...(wide && { scroll: { x: 940 } })}
    />
  );
}

function useColumns(): TableColumnType<Setting>[] {
  const t = useTexts(texts);
  return [
    { title: t.name, width: 270, render: (_, setting) => <Name setting={setting} /> },
    { title: t.value, width: 190, render: (_, { value, unit }) => <Value value={value} unit={unit} /> },
    { title: t.source, width: 100, render: (_, { source }) => <Source source={source} /> },
    {
      title: t.default,
      width: 150,
      render: (_, { default: value, unit }) => <Value value={value} unit={unit} />,
    },
    { title: t.description, render: (_, { name, description }) => t.describe(name, description) },
  ];
}

function InOne({ setting }: { readonly setting: Setting }) {
  const t = useTexts(texts);
  const { name, value, unit, source, default: usual, description } = setting;
  return (
    <Flex vertical gap={4}>
      <Name setting={setting} />
      <Flex gap="small" align="center" wrap>
        <Value value={value} unit={unit} />
        <Source source={source} />
        {source !== 'default' && (
          <Typography.Text type="secondary">
            {t.default} <Value value={usual} unit={unit} />
          </Typography.Text>
        )}
      </Flex>
      <Typography.Text type="secondary">{t.describe(name, description)}</Typography.Text>
    </Flex>
  );
}

function Name({ setting: { name, secret } }: { readonly setting: Setting }) {
  const t = useTexts(texts);
  return (
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
  );
}

function Source({ source }: Pick<Setting, 'source'>) {
  const { sources } = useTexts(texts);
  return <ToneTag tone={source === 'default' ? 'quiet' : 'busy'}>{sources[source]}</ToneTag>;
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
