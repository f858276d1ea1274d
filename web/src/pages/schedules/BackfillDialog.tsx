import { Alert, App, Button, DatePicker, Flex, Form, InputNumber, Modal, Typography } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schedule, Schema } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { texts as partTexts } from '../../parts/texts';
import { zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { backfillTexts } from './backfill-texts';

interface Values {
  readonly range?: readonly [Dayjs, Dayjs];
  readonly limit?: number;
}

/** A time as the API reads it, by the clocks of the schedule's zone. */
const WALL = 'YYYY-MM-DDTHH:mm:ss';

/** How many slots are listed; the others are counted. */
const LISTED = 50;

/** Runs slots of the past, after showing which ones. */
export function BackfillDialog({
  schedule,
  onClose,
}: {
  readonly schedule: Schedule;
  readonly onClose: () => void;
}) {
  const { name, timezone } = schedule;
  const t = useTexts(backfillTexts);
  const { cancel } = useTexts(partTexts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  /** What would be run, and for which range that was asked. */
  const [plan, setPlan] = useState<Schema<'Backfill'>>();
  const backfill = useAction(
    (body: { from: string; to: string; limit: number; dryRun: boolean }) =>
      answer(api.POST('/api/v1/schedules/{name}/backfill', { params: { path: { name } }, body })),
    ['/api/v1/schedules', '/api/v1/runs'],
  );

  function ask(dryRun: boolean): void {
    const { range, limit = 100 } = form.getFieldsValue();
    if (!range) return;
    const [from, to] = range;
    backfill.mutate(
      { from: from.format(WALL), to: to.format(WALL), limit, dryRun },
      {
        onSuccess: (done) => {
          if (dryRun) {
            setPlan(done);
            return;
          }
          void message.success(t.submitted(done.runs));
          onClose();
        },
      },
    );
  }

  const { date, time } = zonedTime(new Date(), timezone);
  const now = dayjs(`${date}T${time}`);
  const lastDays = (days: number): [Dayjs, Dayjs] => [now.subtract(days, 'day').startOf('day'), now];
  return (
    <Modal
      open
      width={640}
      title={t.title(name)}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {cancel}
        </Button>,
        <Button
          key="check"
          type={plan?.runs ? 'default' : 'primary'}
          loading={backfill.isPending && plan === undefined}
          onClick={() => form.submit()}
        >
          {t.check}
        </Button>,
        plan !== undefined && plan.runs > 0 && (
          <Button key="run" type="primary" loading={backfill.isPending} onClick={() => ask(false)}>
            {t.run(plan.runs)}
          </Button>
        ),
      ]}
    >
      <Flex vertical gap="middle">
        <Typography.Text type="secondary">{t.about}</Typography.Text>
        <Form<Values>
          form={form}
          layout="vertical"
          initialValues={{ limit: 100 }}
          onFinish={() => ask(true)}
          onValuesChange={() => {
            setPlan(undefined);
            backfill.reset();
          }}
        >
          <Form.Item
            name="range"
            label={t.range}
            extra={t.zone(timezone)}
            rules={[{ required: true, message: t.needed }]}
          >
            <DatePicker.RangePicker
              // Enter takes the time; it is not to ask the server.
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.preventDefault();
              }}
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              disabledDate={(day) => day.isAfter(now, 'day')}
              style={{ width: '100%' }}
              presets={[
                {
                  label: t.last.day,
                  value: [
                    now.subtract(1, 'day').startOf('day'),
                    now.subtract(1, 'day').endOf('day').startOf('second'),
                  ],
                },
                { label: t.last.week, value: lastDays(7) },
                { label: t.last.month, value: lastDays(30) },
              ]}
            />
          </Form.Item>
          <Form.Item name="limit" label={t.limit} extra={t.limitAbout} style={{ marginBlockEnd: 0 }}>
            <InputNumber min={1} max={5000} precision={0} />
          </Form.Item>
        </Form>
        {backfill.error !== null && <ProblemAlert error={backfill.error} />}
        {plan && <Plan plan={plan} zone={timezone} />}
      </Flex>
    </Modal>
  );
}

function Plan({ plan: { runs, slots }, zone }: { readonly plan: Schema<'Backfill'>; readonly zone: string }) {
  const t = useTexts(backfillTexts);
  const others = slots.length - runs;
  if (slots.length === 0) return <Alert type="info" showIcon title={t.nothing} />;
  return (
    <Flex vertical gap="small">
      <Alert
        type={runs > 0 ? 'success' : 'info'}
        showIcon
        title={runs > 0 ? t.wouldRun(runs) : t.nothing}
        description={others > 0 ? t.alreadyRun(others) : undefined}
      />
      <ul
        aria-label={t.slots}
        // So that it can be scrolled by keyboard.
        tabIndex={0}
        style={{ margin: 0, padding: 0, listStyle: 'none', maxHeight: 220, overflowY: 'auto' }}
      >
        {slots.slice(0, LISTED).map(({ slot, outcome }) => (
          <li key={slot} style={{ display: 'flex', gap: 12, padding: '3px 0' }}>
            <Moment at={slot} zone={zone} />
            <ToneTag tone={outcome === 'RUN' ? 'busy' : 'quiet'}>{t[outcome]}</ToneTag>
          </li>
        ))}
        {slots.length > LISTED && <li>{t.more(slots.length - LISTED)}</li>}
      </ul>
    </Flex>
  );
}
