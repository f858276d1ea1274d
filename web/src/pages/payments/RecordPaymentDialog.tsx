import { AutoComplete, Checkbox, DatePicker, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { AmountItem } from '../../parts/AmountItem';
import { FormDialog } from '../../parts/FormDialog';
import { useMallZone } from '../../parts/times';
import { toWallTime } from '../../parts/wall-time';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface Fields {
  readonly contractNumber: string;
  readonly billNumber?: string;
  readonly amount: string;
  readonly paidAt: Dayjs | null;
  readonly method: string;
  readonly reference: string;
  readonly keepRest?: boolean;
}

interface RecordPaymentDialogProps {
  /** Which it is for; else one says so. */
  readonly bill?: Schema<'Bill'>;
  readonly onClose: () => void;
}

/** Records a payment: of a bill, or on account. Times are the mall's. */
export function RecordPaymentDialog({ bill, onClose }: RecordPaymentDialogProps) {
  const t = useTexts(texts);
  const zone = useMallZone();
  const required = [{ required: true, message: t.needed }];

  /** @returns which bill or account it is paid to. */
  function target({ billNumber, contractNumber }: Fields) {
    if (bill) return { billId: bill.id };
    return billNumber ? { billNumber, contractNumber } : { contractNumber };
  }

  function record(fields: Fields) {
    const { amount, paidAt, method, reference, keepRest = false } = fields;
    return answer(
      api.POST('/api/v1/payments', {
        body: {
          amount,
          method,
          reference,
          keepRest,
          // Without an offset: the mall's time.
          paidAt: paidAt?.format('YYYY-MM-DDTHH:mm:ss') ?? '',
          ...target(fields),
        },
      }),
    );
  }

  return (
    <FormDialog<Fields>
      title={bill ? `${t.record}: ${bill.number}` : t.record}
      action={t.record}
      initialValues={{
        ...(bill && { amount: bill.outstanding }),
        paidAt: toWallTime(new Date().toISOString(), zone),
        method: t.methods.transfer,
      }}
      act={record}
      touches={['/api/v1/bills', '/api/v1/payments', '/api/v1/tenants', '/api/v1/overview']}
      done={t.done.recorded}
      onClose={onClose}
    >
      {!bill && (
        <>
          <Form.Item name="contractNumber" label={t.contractNumber} rules={required}>
            <Input autoFocus />
          </Form.Item>
          <Form.Item name="billNumber" label={t.billNumber}>
            <Input />
          </Form.Item>
        </>
      )}
      <AmountItem label={t.amount} needed={t.needed} wrong={t.amountWrong} />
      <Form.Item name="paidAt" label={`${t.paidAt} (${zone})`} rules={required}>
        <DatePicker showTime style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="method" label={t.method} rules={required}>
        <AutoComplete options={Object.values(t.methods).map((value) => ({ value }))} />
      </Form.Item>
      <Form.Item name="reference" label={t.reference} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="keepRest" valuePropName="checked">
        <Checkbox>{t.keepRest}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
