import { useQuery } from '@tanstack/react-query';
import { App, Form, Input, Modal, Typography } from 'antd';
import { answer, api } from '../../api/client';
import { useAbout, useAction } from '../../api/queries';
import { money } from '../../parts/Money';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { DayInput } from './DayInput';
import { given, showFaults } from './form-values';
import { BillTable } from './RelatedBills';
import { sumOf } from './rent';
import type { Contract } from './tags';
import { texts } from './texts';

interface TerminationValues {
  endDate: string;
  reason: string;
  comment?: string;
}

/** Ends a contract early, having shown the bills of which something will be credited. */
export function TerminationDialog({
  contract,
  onClose,
}: {
  readonly contract: Contract;
  readonly onClose: () => void;
}) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const { data: about } = useAbout();
  const [form] = Form.useForm<TerminationValues>();
  const endDate = Form.useWatch('endDate', form);
  const terminate = useAction(
    (values: TerminationValues) => end(contract, values),
    ['/api/v1/contracts', '/api/v1/shops', '/api/v1/tenants', '/api/v1/bills', '/api/v1/credit-notes'],
  );
  const isPossible = about && about.today < contract.endDate && about.today >= contract.startDate;
  return (
    <Modal
      open
      width={760}
      title={t.terminateTitle(contract.number)}
      okText={t.terminate}
      cancelText={t.cancel}
      okButtonProps={{ loading: terminate.isPending, danger: true }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<TerminationValues>
        form={form}
        layout="vertical"
        initialValues={isPossible ? { endDate: about.today } : {}}
        onFinish={(values) =>
          terminate.mutate(values, {
            onSuccess: (credited) => {
              void message.success(t.terminated(credited && money(credited)), 6);
              onClose();
            },
            onError: (error) => showFaults(form, error),
          })
        }
      >
        <Form.Item
          name="endDate"
          label={t.lastDay}
          extra={t.lastDayHint(contract.endDate)}
          rules={[{ required: true, message: t.required }]}
        >
          <DayInput isRefused={(day) => day < contract.startDate || day >= contract.endDate} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t.reason}
          rules={[{ required: true, whitespace: true, message: t.required }]}
        >
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
        <Form.Item name="comment" label={t.comment} extra={t.commentHint}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      </Form>
      {endDate && <BillsBeyond contract={contract} endDate={endDate} />}
      {terminate.error != null && <ProblemAlert error={terminate.error} />}
    </Modal>
  );
}

/** Bills of the contract's own charges that reach beyond a day. */
function BillsBeyond({ contract, endDate }: { readonly contract: Contract; readonly endDate: string }) {
  const t = useTexts(texts);
  const { data, error } = useQuery({
    queryKey: ['/api/v1/bills', 'of-contract', contract.number],
    queryFn: () =>
      answer(
        api.GET('/api/v1/bills', {
          params: { query: { contract: contract.number, sort: '-dueDate', limit: 500 } },
        }),
      ),
  });
  const beyond = data?.items.filter(
    ({ periodEnd, charge, status }) =>
      periodEnd > endDate && status !== 'VOID' && (charge === 'RENT' || charge === 'MANAGEMENT'),
  );
  if (beyond?.length === 0) return <Typography.Paragraph>{t.beyondNone}</Typography.Paragraph>;
  return (
    <div style={{ marginBlockEnd: 12 }}>
      <Typography.Paragraph style={{ marginBlockEnd: 8 }}>
        {t.beyond}{' '}
        {beyond && (
          <Typography.Text type="secondary">
            {t.beyondSum(beyond.length, money(sumOf(beyond.map(({ amount }) => amount))))}
          </Typography.Text>
        )}
      </Typography.Paragraph>
      <BillTable label={t.beyond} bills={beyond} error={error} />
    </div>
  );
}

/** @returns what was credited of what was billed beyond the end; undefined when that cannot be learned. */
async function end(
  { id, number }: Contract,
  { endDate, reason, comment }: TerminationValues,
): Promise<string | undefined> {
  const { terminatedAt } = await answer(
    api.POST('/api/v1/contracts/{id}/terminate', {
      params: { path: { id } },
      body: { endDate, reason, ...given({ comment }) },
    }),
  );
  // It has ended, whatever comes of asking for this.
  return creditedSince(terminatedAt ?? '', number).catch(() => undefined);
}

/** What was credited by an end at a moment. An earlier end, to a later day, may have credited some already. */
async function creditedSince(moment: string, contract: string): Promise<string> {
  const { items } = await answer(
    api.GET('/api/v1/credit-notes', {
      params: { query: { contract, kind: 'TERMINATION', limit: 500 } },
    }),
  );
  return sumOf(items.filter(({ createdAt }) => createdAt >= moment).map(({ amount }) => amount));
}
