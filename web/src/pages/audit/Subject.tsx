import { Flex, Typography } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { useSubjectName } from './names';
import { pageOf } from './subjects';

/** What an entry is about, with the way to it. */
export function Subject({ entry }: { readonly entry: Schema<'AuditEntry'> }) {
  const name = useSubjectName();
  const { subjectType, subjectId } = entry;
  const page = pageOf(subjectType, subjectId);
  return (
    <Flex gap={4} wrap style={{ overflowWrap: 'anywhere' }}>
      <Typography.Text type="secondary">{name(subjectType)}</Typography.Text>
      {page === undefined ? <span>{subjectId}</span> : <Link to={page}>{subjectId}</Link>}
    </Flex>
  );
}
