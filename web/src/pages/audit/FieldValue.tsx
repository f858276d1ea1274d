import { Typography } from 'antd';
import { texts as shared } from '../../parts/texts';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** What a field held, as people read it. */
export function FieldValue({ value }: { readonly value: unknown }) {
  const t = useTexts(texts);
  const { yes, no } = useTexts(shared);
  if (value === null || value === '') return <Typography.Text type="secondary">{t.nothing}</Typography.Text>;
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'string' || typeof value === 'number')
    return <span style={{ overflowWrap: 'anywhere' }}>{value}</span>;
  return (
    <span className="code" style={{ overflowWrap: 'anywhere' }}>
      {JSON.stringify(value)}
    </span>
  );
}
