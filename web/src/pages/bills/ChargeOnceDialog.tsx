import { DatePicker, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { answer, api } from '../../api/client';
import { AmountItem } from '../../parts/AmountItem';
import { FormDialog } from '../../parts/FormDialog';
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
  const required = [{ required: true, message: t.needed }];
  return (
    <FormDialog<Fields>
      title={t.chargeOnce}
      action={t.chargeOnce}
      act={({ dueDate, ...rest }) =>
        answer(api.POST('/api/v1/bills', { body: { ...rest, dueDate: dueDate.format('YYYY-MM-DD') } }))
      }
      touches={['/api/v1/bills']}
      done={t.done.charge}
      onClose={onClose}
    >
      <Form.Item name="contractNumber" label={t.contractNumber} rules={required}>
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="description" label={t.chargeDescription} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <AmountItem label={t.amount} needed={t.needed} wrong={t.amountWrong} />
      <Form.Item name="dueDate" label={t.due} rules={[{ required: true, message: t.dueNeeded }]}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="reference" label={t.reference} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
