import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Flex } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { Ago } from '../../parts/Moment';
import { useSentence } from '../../texts/use-sentence';
import { useTexts } from '../../texts/texts';
import { Confirmation } from '../../parts/Confirmation';
import { useActorName } from '../audit/names';
import { holdTexts } from './hold-texts';

/** That no message goes out, as after a restore, until a person has looked. Nothing while none is held. */
export function HoldBanner() {
  const t = useTexts(holdTexts);
  const sentence = useSentence();
  const nameActor = useActorName();
  const { message } = App.useApp();
  const [asked, setAsked] = useState<'release' | 'discard'>();
  const { data: hold } = useQuery({
    queryKey: ['/api/v1/notification-hold'],
    refetchInterval: 30_000,
    queryFn: () => answer(api.GET('/api/v1/notification-hold')),
  });
  const release = useAction(
    async (discard: boolean) => {
      const { released, discarded } = await answer(
        api.POST('/api/v1/notification-hold/release', { body: { discard } }),
      );
      message.success(t.released(released, discarded));
    },
    [
      '/api/v1/notification-hold',
      '/api/v1/notification-channels',
      '/api/v1/notifications',
      '/api/v1/overview',
    ],
  );
  if (!hold?.held && asked === undefined) return null;
  const waiting = hold?.waiting ?? 0;
  return (
    <>
      {hold?.held && (
        <Alert
          type="warning"
          showIcon
          title={t.held}
          description={
            <Flex vertical gap={4}>
              {hold.reason !== null && sentence(hold.reason)}
              <span>
                {hold.heldBy !== null && `${t.heldBy(nameActor(hold.heldBy))} · `}
                <Ago at={hold.since} /> · {t.waiting(waiting)} ·{' '}
                <Link to="/notices" style={{ textDecoration: 'underline' }}>
                  {t.seeNotices}
                </Link>
              </span>
              <May permission="notices.write">
                <Flex gap="small" wrap>
                  <Button type="primary" onClick={() => setAsked('release')}>
                    {t.release}
                  </Button>
                  <Button danger onClick={() => setAsked('discard')}>
                    {t.discard}
                  </Button>
                </Flex>
              </May>
            </Flex>
          }
        />
      )}
      {asked !== undefined && (
        <Confirmation
          title={asked === 'discard' ? t.discardTitle : t.releaseTitle}
          action={asked === 'discard' ? t.discard : t.release}
          danger={asked === 'discard'}
          onConfirm={() => release.mutateAsync(asked === 'discard')}
          onClose={() => setAsked(undefined)}
        >
          {asked === 'discard' ? t.discardHint(waiting) : t.releaseHint(waiting)}
        </Confirmation>
      )}
    </>
  );
}
