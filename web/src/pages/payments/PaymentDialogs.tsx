import { Form, Input } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { AmountItem } from '../../parts/AmountItem';
import { FormDialog } from '../../parts/FormDialog';
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
  const params = { path: { id: payment.id } };
  return (
    <FormDialog<Schema<'ReversePayment'>>
      title={`${t.reverse}: ${payment.reference}`}
      about={t.reverseAbout}
      action={t.reverse}
      danger
      act={(body) => answer(api.POST('/api/v1/payments/{id}/reverse', { params, body }))}
      touches={TOUCHED}
      done={t.done.reversed}
      onClose={onClose}
    >
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
        <Input.TextArea autoFocus maxLength={1000} rows={3} />
      </Form.Item>
    </FormDialog>
  );
}

/** Records that money was paid back. */
export function RefundDialog({ payment, onClose }: DialogProps) {
  const t = useTexts(texts);
  const params = { path: { id: payment.id } };
  return (
    <FormDialog<Schema<'RefundPayment'>>
      title={`${t.refund}: ${payment.reference}`}
      about={t.refundAbout}
      action={t.refund}
      act={({ reason, amount, reference }) =>
        answer(
          api.POST('/api/v1/payments/{id}/refund', {
            params,
            body: { reason, ...(amount ? { amount } : {}), ...(reference ? { reference } : {}) },
          }),
        )
      }
      touches={TOUCHED}
      done={t.done.refunded}
      onClose={onClose}
    >
      <AmountItem label={t.refundAmount} wrong={t.amountWrong} placeholder={payment.unapplied} />
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
        <Input.TextArea maxLength={1000} rows={2} />
      </Form.Item>
      <Form.Item name="reference" label={t.reference}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
