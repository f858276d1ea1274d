import { useQuery } from '@tanstack/react-query';
import { Col, Form, Input, InputNumber, Row, Select, Typography } from 'antd';
import { useMayAll } from '../../access/May';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { useTaskWords } from '../tasks/task-words';
import { Field } from './faults';
import { formTexts } from './form-texts';
import type { ScheduleValues } from './schedule-values';

/** What runs, with which input, and where. @param isNew name and task stay what they are once they are chosen. */
export function TaskFields({ isNew }: { readonly isNew: boolean }) {
  const t = useTexts(formTexts);
  const { descriptionOf, fieldOf } = useTaskWords();
  const form = Form.useFormInstance<ScheduleValues>();
  const chosen = Form.useWatch('task', { form, preserve: true });
  const { data: tasks, isPending } = useQuery({
    queryKey: ['/api/v1/tasks'],
    staleTime: 600_000,
    queryFn: () => answer(api.GET('/api/v1/tasks')),
  });
  const may = useMayAll();
  const task = tasks?.items.find(({ name }) => name === chosen);
  return (
    <>
      {isNew && (
        <>
          <Field name="name" about={t.nameAbout} rules={[{ required: true, message: t.required }]}>
            <Input autoComplete="off" spellCheck={false} maxLength={100} />
          </Field>
          <Field name="task" rules={[{ required: true, message: t.chooseTask }]}>
            <Select
              showSearch={{ filterOption: (typed, option) => matches(typed, option) }}
              loading={isPending}
              options={tasks?.items
                .filter(({ permission }) => may(permission))
                .map((each) => ({
                  value: each.name,
                  label: each.name,
                  description: descriptionOf(each),
                }))}
              optionRender={({ label, data: { description } }) => (
                <>
                  <div className="code">{label}</div>
                  <Typography.Text type="secondary" style={{ fontSize: 12, whiteSpace: 'normal' }}>
                    {description}
                  </Typography.Text>
                </>
              )}
            />
          </Field>
        </>
      )}
      <Field name="description">
        <Input maxLength={500} />
      </Field>
      <Field
        name="kwargs"
        about={t.kwargsAbout}
        rules={[{ validator: (_, text: string) => asPromise(faultOfJson(text, t)) }]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 12 }} spellCheck={false} className="code" />
      </Field>
      {task && <Inputs input={task.input} wordsFor={(field) => fieldOf(task.name, field)} />}
      <Row gutter={12}>
        <Col xs={24} sm={12}>
          <Queue />
        </Col>
        <Col xs={24} sm={12}>
          <Field name="priority" about={t.priorityAbout}>
            <InputNumber min={0} max={9} precision={0} style={{ width: '100%' }} />
          </Field>
        </Col>
      </Row>
    </>
  );
}

function matches(typed: string, option?: { readonly value: string; readonly description: string }): boolean {
  return `${option?.value} ${option?.description}`.toLowerCase().includes(typed.toLowerCase());
}

/** What is wrong with a text that is to be a JSON object; undefined: nothing. */
function faultOfJson(
  text: string,
  t: { readonly notJson: (why: string) => string; readonly notObject: string },
): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : t.notObject;
  } catch (error) {
    return t.notJson(error instanceof Error ? error.message : String(error));
  }
}

function asPromise(fault: string | undefined): Promise<void> {
  return fault === undefined ? Promise.resolve() : Promise.reject(new Error(fault));
}

interface InputsProps {
  readonly input: Schema<'TaskView'>['input'];
  /** What a field is, in the language of whoever looks, where that is known. */
  readonly wordsFor: (field: string) => string | undefined;
}

/** The arguments that a task takes, from the schema of its input. */
function Inputs({ input, wordsFor }: InputsProps) {
  const t = useTexts(formTexts);
  const properties = Object.entries(input['properties'] ?? {}) as [
    string,
    Readonly<Record<string, unknown>>,
  ][];
  if (properties.length === 0) {
    return (
      <Typography.Paragraph type="secondary" style={{ fontSize: 12, marginBlock: '-6px 14px' }}>
        {t.noInputs}
      </Typography.Paragraph>
    );
  }
  return (
    <details style={{ marginBlock: '-6px 14px', fontSize: 12 }}>
      <summary>{t.inputs}</summary>
      <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
        {properties.map(([name, property]) => (
          <li key={name}>
            <code className="code">{name}</code>{' '}
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {wordsOf(property, wordsFor(name))}
            </Typography.Text>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Type, default and description of an argument, where its schema has them. */
function wordsOf(property: unknown, known: string | undefined): string {
  const { type, description, default: preset } = Object(property) as Readonly<Record<string, unknown>>;
  return [
    typeof type === 'string' ? type : undefined,
    preset === undefined ? undefined : `= ${JSON.stringify(preset)}`,
    known ?? (typeof description === 'string' ? description : undefined),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function Queue() {
  const t = useTexts(formTexts);
  const { data, isPending } = useQuery({
    queryKey: ['/api/v1/queues'],
    queryFn: () => answer(api.GET('/api/v1/queues')),
  });
  return (
    <Field name="queue" about={t.queueAbout}>
      <Select
        allowClear
        loading={isPending}
        options={data?.items.map(({ name }) => ({ value: name, label: name }))}
      />
    </Field>
  );
}
