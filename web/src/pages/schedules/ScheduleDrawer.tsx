import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App, Button, Col, Drawer, Flex, Form, Row, theme, Typography } from 'antd';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { answer, api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useAction } from '../../api/queries';
import type { Schedule, Schema } from '../../api/types';
import { texts as partTexts } from '../../parts/texts';
import { useMallZone } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { faultsOf, FaultsProvider, SaveProblem } from './faults';
import { formTexts } from './form-texts';
import { LimitFields, PolicyFields } from './PolicyFields';
import { changesOf, creationOf, newValues, type ScheduleValues, timingOf, valuesOf } from './schedule-values';
import { TaskFields } from './TaskFields';
import { TimingFields } from './TimingFields';
import { TimingPreview } from './TimingPreview';

interface ScheduleDrawerProps {
  readonly open: boolean;
  /** What is changed; undefined: a new one is made. */
  readonly schedule?: Schedule;
  readonly onClose: () => void;
}

/** The form that makes and changes schedules. */
export function ScheduleDrawer({ open, schedule, onClose }: ScheduleDrawerProps) {
  const t = useTexts(formTexts);
  const { modal } = App.useApp();
  const [dirty, setDirty] = useState(false);
  const leave = (): void => {
    setDirty(false);
    onClose();
  };
  function askToLeave(): void {
    if (!dirty) {
      leave();
      return;
    }
    void modal.confirm({
      title: t.discard,
      content: t.discardAbout,
      okText: t.discardAction,
      cancelText: t.keep,
      okButtonProps: { danger: true },
      onOk: leave,
    });
  }
  return (
    <Drawer
      open={open}
      size="min(960px, 100vw)"
      destroyOnHidden
      title={schedule ? t.edit(schedule.name) : t.create}
      onClose={askToLeave}
    >
      <ScheduleForm schedule={schedule} onDirty={() => setDirty(true)} onCancel={askToLeave} onDone={leave} />
    </Drawer>
  );
}

interface ScheduleFormProps {
  readonly schedule: Schedule | undefined;
  readonly onDirty: () => void;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

function ScheduleForm({ schedule, onDirty, onCancel, onDone }: ScheduleFormProps) {
  const t = useTexts(formTexts);
  const { cancel } = useTexts(partTexts);
  const { message } = App.useApp();
  const { token } = theme.useToken();
  const navigate = useNavigate();
  const zone = useMallZone();
  const [form] = Form.useForm<ScheduleValues>();
  // What is changed elsewhere meanwhile is not written over: only what differs from this goes to the server.
  const [before] = useState(() => (schedule ? valuesOf(schedule) : newValues(zone)));
  const values = Form.useWatch((all: ScheduleValues) => all, form);
  const { preview, timing } = usePreview(values);
  const save = useAction(
    (wanted: ScheduleValues) =>
      schedule
        ? answer(
            api.PATCH('/api/v1/schedules/{name}', {
              params: { path: { name: schedule.name } },
              body: changesOf(wanted, before),
            }),
          )
        : answer(api.POST('/api/v1/schedules', { body: creationOf(wanted) })),
    ['/api/v1/schedules', '/api/v1/overview', '/api/v1/calendars'],
  );
  const faults = faultsOf(save.error ?? preview.error);

  function submit(shown: ScheduleValues): void {
    const wanted = { ...before, ...shown };
    if (schedule && Object.keys(changesOf(wanted, before)).length === 0) {
      void message.info(t.unchanged);
      onDone();
      return;
    }
    save.mutate(wanted, {
      onSuccess: ({ name }) => {
        void message.success(schedule ? t.saved : t.made(name));
        onDone();
        if (!schedule) void navigate(`/schedules/${encodeURIComponent(name)}`);
      },
    });
  }

  return (
    <FaultsProvider faults={faults}>
      <Form<ScheduleValues>
        form={form}
        layout="vertical"
        initialValues={before}
        scrollToFirstError={{ focus: true }}
        onFinish={submit}
        onValuesChange={() => {
          onDirty();
          if (save.error) save.reset();
        }}
      >
        <Row gutter={24}>
          {!schedule && (
            <Col xs={24} md={14}>
              <Section title={t.what}>
                <TaskFields isNew />
              </Section>
            </Col>
          )}
          <Col xs={24} md={14}>
            <Section title={t.when}>
              <TimingFields />
            </Section>
          </Col>
          <Col xs={24} md={10}>
            <div style={{ position: 'sticky', top: 0, marginBlockEnd: 16 }}>
              <TimingPreview
                preview={preview}
                empty={timing === undefined}
                zone={timing?.timezone ?? before.timezone}
              />
            </div>
          </Col>
          <Col xs={24} md={14}>
            {schedule && (
              <Section title={t.what}>
                <TaskFields isNew={false} />
              </Section>
            )}
            <Section title={t.policies}>
              <PolicyFields />
            </Section>
            <Section title={t.limits}>
              <LimitFields />
            </Section>
          </Col>
        </Row>
        <Flex
          vertical
          gap="small"
          style={{
            position: 'sticky',
            bottom: -24,
            paddingBlock: 12,
            background: token.colorBgElevated,
            borderBlockStart: `1px solid ${token.colorBorderSecondary}`,
          }}
        >
          {save.error !== null && <SaveProblem error={save.error} />}
          <Flex gap="small">
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t.save}
            </Button>
            <Button onClick={onCancel}>{cancel}</Button>
          </Flex>
        </Flex>
      </Form>
    </FaultsProvider>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} style={{ marginBlockEnd: 8 }}>
      <Typography.Title level={2} style={{ fontSize: 15, margin: '0 0 12px' }}>
        {title}
      </Typography.Title>
      {children}
    </section>
  );
}

/** Milliseconds without typing after which the server is asked. */
const REST = 300;

/** When what stands in the form would fire. */
function usePreview(values: ScheduleValues | undefined) {
  // Fields that are not shown are not watched.
  const now = values ? timingOf({ ...newValues(values.timezone), ...values }) : undefined;
  const key = JSON.stringify(now ?? null);
  const [timing, setTiming] = useState(now);
  const settle = useEffectEvent(() => setTiming(now));
  useEffect(() => {
    const timer = setTimeout(() => settle(), REST);
    return () => clearTimeout(timer);
  }, [key]);
  const preview = useQuery<Schema<'Preview'>>({
    queryKey: ['/api/v1/schedules/preview', timing],
    enabled: timing !== undefined,
    retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status === 400),
    placeholderData: keepPreviousData,
    queryFn: () => answer(api.POST('/api/v1/schedules/preview', { body: { ...timing, count: 10 } })),
  });
  return { preview, timing };
}
