import { Flex, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Backup = Schema<'Backup'>;

const TONES: Record<Backup['status'], Tone> = {
  RUNNING: 'busy',
  COMPLETE: 'warning',
  VERIFIED: 'good',
  DAMAGED: 'bad',
  FAILED: 'bad',
  PRUNED: 'quiet',
};

/** A backup's status, and why it has it where that is said. */
export function BackupStatusTag({ backup: { status, error } }: { readonly backup: Backup }) {
  const t = useTexts(texts);
  return (
    <Flex vertical align="flex-start" gap={2}>
      <ToneTag tone={TONES[status]}>{t.statuses[status]}</ToneTag>
      {error !== null && (
        <Typography.Text type="danger" ellipsis={{ tooltip: error }} style={{ fontSize: 12 }}>
          {error}
        </Typography.Text>
      )}
    </Flex>
  );
}
