import { Col, Form, Input, InputNumber, Row, Select, Switch } from 'antd';
import { useTexts } from '../../texts/texts';
import { Field } from './faults';
import { fieldTexts } from './field-texts';
import { formTexts } from './form-texts';
import type { ScheduleValues } from './schedule-values';

const OVERLAPS = [
  'skip',
  'buffer_one',
  'buffer_all',
  'cancel_other',
  'terminate_other',
  'allow_all',
] as const;
const CATCH_UPS = ['none', 'latest', 'all'] as const;

/** Seconds in a year: the server takes no longer spans. */
const YEAR = 366 * 86_400;

/** What becomes of slots that overlap or were missed. */
export function PolicyFields() {
  const t = useTexts(formTexts);
  const { overlap, catchUp } = useTexts(fieldTexts);
  const form = Form.useFormInstance<ScheduleValues>();
  const catches = Form.useWatch('catchUp', form);
  return (
    <Row gutter={12}>
      <Col xs={24}>
        <Field name="overlap" about={t.overlapAbout}>
          <Select options={OVERLAPS.map((value) => ({ value, label: overlap[value] }))} />
        </Field>
      </Col>
      <Col xs={24} sm={12}>
        <Field name="catchUp" about={t.catchUpAbout}>
          <Select options={CATCH_UPS.map((value) => ({ value, label: catchUp[value] }))} />
        </Field>
      </Col>
      <Col xs={24} sm={12}>
        <Field name="catchUpWindow" about={t.windowAbout}>
          <Seconds min={0} max={YEAR} disabled={catches === 'none'} />
        </Field>
      </Col>
    </Row>
  );
}

/** How long runs may wait, how many there may be, and the rest. */
export function LimitFields() {
  const t = useTexts(formTexts);
  return (
    <>
      <Row gutter={12}>
        <Col xs={24} sm={12}>
          <Field name="expires" about={t.expiresAbout}>
            <Seconds min={1} max={YEAR} />
          </Field>
        </Col>
        <Col xs={24} sm={12}>
          <Field name="jitter" about={t.jitterAbout}>
            <Seconds min={1} max={86_400} />
          </Field>
        </Col>
        <Col xs={24} sm={12}>
          <Field name="pauseAfterFailures" about={t.pauseAbout}>
            <InputNumber min={1} max={1_000} precision={0} style={{ width: '100%' }} />
          </Field>
        </Col>
        <Col xs={24} sm={12}>
          <Field name="maxRuns" about={t.maxRunsAbout}>
            <InputNumber min={1} max={1_000_000_000} precision={0} style={{ width: '100%' }} />
          </Field>
        </Col>
      </Row>
      <Field name="note" about={t.noteAbout}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2_000} />
      </Field>
      <EnabledField />
    </>
  );
}

function EnabledField() {
  const { fields } = useTexts(fieldTexts);
  return (
    <Form.Item name="enabled" label={fields.enabled} valuePropName="checked" layout="horizontal">
      <Switch />
    </Form.Item>
  );
}

/** A number of seconds. The form gives it its value. */
function Seconds(props: React.ComponentProps<typeof InputNumber<number>>) {
  const { seconds } = useTexts(formTexts);
  return <InputNumber<number> {...props} precision={0} suffix={seconds} style={{ width: '100%' }} />;
}
