import { App, Button, Flex } from 'antd';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { TypedConfirmation } from '../../parts/TypedConfirmation';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

const CHANGED = ['/api/v1/queues', '/api/v1/queues/depth', '/api/v1/runs'];

/** Pause, resume and purge of a queue. */
export function QueueActions({ queue }: { readonly queue: Schema<'QueueView'> }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [purging, setPurging] = useState(false);
  const { name, pausedAt, waiting, scheduled } = queue;
  const params = { path: { name } };

  const turn = useAction(async (isPaused: boolean) => {
    if (isPaused) await answer(api.POST('/api/v1/queues/{name}/resume', { params }));
    else await answer(api.POST('/api/v1/queues/{name}/pause', { params }));
    message.success(isPaused ? t.resumeDone(name) : t.pauseDone(name));
  }, CHANGED);
  const purge = useAction(async () => {
    const { revoked } = await answer(api.POST('/api/v1/queues/{name}/purge', { params }));
    message.success(t.purgeDone(revoked));
  }, CHANGED);

  const turning = pausedAt === null ? t.pause : t.resume;
  return (
    <Flex gap="small">
      <Button
        size="small"
        loading={turn.isPending}
        aria-label={t.actOn(turning, name)}
        onClick={() =>
          turn.mutate(pausedAt !== null, { onError: (error) => void message.error(error.message) })
        }
      >
        {turning}
      </Button>
      <Button
        size="small"
        danger
        disabled={waiting + scheduled === 0}
        aria-label={t.actOn(t.purge, name)}
        onClick={() => setPurging(true)}
      >
        {t.purge}
      </Button>
      {purging && (
        <TypedConfirmation
          title={t.purgeTitle(name)}
          word={name}
          action={t.purge}
          onConfirm={() => purge.mutateAsync()}
          onClose={() => setPurging(false)}
        >
          {t.purgeHint(waiting + scheduled)}
        </TypedConfirmation>
      )}
    </Flex>
  );
}
