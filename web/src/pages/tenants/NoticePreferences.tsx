import { useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Flex, Form, Select, Skeleton, TimePicker, Typography } from 'antd';
import dayjs from 'dayjs';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { oneOf } from '../contracts/one-of';
import { Section } from '../../parts/Section';
import { texts } from './texts';

type Preferences = Schema<'Preferences'>;
type Channel = 'email' | 'sms' | 'webhook';

const CHANNELS = ['email', 'sms'] as const;
const KNOWN_CHANNELS = [...CHANNELS, 'webhook'] as const;
/** What is sent to tenants. */
const KINDS = ['payment-reminder', 'overdue-alert', 'renewal-reminder'] as const;

interface Wishes {
  language: 'default' | 'zh' | 'en';
  channels: Record<string, Channel[]>;
  from?: string;
  until?: string;
}

/** How a tenant wishes to be told of what it owes. */
export function NoticePreferences({ tenantId }: { readonly tenantId: string }) {
  const t = useTexts(texts);
  const recipient = `tenant:${tenantId}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/notification-preferences', recipient],
    queryFn: () =>
      answer(api.GET('/api/v1/notification-preferences/{recipient}', { params: { path: { recipient } } })),
  });
  return (
    <Section title={t.notices}>
      {error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <PreferencesForm preferences={data} />
      ) : (
        <Skeleton active title={false} />
      )}
    </Section>
  );
}

function PreferencesForm({ preferences }: { readonly preferences: Preferences }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const mayWrite = useMay('notices.write');
  const save = useAction(
    (wishes: Wishes) =>
      answer(
        api.PUT('/api/v1/notification-preferences/{recipient}', {
          params: { path: { recipient: preferences.recipient } },
          body: bodyOf(wishes, preferences),
        }),
      ),
    ['/api/v1/notification-preferences'],
  );
  return (
    <Form<Wishes>
      disabled={!mayWrite}
      layout="vertical"
      initialValues={wishesOf(preferences)}
      onFinish={(wishes) => save.mutate(wishes, { onSuccess: () => void message.success(t.saved) })}
      style={{ maxWidth: 480 }}
    >
      <Typography.Paragraph type="secondary">{t.noticesHint}</Typography.Paragraph>
      {KINDS.map((kind) => (
        <Form.Item
          key={kind}
          name={['channels', kind]}
          label={t.noticeKinds[kind]}
          style={{ marginBlockEnd: 12 }}
        >
          <Checkbox.Group options={CHANNELS.map((value) => ({ value, label: t.channels[value] }))} />
        </Form.Item>
      ))}
      <Form.Item name="language" label={t.language}>
        <Select
          options={(['default', 'zh', 'en'] as const).map((value) => ({ value, label: t.languages[value] }))}
        />
      </Form.Item>
      <Flex gap="small" role="group" aria-label={t.quietHours}>
        <Form.Item name="from" label={`${t.quietHours} · ${t.quietFrom}`} dependencies={['until']}>
          <ClockInput />
        </Form.Item>
        <Form.Item
          name="until"
          label={t.quietUntil}
          dependencies={['from']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, until) =>
                Boolean(until) === Boolean(getFieldValue('from'))
                  ? Promise.resolve()
                  : Promise.reject(new Error(t.quietBoth)),
            }),
          ]}
        >
          <ClockInput />
        </Form.Item>
      </Flex>
      <Typography.Paragraph type="secondary">{t.quietHint}</Typography.Paragraph>
      {save.error != null && <ProblemAlert error={save.error} />}
      {mayWrite && (
        <Button type="primary" htmlType="submit" loading={save.isPending} style={{ marginBlockStart: 8 }}>
          {t.save}
        </Button>
      )}
    </Form>
  );
}

interface ClockInputProps {
  readonly id?: string;
  /** `21:00` */
  readonly value?: string;
  readonly onChange?: (value: string | undefined) => void;
}

function ClockInput({ id, value, onChange }: ClockInputProps) {
  return (
    <TimePicker
      {...(id !== undefined && { id })}
      format="HH:mm"
      minuteStep={15}
      value={value ? dayjs(`2000-01-01T${value}`) : null}
      onChange={(chosen) => onChange?.(chosen?.format('HH:mm'))}
    />
  );
}

/** A kind that is not named comes over all channels. */
function wishesOf({ language, channels, quietHours }: Preferences): Wishes {
  return {
    language: language ?? 'default',
    channels: Object.fromEntries(KINDS.map((kind) => [kind, channelsOf(channels[kind]) ?? [...CHANNELS]])),
    ...(quietHours && { from: quietHours.from, until: quietHours.until }),
  };
}

/** What this form does not show stays: other kinds, robots. */
function bodyOf(wishes: Wishes, before: Preferences): Schema<'ChangePreferences'> {
  const others = Object.entries(before.channels).flatMap(([kind, channels]) => {
    const known = channelsOf(channels);
    return known ? [[kind, known] as const] : [];
  });
  return {
    language: wishes.language === 'default' ? null : wishes.language,
    channels: { ...Object.fromEntries(others), ...wishes.channels },
    quietHours: wishes.from && wishes.until ? { from: wishes.from, until: wishes.until } : null,
  };
}

function channelsOf(value: unknown): Channel[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((channel) => oneOf(KNOWN_CHANNELS, String(channel)) ?? []);
}
