import { EditOutlined } from '@ant-design/icons';
import { App, Button, Flex, Form, InputNumber, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { texts as shared } from '../../parts/texts';
import { useTexts } from '../../texts/texts';
import { Confirmation } from '../../parts/Confirmation';
import { texts } from './texts';

interface WorkerProps {
  readonly worker: Schema<'NodeView'>;
}

/** How it executes runs, and how many at once, which can be changed while it lives. */
export function Pool({ worker }: WorkerProps) {
  const t = useTexts(texts);
  const mayControl = useMay('workers.control');
  const [changing, setChanging] = useState(false);
  const { id, pool, concurrency, status } = worker;
  return (
    <Flex align="center" gap={4}>
      {pool && <span>{t.pools[pool]}</span>}
      {concurrency !== null && (
        <Typography.Text type="secondary" style={{ whiteSpace: 'nowrap' }}>
          {t.size(concurrency)}
        </Typography.Text>
      )}
      {status === 'alive' && mayControl && (
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          title={t.resize}
          aria-label={t.actOn(t.resize, id)}
          onClick={() => setChanging(true)}
        />
      )}
      {changing && <PoolSize worker={worker} onClose={() => setChanging(false)} />}
    </Flex>
  );
}

/** Has a worker that lives finish and go. */
export function ShutDown({ worker: { id } }: WorkerProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [asked, setAsked] = useState(false);
  const shutDown = useAction(
    () => answer(api.POST('/api/v1/workers/{id}/shutdown', { params: { path: { id } } })),
    ['/api/v1/workers', '/api/v1/queues'],
  );
  return (
    <>
      <Button size="small" danger aria-label={t.actOn(t.shutDown, id)} onClick={() => setAsked(true)}>
        {t.shutDown}
      </Button>
      {asked && (
        <Confirmation
          title={t.shutDownTitle(id)}
          action={t.shutDown}
          danger
          onConfirm={async () => {
            await shutDown.mutateAsync();
            message.success(t.shutDownDone(id));
          }}
          onClose={() => setAsked(false)}
        >
          {t.shutDownHint}
        </Confirmation>
      )}
    </>
  );
}

/** Has a worker that lives replace the processes that execute its runs. */
export function RestartPool({ worker: { id } }: WorkerProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [asked, setAsked] = useState(false);
  const restart = useAction(
    () => answer(api.POST('/api/v1/workers/{id}/pool/restart', { params: { path: { id } } })),
    ['/api/v1/workers'],
  );
  return (
    <>
      <Button size="small" aria-label={t.actOn(t.restart, id)} onClick={() => setAsked(true)}>
        {t.restart}
      </Button>
      {asked && (
        <Confirmation
          title={t.restartTitle(id)}
          action={t.restart}
          onConfirm={async () => {
            const { replaced } = await restart.mutateAsync();
            message.success(t.restartDone(id, replaced));
          }}
          onClose={() => setAsked(false)}
        >
          {t.restartHint}
        </Confirmation>
      )}
    </>
  );
}

function PoolSize({ worker, onClose }: WorkerProps & { readonly onClose: () => void }) {
  const t = useTexts(texts);
  const { save } = useTexts(shared);
  const { message } = App.useApp();
  const [form] = Form.useForm<{ concurrency: number }>();
  const { id } = worker;
  const resize = useAction(
    (concurrency: number) =>
      answer(api.POST('/api/v1/workers/{id}/pool', { params: { path: { id } }, body: { concurrency } })),
    ['/api/v1/workers'],
  );

  async function finish({ concurrency }: { concurrency: number }): Promise<void> {
    try {
      await resize.mutateAsync(concurrency);
      message.success(t.resized(id, concurrency));
      onClose();
    } catch (error) {
      const faults = error instanceof ApiError ? error.faults : [];
      form.setFields(
        faults
          .filter(({ field }) => field === 'concurrency')
          .map((fault) => ({ name: 'concurrency' as const, errors: [fault.message] })),
      );
    }
  }

  return (
    <Modal
      open
      title={t.resizeTitle(id)}
      okText={save}
      okButtonProps={{ loading: resize.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ concurrency: worker.concurrency ?? 1 }}
        onFinish={(values: { concurrency: number }) => void finish(values)}
      >
        <Form.Item
          name="concurrency"
          label={t.concurrency}
          extra={t.concurrencyHint}
          rules={[
            {
              required: true,
              type: 'integer',
              min: 1,
              max: 1_000,
              message: t.wholeNumber,
            },
          ]}
        >
          <InputNumber autoFocus style={{ width: 140 }} />
        </Form.Item>
      </Form>
      {resize.isError && <ProblemAlert error={resize.error} />}
    </Modal>
  );
}
