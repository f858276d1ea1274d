import { Button, Typography } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import type { DataColumn } from '../../parts/DataTable';
import { Moment } from '../../parts/Moment';
import { useTexts } from '../../texts/texts';
import { ChangesInShort } from './ChangesInShort';
import { Subject } from './Subject';
import { texts } from './texts';
import { useActionName, useActorName } from './names';

type Entry = Schema<'AuditEntry'>;

/** @param onOpen shows all of an entry. */
export function useAuditColumns(onOpen: (entry: Entry) => void): DataColumn<Entry>[] {
  const t = useTexts(texts);
  const nameAction = useActionName();
  const nameActor = useActorName();
  return [
    { key: 'at', title: t.at, width: 220, render: (_, { at }) => <Moment at={at} /> },
    {
      key: 'actor',
      title: t.actor,
      width: 120,
      render: (_, { actor }) => (
        <Link to={`/audit?${new URLSearchParams({ actor }).toString()}`}>{nameActor(actor)}</Link>
      ),
    },
    {
      key: 'action',
      title: t.action,
      width: 190,
      render: (_, entry) => (
        <Button
          type="link"
          size="small"
          style={{ paddingInline: 0, whiteSpace: 'normal', textAlign: 'start', height: 'auto' }}
          aria-label={t.open(nameAction(entry.action), entry.id)}
          onClick={() => onOpen(entry)}
        >
          {nameAction(entry.action)}
        </Button>
      ),
    },
    { key: 'subject', title: t.subject, width: 200, render: (_, entry) => <Subject entry={entry} /> },
    {
      key: 'details',
      title: t.details,
      width: 290,
      render: (_, { details }) => <ChangesInShort details={details} />,
    },
    {
      key: 'code',
      title: `${t.action} (API)`,
      width: 180,
      hidden: true,
      render: (_, { action }) => <Typography.Text className="code">{action}</Typography.Text>,
    },
  ];
}
