import { ArrowRightOutlined } from '@ant-design/icons';
import { Typography } from 'antd';
import { useTexts } from '../../texts/texts';
import { changesIn, type FieldChange } from './changes';
import { FieldValue } from './FieldValue';
import { useFieldName } from './names';
import { texts } from './texts';

/** Fields that a row shows. */
const SHOWN = 3;

/** The first few of what an entry tells, one a line. */
export function ChangesInShort({ details }: { readonly details: Readonly<Record<string, unknown>> }) {
  const t = useTexts(texts);
  const changes = changesIn(details);
  return (
    <>
      {changes.slice(0, SHOWN).map((change) => (
        <Line key={change.field} change={change} />
      ))}
      {changes.length > SHOWN && (
        <Typography.Text type="secondary">{t.more(changes.length - SHOWN)}</Typography.Text>
      )}
    </>
  );
}

function Line({ change: { field, before, after } }: { readonly change: FieldChange }) {
  const t = useTexts(texts);
  const name = useFieldName();
  return (
    <div style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
      <Typography.Text type="secondary">{name(field)}</Typography.Text>{' '}
      {before !== undefined && (
        <>
          <FieldValue value={before} />{' '}
          {after !== undefined && <ArrowRightOutlined role="img" aria-label={t.after} />}{' '}
        </>
      )}
      <FieldValue value={after} />
    </div>
  );
}
