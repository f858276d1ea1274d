import { App, AutoComplete, Checkbox, DatePicker, Form, Input, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useMallZone, zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface Fields {
  readonly contractNumber: string;
  readonly billNumber?: string;
  readonly amount: string;
  readonly paidAt: Dayjs;
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
  const { message } = App.useApp();
  const zone = useMallZone();
  const [form] = Form.useForm<Fields>();
  const record = useAction(
    ({ paidAt, billNumber, contractNumber, ...rest }: Fields) =>
      answer(
        api.POST('/api/v1/payments', {
          body: {
            ...rest,
            // Without an offset: the mall's time.
            paidAt: paidAt.format('YYYY-MM-DDTHH:mm:ss'),
            keepRest: rest.keepRest ?? false,
            ...(bill
              ? { billId: bill.id }
              : billNumber
                ? { billNumber, contractNumber }
                : { contractNumber }),
          },
        }),
      ),
    ['/api/v1/bills', '/api/v1/payments', '/api/v1/tenants', '/api/v1/overview'],
  );
  const { date, time } = zonedTime(new Date(), zone);
  const required = [{ required: true, message: t.needed }];
  return (
    <Modal
      open
      title={bill ? `${t.record}: ${bill.number}` : t.record}
      okText={t.record}
      confirmLoading={record.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{
          contractNumber: bill?.contractNumber,
          billNumber: bill?.number,
          amount: bill?.outstanding,
          paidAt: dayjs(`${date}T${time}`),
          method: t.methods.transfer,
        }}
        onFinish={(fields) =>
          record.mutate(fields, {
            onSuccess: () => {
              void message.success(t.done.recorded);
              onClose();
            },
          })
        }
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
        <Form.Item
          name="amount"
          label={t.amount}
          rules={[...required, { pattern: /^\d{1,12}(\.\d{1,2})?$/, message: t.amountWrong }]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
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
      </Form>
      {record.error && <ProblemAlert error={record.error} />}
    </Modal>
  );
}
