import { Checkbox, Flex } from 'antd';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { Confirmation } from '../../parts/Confirmation';
import { bytes, total } from './backup-files';
import { texts } from './texts';

interface PruneDialogProps {
  readonly pruned: readonly Schema<'PlannedBackupView'>[];
  readonly onBegun: (runId: string, title: string) => void;
  readonly onClose: () => void;
}

/** Asks before backups are removed. */
export function PruneDialog({ pruned, onBegun, onClose }: PruneDialogProps) {
  const t = useTexts(texts);
  const [damaged, setDamaged] = useState(false);
  const prune = useAction(
    () => answer(api.POST('/api/v1/backups/prune', { body: { damaged } })),
    ['/api/v1/backups', '/api/v1/backups/retention'],
  );
  return (
    <Confirmation
      title={t.pruneTitle}
      action={t.prune}
      danger
      onConfirm={async () => {
        const { id } = await prune.mutateAsync();
        onBegun(id, t.pruning);
      }}
      onClose={onClose}
    >
      <Flex vertical gap="small">
        {pruned.length === 0 ? t.nonePruned : t.pruneHint(pruned.length, bytes(total(pruned)))}
        <Checkbox checked={damaged} onChange={(event) => setDamaged(event.target.checked)}>
          {t.pruneDamaged}
        </Checkbox>
      </Flex>
    </Confirmation>
  );
}
