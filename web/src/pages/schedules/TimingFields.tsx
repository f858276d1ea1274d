import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Col, DatePicker, Flex, Form, Input, Row, Select, Typography } from 'antd';
import { answer, api } from '../../api/client';
import { useMallZone } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { Field, useFaultsOf } from './faults';
import { fieldTexts } from './field-texts';
import { formTexts } from './form-texts';
import { KINDS, type ScheduleValues } from './schedule-values';

const EXAMPLES = {
  daily: '0 8 * * *',
  workdays: '0 9 * * MON-FRI',
  weekly: '0 20 * * FRI',
  monthly: '0 9 1 * *',
  lastDay: '0 22 L * *',
  quarter: '0 9 1 1,4,7,10 *',
  often: '*/15 * * * *',
} as const;
const NAMES = ['daily', 'workdays', 'weekly', 'monthly', 'lastDay', 'quarter', 'often'] as const;

/** When a schedule comes. */
export function TimingFields() {
  const t = useTexts(formTexts);
  const form = Form.useFormInstance<ScheduleValues>();
  const kinds = Form.useWatch((values: Partial<ScheduleValues>) => values.kinds, form) ?? [];
  return (
    <>
      <Field name="kinds" label={t.kinds}>
        <Checkbox.Group options={KINDS.map((kind) => ({ value: kind, label: t.kind[kind] }))} />
      </Field>
      {kinds.includes('cron') && (
        <>
          <Field name="cron" about={t.cronAbout}>
            <Input.TextArea
              autoSize={{ minRows: 1, maxRows: 8 }}
              placeholder="0 8 * * *"
              spellCheck={false}
              className="code"
            />
          </Field>
          <Flex gap={4} wrap align="center" style={{ marginBlock: '-4px 14px' }}>
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {t.examples}
            </Typography.Text>
            {NAMES.map((name) => (
              <Button
                key={name}
                size="small"
                style={{ fontSize: 12 }}
                title={EXAMPLES[name]}
                onClick={() => form.setFieldsValue({ cron: EXAMPLES[name] })}
              >
                {t.example[name]}
              </Button>
            ))}
          </Flex>
        </>
      )}
      {kinds.includes('every') && (
        <Field name="every" about={t.everyAbout}>
          <Input.TextArea
            autoSize={{ minRows: 1, maxRows: 8 }}
            placeholder="15m"
            spellCheck={false}
            className="code"
          />
        </Field>
      )}
      {kinds.includes('at') && <Moments />}
      <Row gutter={12}>
        <Col xs={24} sm={12}>
          <Zone />
        </Col>
        <Col xs={24} sm={12} />
        <Days />
        <Col xs={24} sm={12}>
          <Field name="start" about={t.startAbout}>
            <MomentPicker />
          </Field>
        </Col>
        <Col xs={24} sm={12}>
          <Field name="end" about={t.endAbout}>
            <MomentPicker />
          </Field>
        </Col>
      </Row>
    </>
  );
}

/** A moment by the clocks of the schedule's zone. The form gives it its value. */
function MomentPicker(props: React.ComponentProps<typeof DatePicker>) {
  const mallZone = useMallZone();
  const zone = Form.useWatch('timezone', Form.useFormInstance<ScheduleValues>());
  return (
    <DatePicker
      {...props}
      showTime
      // Which is the mall's.
      showNow={zone === mallZone}
      format="YYYY-MM-DD HH:mm:ss"
      style={{ width: '100%' }}
      // Enter takes the moment; it is not to save the whole form.
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.preventDefault();
      }}
    />
  );
}

function Moments() {
  const t = useTexts(formTexts);
  const { fields: names } = useTexts(fieldTexts);
  const fault = useFaultsOf('at');
  return (
    <Form.Item
      label={names.at}
      extra={t.atAbout}
      {...(fault !== undefined && { help: fault, validateStatus: 'error' as const })}
      style={{ marginBlockEnd: 14 }}
    >
      <Form.List name="at">
        {(fields, { add, remove }) => (
          <Flex vertical gap={6} align="flex-start">
            {fields.map(({ key, name }) => (
              <Flex key={key} gap={6} style={{ width: '100%', maxWidth: 320 }}>
                <Form.Item name={name} noStyle>
                  <MomentPicker aria-label={t.moment(name + 1)} />
                </Form.Item>
                {fields.length > 1 && (
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t.removeMoment}
                    title={t.removeMoment}
                    onClick={() => remove(name)}
                  />
                )}
              </Flex>
            ))}
            <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => add(null)}>
              {t.addMoment}
            </Button>
          </Flex>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Zone() {
  const form = Form.useFormInstance<ScheduleValues>();
  const present = Form.useWatch('timezone', form);
  const zones = [...new Set([...(present ? [present] : []), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Field name="timezone">
      <Select showSearch options={zones.map((zone) => ({ value: zone, label: zone }))} />
    </Field>
  );
}

/** The calendar of days to which it keeps. */
function Days() {
  const t = useTexts(formTexts);
  const texts = useTexts(fieldTexts);
  const form = Form.useFormInstance<ScheduleValues>();
  const calendar = Form.useWatch('calendar', form);
  const { data, isPending } = useQuery({
    queryKey: ['/api/v1/calendars', 'all'],
    queryFn: () => answer(api.GET('/api/v1/calendars', { params: { query: { limit: 500 } } })),
  });
  return (
    <>
      <Col xs={24} sm={12}>
        <Field name="calendar" about={t.calendarAbout}>
          <Select
            loading={isPending}
            popupMatchSelectWidth={false}
            options={[
              { value: null, label: texts.everyDay },
              ...(data?.items.map(({ name, description }) => ({
                value: name,
                label: description === '' ? name : `${name} · ${description}`,
              })) ?? []),
            ]}
          />
        </Field>
      </Col>
      <Col xs={24} sm={12}>
        <Field name="calendarRule" about={calendar == null ? t.ruleAbout : undefined}>
          <Select
            disabled={calendar == null}
            options={(['only', 'next', 'previous'] as const).map((rule) => ({
              value: rule,
              label: texts.calendarRule[rule],
            }))}
          />
        </Field>
      </Col>
    </>
  );
}
