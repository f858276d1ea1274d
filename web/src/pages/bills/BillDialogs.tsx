import { App, Form, Input, Modal, Typography } from 'antd';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface DialogProps {
  readonly bill: Schema<'Bill'>;
  readonly onClose: () => void;
}

/** What is read again when a bill changes. */
const TOUCHED = ['/api/v1/bills', '/api/v1/payments', '/api/v1/tenants', '/api/v1/overview'];

/** Makes a bill void of which nothing is paid. */
export function VoidDialog({ bill, onClose }: DialogProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Schema<'VoidBill'>>();
  const act = useAction(
    (body: Schema<'VoidBill'>) =>
      answer(api.POST('/api/v1/bills/{id}/void', { params: { path: { id: bill.id } }, body })),
    TOUCHED,
  );
  return (
    <Modal
      open
      title={`${t.void} ${bill.number}`}
      okText={t.void}
      okButtonProps={{ danger: true }}
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Typography.Paragraph>{t.voidAbout}</Typography.Paragraph>
      <Form
        form={form}
        layout="vertical"
        onFinish={(body) =>
          act.mutate(body, {
            onSuccess: () => {
              void message.success(t.done.void);
              onClose();
            },
          })
        }
      >
        <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
          <Input.TextArea autoFocus maxLength={1000} rows={3} />
        </Form.Item>
      </Form>
      {act.error && <ProblemAlert error={act.error} />}
    </Modal>
  );
}

/** Takes back a part of a bill. */
export function CreditDialog({ bill, onClose }: DialogProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Schema<'CreditBill'>>();
  const act = useAction(
    (body: Schema<'CreditBill'>) =>
      answer(api.POST('/api/v1/bills/{id}/credit-notes', { params: { path: { id: bill.id } }, body })),
    TOUCHED,
  );
  return (
    <Modal
      open
      title={`${t.credit} ${bill.number}`}
      okText={t.credit}
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Typography.Paragraph>{t.creditAbout}</Typography.Paragraph>
      <Form
        form={form}
        layout="vertical"
        onFinish={({ reference, ...body }) =>
          act.mutate(reference ? { ...body, reference } : body, {
            onSuccess: () => {
              void message.success(t.done.credit);
              onClose();
            },
          })
        }
      >
        <Form.Item
          name="amount"
          label={t.amount}
          rules={[
            { required: true, message: t.needed },
            { pattern: /^\d{1,12}(\.\d{1,2})?$/, message: t.amountWrong },
          ]}
        >
          <Input autoFocus inputMode="decimal" />
        </Form.Item>
        <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
          <Input.TextArea maxLength={1000} rows={2} />
        </Form.Item>
        <Form.Item name="reference" label={t.reference}>
          <Input maxLength={100} />
        </Form.Item>
      </Form>
      {act.error && <ProblemAlert error={act.error} />}
    </Modal>
  );
}
