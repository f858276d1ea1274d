import { Table } from 'antd';
import { KeyboardScroll } from '../../parts/KeyboardScroll';
import type { Schema } from '../../api/types';
import { Ago, Moment } from '../../parts/Moment';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { texts } from './texts';

/** Those who fire schedules; one leads, the others stand by. */
export function SchedulersSection({ schedulers }: { readonly schedulers: readonly Schema<'NodeView'>[] }) {
  const t = useTexts(texts);
  return (
    <Section title={t.schedulers}>
      <KeyboardScroll>
        <Table<Schema<'NodeView'>>
          size="small"
          rowKey="id"
          dataSource={schedulers}
          pagination={false}
          scroll={{ x: 640 }}
          columns={[
            { title: t.name, dataIndex: 'id' },
            {
              title: t.status,
              render: (_, { status }) => (
                <ToneTag tone={status === 'alive' ? 'good' : 'bad'}>{t.statuses[status]}</ToneTag>
              ),
            },
            { title: t.host, dataIndex: 'host' },
            { title: t.process, dataIndex: 'pid' },
            { title: t.startedAt, render: (_, { startedAt }) => <Moment at={startedAt} /> },
            { title: t.heartbeat, render: (_, { heartbeatAt }) => <Ago at={heartbeatAt} /> },
          ]}
        />
      </KeyboardScroll>
    </Section>
  );
}
