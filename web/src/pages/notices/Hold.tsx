import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** What is read again when messages are held or released. */
const TOUCHED = ['/api/v1/notification-hold', '/api/v1/notification-channels', '/api/v1/notifications'];

function useHold() {
  return useQuery({
    queryKey: ['/api/v1/notification-hold'],
    queryFn: () => answer(api.GET('/api/v1/notification-hold')),
  });
}

/** Says that nothing goes out, as after a restore, and lets it go out again. */
export function HoldBanner() {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const { data: hold } = useHold();
  const release = useAction(
    () => answer(api.POST('/api/v1/notification-hold/release', { body: { discard: false } })),
    TOUCHED,
  );
  if (!hold?.held) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t.holdTitle}
      description={t.holdAbout(hold.waiting, hold.reason ?? '')}
      action={
        <Popconfirm
          title={t.release}
          description={t.releaseAbout}
          onConfirm={() =>
            release.mutate(undefined, {
              onSuccess: () => void message.success(t.released),
              onError: (error) => void message.error(error.message),
            })
          }
        >
          <Button loading={release.isPending}>{t.release}</Button>
        </Popconfirm>
      }
    />
  );
}

/** Holds all messages. */
export function HoldButton() {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const { data: state } = useHold();
  const [asking, setAsking] = useState(false);
  const [form] = Form.useForm<{ reason: string }>();
  const hold = useAction(
    (body: { reason: string }) => answer(api.POST('/api/v1/notification-hold', { body })),
    TOUCHED,
  );
  if (!state || state.held) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t.hold}</Button>
      <Modal
        open={asking}
        title={t.hold}
        okText={t.hold}
        confirmLoading={hold.isPending}
        onOk={() => form.submit()}
        onCancel={() => setAsking(false)}
      >
        <Form
          form={form}
          layout="vertical"
          onFinish={(body) =>
            hold.mutate(body, {
              onSuccess: () => {
                void message.success(t.heldNow);
                setAsking(false);
              },
            })
          }
        >
          <Form.Item name="reason" label={t.holdReason} rules={[{ required: true, message: t.needed }]}>
            <Input autoFocus />
          </Form.Item>
        </Form>
        {hold.error && <ProblemAlert error={hold.error} />}
      </Modal>
    </>
  );
}
