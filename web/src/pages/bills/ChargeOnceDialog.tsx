import { App, DatePicker, Form, Input, Modal } from 'antd';
import type { Dayjs } from 'dayjs';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface Fields {
  readonly contractNumber: string;
  readonly description: string;
  readonly amount: string;
  readonly dueDate: Dayjs;
  readonly reference: string;
}

/** Bills something once, beside the contract's own charges. */
export function ChargeOnceDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const charge = useAction(
    ({ dueDate, ...rest }: Fields) =>
      answer(api.POST('/api/v1/bills', { body: { ...rest, dueDate: dueDate.format('YYYY-MM-DD') } })),
    ['/api/v1/bills'],
  );
  const required = [{ required: true, message: t.needed }];
  return (
    <Modal
      open
      title={t.chargeOnce}
      okText={t.chargeOnce}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={charge.isPending}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={(fields) =>
          charge.mutate(fields, {
            onSuccess: () => {
              void message.success(t.done.charge);
              onClose();
            },
          })
        }
      >
        <Form.Item name="contractNumber" label={t.contractNumber} rules={required}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="description" label={t.chargeDescription} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="amount"
          label={t.amount}
          rules={[...required, { pattern: /^\d{1,12}(\.\d{1,2})?$/, message: t.amountWrong }]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
        <Form.Item name="dueDate" label={t.due} rules={[{ required: true, message: t.dueNeeded }]}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="reference" label={t.reference} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
      </Form>
      {charge.error && <ProblemAlert error={charge.error} />}
    </Modal>
  );
}
