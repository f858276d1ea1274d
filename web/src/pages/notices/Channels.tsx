import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Typography } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { useSentence } from '../../texts/use-sentence';
import { texts } from './texts';

type Channel = Schema<'NotificationChannel'>;

const TONES: Record<Channel['state'], Tone> = { closed: 'good', open: 'bad', 'half-open': 'warning' };

/** Whether e-mail, SMS and robots work, and what went out today. */
export function Channels() {
  const t = useTexts(texts);
  const sentence = useSentence();
  const channels = useQuery({
    queryKey: ['/api/v1/notification-channels'],
    refetchInterval: 30_000,
    queryFn: () => answer(api.GET('/api/v1/notification-channels')),
  });
  if (channels.error) return <ProblemAlert error={channels.error} />;
  return (
    <section aria-label={t.channelsTitle}>
      <Flex gap="small" wrap>
        {channels.data?.items.map((each) => (
          <Card key={each.name} size="small" style={{ minWidth: 220, flex: '1 1 220px', maxWidth: 360 }}>
            <Flex justify="space-between" gap="small">
              <Typography.Text strong>
                {each.name === each.channel ? t.channels[each.channel] : each.name}
              </Typography.Text>
              {each.configured ? (
                <ToneTag tone={TONES[each.state]}>{t.states[each.state]}</ToneTag>
              ) : (
                <ToneTag tone="quiet">{t.unconfigured}</ToneTag>
              )}
            </Flex>
            <Flex gap="middle" style={{ marginBlockStart: 6 }}>
              {(['sentToday', 'failedToday', 'waiting'] as const).map((name) => (
                <span key={name}>
                  <Typography.Text type="secondary">{t[name]}</Typography.Text>{' '}
                  <span className="number">{each[name]}</span>
                </span>
              ))}
            </Flex>
            {each.lastError !== null && each.failures > 0 && (
              <Typography.Text type="danger" ellipsis={{ tooltip: sentence(each.lastError) }}>
                {sentence(each.lastError)}
              </Typography.Text>
            )}
          </Card>
        ))}
      </Flex>
    </section>
  );
}
