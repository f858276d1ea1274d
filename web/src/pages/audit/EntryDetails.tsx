import { Descriptions, Drawer, Flex, Table, Typography } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { JsonView } from '../../parts/JsonView';
import { Moment } from '../../parts/Moment';
import { useTexts } from '../../texts/texts';
import { changesIn, type FieldChange } from './changes';
import { FieldValue } from './FieldValue';
import { useActionName, useActorName, useFieldName } from './names';
import { Subject } from './Subject';
import { texts } from './texts';

interface EntryDetailsProps {
  readonly entry: Schema<'AuditEntry'>;
  readonly onClose: () => void;
}

/** All of an entry: before and after, field by field, and as it was recorded. */
export function EntryDetails({ entry, onClose }: EntryDetailsProps) {
  const t = useTexts(texts);
  const nameAction = useActionName();
  const nameActor = useActorName();
  const { id, at, actor, action, subjectType, subjectId, details } = entry;
  const changes = changesIn(details);
  return (
    <Drawer open title={t.entry(id)} size={640} onClose={onClose} styles={{ wrapper: { maxWidth: '100%' } }}>
      <Flex vertical gap="middle">
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'at', label: t.at, children: <Moment at={at} /> },
            { key: 'actor', label: t.actor, children: nameActor(actor) },
            {
              key: 'action',
              label: t.action,
              children: (
                <span>
                  {nameAction(action)}{' '}
                  <Typography.Text type="secondary" className="code">
                    {action}
                  </Typography.Text>
                </span>
              ),
            },
            { key: 'subject', label: t.subject, children: <Subject entry={entry} /> },
          ]}
        />
        <Link to={`/audit?${new URLSearchParams({ subjectType, subjectId }).toString()}`} onClick={onClose}>
          {t.history}
        </Link>
        {changes.length === 0 ? (
          <Typography.Text type="secondary">{t.noDetails}</Typography.Text>
        ) : (
          <>
            <Changes changes={changes} />
            <div>
              <Typography.Title level={2} style={{ fontSize: 16 }}>
                {t.raw}
              </Typography.Title>
              <JsonView value={details} label={t.raw} />
            </div>
          </>
        )}
      </Flex>
    </Drawer>
  );
}

function Changes({ changes }: { readonly changes: readonly FieldChange[] }) {
  const t = useTexts(texts);
  const name = useFieldName();
  const tellsBefore = changes.some(({ before }) => before !== undefined);
  return (
    <Table<FieldChange>
      size="small"
      rowKey="field"
      dataSource={changes}
      pagination={false}
      columns={[
        { title: t.field, width: 140, render: (_, { field }) => name(field) },
        ...(tellsBefore
          ? [
              {
                title: t.before,
                render: (_: unknown, { before }: FieldChange) => <FieldValue value={before} />,
              },
            ]
          : []),
        {
          title: tellsBefore ? t.after : t.value,
          render: (_, { after }) => <FieldValue value={after} />,
        },
      ]}
    />
  );
}
