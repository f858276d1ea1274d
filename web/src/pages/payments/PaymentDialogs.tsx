import { App, Form, Input, Modal, Typography } from 'antd';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface DialogProps {
  readonly payment: Schema<'Payment'>;
  readonly onClose: () => void;
}

/** What is read again when a payment changes. */
const TOUCHED = ['/api/v1/bills', '/api/v1/payments', '/api/v1/tenants', '/api/v1/overview'];

/** Undoes a payment that did not arrive. */
export function ReverseDialog({ payment, onClose }: DialogProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Schema<'ReversePayment'>>();
  const act = useAction(
    (body: Schema<'ReversePayment'>) =>
      answer(api.POST('/api/v1/payments/{id}/reverse', { params: { path: { id: payment.id } }, body })),
    TOUCHED,
  );
  return (
    <Modal
      open
      title={`${t.reverse}: ${payment.reference}`}
      okText={t.reverse}
      okButtonProps={{ danger: true }}
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Typography.Paragraph>{t.reverseAbout}</Typography.Paragraph>
      <Form
        form={form}
        layout="vertical"
        onFinish={(body) =>
          act.mutate(body, {
            onSuccess: () => {
              void message.success(t.done.reversed);
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

/** Records that money was paid back. */
export function RefundDialog({ payment, onClose }: DialogProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Schema<'RefundPayment'>>();
  const act = useAction(
    (body: Schema<'RefundPayment'>) =>
      answer(api.POST('/api/v1/payments/{id}/refund', { params: { path: { id: payment.id } }, body })),
    TOUCHED,
  );
  return (
    <Modal
      open
      title={`${t.refund}: ${payment.reference}`}
      okText={t.refund}
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Typography.Paragraph>{t.refundAbout}</Typography.Paragraph>
      <Form
        form={form}
        layout="vertical"
        onFinish={({ reason, amount, reference }) =>
          act.mutate(
            { reason, ...(amount ? { amount } : {}), ...(reference ? { reference } : {}) },
            {
              onSuccess: () => {
                void message.success(t.done.refunded);
                onClose();
              },
            },
          )
        }
      >
        <Form.Item
          name="amount"
          label={t.refundAmount}
          rules={[{ pattern: /^\d{1,12}(\.\d{1,2})?$/, message: t.amountWrong }]}
        >
          <Input autoFocus inputMode="decimal" placeholder={payment.unapplied} />
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
