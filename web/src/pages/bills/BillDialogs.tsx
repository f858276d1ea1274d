import { Form, Input } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { AmountItem } from '../../parts/AmountItem';
import { FormDialog } from '../../parts/FormDialog';
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
  const params = { path: { id: bill.id } };
  return (
    <FormDialog<Schema<'VoidBill'>>
      title={`${t.void} ${bill.number}`}
      about={t.voidAbout}
      action={t.void}
      danger
      act={(body) => answer(api.POST('/api/v1/bills/{id}/void', { params, body }))}
      touches={TOUCHED}
      done={t.done.void}
      onClose={onClose}
    >
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
        <Input.TextArea autoFocus maxLength={1000} rows={3} />
      </Form.Item>
    </FormDialog>
  );
}

/** Takes back a part of a bill. */
export function CreditDialog({ bill, onClose }: DialogProps) {
  const t = useTexts(texts);
  const params = { path: { id: bill.id } };
  return (
    <FormDialog<Schema<'CreditBill'>>
      title={`${t.credit} ${bill.number}`}
      about={t.creditAbout}
      action={t.credit}
      act={({ reference, ...body }) =>
        answer(
          api.POST('/api/v1/bills/{id}/credit-notes', {
            params,
            body: reference ? { ...body, reference } : body,
          }),
        )
      }
      touches={TOUCHED}
      done={t.done.credit}
      onClose={onClose}
    >
      <AmountItem label={t.amount} needed={t.needed} wrong={t.amountWrong} />
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
        <Input.TextArea maxLength={1000} rows={2} />
      </Form.Item>
      <Form.Item name="reference" label={t.reference}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
