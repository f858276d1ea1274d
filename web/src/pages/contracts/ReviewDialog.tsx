import { App, Form, Input, Modal } from 'antd';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { given, showFaults } from './form-values';
import type { Contract } from './tags';
import { texts } from './texts';

export type ReviewStep = 'submit' | 'approve' | 'reject';

interface ReviewValues {
  reason?: string;
  comment?: string;
}

interface ReviewDialogProps {
  readonly step: ReviewStep;
  readonly contract: Contract;
  readonly onClose: () => void;
}

/** Submits, approves or rejects a contract, with a word to whoever reads its history. */
export function ReviewDialog({ step, contract, onClose }: ReviewDialogProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<ReviewValues>();
  const act = useAction(
    (values: ReviewValues) => send(step, contract.id, values),
    ['/api/v1/contracts', '/api/v1/shops', '/api/v1/tenants'],
  );
  const done = { submit: t.submitted, approve: t.approved, reject: t.rejected }[step];
  return (
    <Modal
      open
      title={`${t[step]} ${contract.number}`}
      okText={t[step]}
      cancelText={t.cancel}
      okButtonProps={{ loading: act.isPending, danger: step === 'reject' }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<ReviewValues>
        form={form}
        layout="vertical"
        onFinish={(values) =>
          act.mutate(values, {
            onSuccess: () => {
              void message.success(done);
              onClose();
            },
            onError: (error) => showFaults(form, error),
          })
        }
      >
        {step === 'reject' && (
          <Form.Item
            name="reason"
            label={t.reason}
            rules={[{ required: true, whitespace: true, message: t.required }]}
          >
            <Input.TextArea rows={2} maxLength={1000} autoFocus />
          </Form.Item>
        )}
        <Form.Item name="comment" label={t.comment} extra={t.commentHint}>
          <Input.TextArea rows={2} maxLength={1000} autoFocus={step !== 'reject'} />
        </Form.Item>
      </Form>
      {act.error != null && <ProblemAlert error={act.error} />}
    </Modal>
  );
}

function send(step: ReviewStep, id: string, { reason, comment }: ReviewValues) {
  const params = { path: { id } };
  const body = given({ comment });
  if (step === 'submit') return answer(api.POST('/api/v1/contracts/{id}/submit', { params, body }));
  if (step === 'approve') return answer(api.POST('/api/v1/contracts/{id}/approve', { params, body }));
  return answer(api.POST('/api/v1/contracts/{id}/reject', { params, body: given({ reason, comment }) }));
}
