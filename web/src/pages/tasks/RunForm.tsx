import { PlayCircleOutlined } from '@ant-design/icons';
import { App, Button, Flex, Form, Input, Segmented, Typography } from 'antd';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Confirmation } from '../../parts/Confirmation';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { INPUT_FIELDS, InputFieldItem } from './InputFieldItem';
import { fieldsOf } from './input-fields';
import { type Kwargs, parseKwargs, withoutEmpty } from './input-values';
import { callOptions, RunOptions, type RunOptionValues } from './RunOptions';
import { SubmittedRun } from './SubmittedRun';
import { useTaskWords } from './task-words';
import { texts } from './texts';

type Mode = 'form' | 'json';

interface Values extends RunOptionValues {
  kwargs?: Kwargs;
  json?: string;
}

/** Tasks that delete what nothing brings back: somebody who starts them is asked first. */
const IRREVOCABLE: ReadonlySet<string> = new Set(['backup.prune-backups', 'core.cleanup-old-data']);

/** Asks for a task's input as its schema describes it, and runs it. */
export function RunForm({ task }: { readonly task: Schema<'TaskView'> }) {
  const { run: t } = useTexts(texts);
  const { message } = App.useApp();
  const { fieldOf } = useTaskWords();
  const [form] = Form.useForm<Values>();
  const [mode, setMode] = useState<Mode>('form');
  const [asked, setAsked] = useState<Values>();
  const fields = fieldsOf(task.input);
  const when = Form.useWatch('when', form) ?? 'now';
  const submit = useAction(
    (body: Schema<'SubmitRunDto'>) =>
      answer(api.POST('/api/v1/tasks/{name}/runs', { params: { path: { name: task.name } }, body })),
    ['/api/v1/runs', '/api/v1/queues', '/api/v1/overview'],
  );

  /** Takes along what is filled in; stays where the text is no JSON. */
  function show(wanted: Mode): void {
    const { kwargs = {}, json = '' } = form.getFieldsValue();
    if (wanted === 'json') {
      const filled = withoutEmpty(kwargs);
      form.setFieldsValue({ json: Object.keys(filled).length > 0 ? JSON.stringify(filled, null, 2) : '' });
    } else {
      const written = parseKwargs(json);
      if (written === undefined) {
        form.setFields([{ name: 'json', errors: [t.notJson] }]);
        return;
      }
      form.setFieldValue('kwargs', written);
    }
    setMode(wanted);
  }

  function submitted(values: Values): void {
    if (IRREVOCABLE.has(task.name)) setAsked(values);
    else run(values);
  }

  function run(values: Values): void {
    const kwargs = mode === 'json' ? parseKwargs(values.json ?? '') : withoutEmpty(values.kwargs ?? {});
    submit.mutate(
      { kwargs: { ...kwargs }, ...callOptions(values) },
      { onSuccess: () => void message.success(t.submitted), onError: showFaults },
    );
  }

  /** What the server says of single fields stands below them; of JSON it stands below all of it. */
  function showFaults(error: Error): void {
    if (!(error instanceof ApiError)) return;
    const words = new Map<string, string[]>();
    for (const { field, message: word } of error.faults) {
      const name = mode === 'json' && field.startsWith('kwargs') ? 'json' : field;
      words.set(name, [...(words.get(name) ?? []), word]);
    }
    form.setFields([...words].map(([name, errors]) => ({ name: name.split('.'), errors })));
  }

  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={{ when: 'now' }}
      onFinish={submitted}
      scrollToFirstError={{ focus: true }}
    >
      <Flex justify="space-between" align="center" wrap gap="small" style={{ marginBlockEnd: 12 }}>
        <Typography.Text type="secondary">
          {fields.length === 0 && mode === 'form' ? t.noInput : t.input}
        </Typography.Text>
        <Segmented<Mode>
          size="small"
          aria-label={t.input}
          value={mode}
          onChange={show}
          options={[
            { value: 'form', label: t.asForm },
            { value: 'json', label: t.asJson },
          ]}
        />
      </Flex>
      {mode === 'form' ? (
        <div style={INPUT_FIELDS}>
          {fields.map((field) => (
            <InputFieldItem
              key={field.name}
              field={field}
              path={['kwargs']}
              describe={(path) => fieldOf(task.name, path)}
            />
          ))}
        </div>
      ) : (
        <Form.Item
          name="json"
          label={t.json}
          rules={[
            {
              validator: (_: unknown, text: string | undefined) =>
                parseKwargs(text ?? '') === undefined
                  ? Promise.reject(new Error(t.notJson))
                  : Promise.resolve(),
            },
          ]}
        >
          <Input.TextArea className="code" autoSize={{ minRows: 6, maxRows: 20 }} placeholder="{}" />
        </Form.Item>
      )}
      <RunOptions when={when} queue={task.queue} />
      <Flex vertical gap="small">
        {submit.error && <ProblemAlert error={submit.error} />}
        {submit.data && <SubmittedRun key={submit.data.id} run={submit.data} />}
        <div>
          <Button
            type="primary"
            htmlType="submit"
            icon={<PlayCircleOutlined aria-hidden />}
            loading={submit.isPending}
          >
            {when === 'now' ? t.submit : t.schedule}
          </Button>
        </div>
      </Flex>
      {asked && (
        <Confirmation
          title={t.irrevocable}
          action={when === 'now' ? t.submit : t.schedule}
          danger
          onConfirm={() => {
            run(asked);
            return Promise.resolve();
          }}
          onClose={() => setAsked(undefined)}
        >
          {t.irrevocableAbout}
        </Confirmation>
      )}
    </Form>
  );
}
