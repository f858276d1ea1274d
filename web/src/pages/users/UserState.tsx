import { Flex } from 'antd';
import type { Schema } from '../../api/types';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** Whether a user can sign in, and has a password of its own. */
export function UserState({
  user: { enabled, mustChangePassword },
}: {
  readonly user: Schema<'UserAccount'>;
}) {
  const { states } = useTexts(texts);
  return (
    <Flex gap={4} wrap>
      {enabled ? (
        <ToneTag tone="good">{states.enabled}</ToneTag>
      ) : (
        <ToneTag tone="quiet">{states.disabled}</ToneTag>
      )}
      {mustChangePassword && <ToneTag tone="warning">{states.temporary}</ToneTag>}
    </Flex>
  );
}
