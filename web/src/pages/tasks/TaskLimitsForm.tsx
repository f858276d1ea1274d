import { App, Button, Flex, Form, Input, InputNumber, Popconfirm } from 'antd';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Changes = Schema<'ChangeTaskLimits'>;

interface Values {
  rateLimit?: string;
  timeLimit?: number | null;
  softTimeLimit?: number | null;
}

/** How often a task may start and how long it may take, for all workers at once. */
export function TaskLimitsForm({ task }: { readonly task: Schema<'TaskView'> }) {
  const { limits: t } = useTexts(texts);
  const { message } = App.useApp();
  const mayChange = useMay('workers.control');
  const [form] = Form.useForm<Values>();
  const { name, rateLimit, timeLimit, softTimeLimit } = task;
  const change = useAction(
    (body: Changes) => answer(api.PUT('/api/v1/tasks/{name}/limits', { params: { path: { name } }, body })),
    ['/api/v1/tasks'],
  );

  function put(changes: Changes): void {
    change.mutate(changes, {
      onSuccess: (limits) => {
        form.setFieldsValue({ ...limits, rateLimit: limits.rateLimit ?? '' });
        void message.success(t.saved);
      },
      onError: (error) => {
        if (!(error instanceof ApiError)) return;
        for (const fault of error.faults) {
          const field = (['rateLimit', 'timeLimit', 'softTimeLimit'] as const).find(
            (each) => each === fault.field,
          );
          if (field) form.setFields([{ name: field, errors: [fault.message] }]);
        }
      },
    });
  }

  function save(values: Values): void {
    const rate = values.rateLimit?.trim() ?? '';
    const hard = values.timeLimit ?? null;
    const soft = values.softTimeLimit ?? null;
    put({
      ...(rate !== (rateLimit ?? '') && { rateLimit: rate === '' ? '0' : rate }),
      ...(hard !== timeLimit && { timeLimit: hard }),
      ...(soft !== softTimeLimit && { softTimeLimit: soft }),
    });
  }

  return (
    <Form<Values>
      form={form}
      disabled={!mayChange}
      layout="vertical"
      initialValues={{ rateLimit: rateLimit ?? '', timeLimit, softTimeLimit }}
      onFinish={save}
    >
      <Form.Item
        name="rateLimit"
        label={t.rate}
        extra={t.rateHint}
        rules={[{ pattern: /^\s*[1-9]\d{0,6}\/[smh]\s*$/, message: t.rateWrong }]}
        style={ITEM}
      >
        <Input allowClear placeholder={t.unlimited} maxLength={20} />
      </Form.Item>
      <Form.Item name="timeLimit" label={t.hard} extra={t.hardHint} style={ITEM}>
        <InputNumber<number> min={0.001} max={LONGEST} placeholder={t.byDefault} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="softTimeLimit" label={t.soft} extra={t.softHint} style={ITEM}>
        <InputNumber<number> min={0.001} max={LONGEST} placeholder={t.byDefault} style={{ width: '100%' }} />
      </Form.Item>
      {change.error && (
        <div style={{ marginBlockEnd: 12 }}>
          <ProblemAlert error={change.error} />
        </div>
      )}
      {mayChange && (
        <Flex gap="small" wrap>
          <Button htmlType="submit" loading={change.isPending}>
            {t.save}
          </Button>
          <Popconfirm
            title={t.resetAsk}
            onConfirm={() => put({ rateLimit: 'default', timeLimit: null, softTimeLimit: null })}
          >
            <Button type="text">{t.reset}</Button>
          </Popconfirm>
        </Flex>
      )}
    </Form>
  );
}

const ITEM = { marginBlockEnd: 14 };
/** Seconds: 366 days, as the server has it. */
const LONGEST = 366 * 86_400;
