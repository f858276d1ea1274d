import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useAction } from '../api/queries';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLanguage } from '../texts/language';
import { useTexts } from '../texts/texts';
import { useMayAll } from './May';
import { ALL_PERMISSIONS, type Permission, PERMISSIONS } from './permissions';
import { SecretDialog } from './SecretDialog';
import { texts } from './texts';

interface Fields {
  readonly name: string;
  readonly scopes: Permission[];
  readonly days: number;
}

/** Makes an API key of one's own, and shows it this once. */
export function CreateKeyButton() {
  const t = useTexts(texts);
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string>();
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsking(true)}>
        {t.createKey}
      </Button>
      {asking && (
        <CreateKeyDialog
          onMade={(key) => {
            setAsking(false);
            setMade(key);
          }}
          onClose={() => setAsking(false)}
        />
      )}
      {made !== undefined && (
        <SecretDialog
          title={t.secretTitle}
          about={t.secretHint}
          secret={made}
          onClose={() => setMade(undefined)}
        />
      )}
    </>
  );
}

interface CreateKeyDialogProps {
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

function CreateKeyDialog({ onMade, onClose }: CreateKeyDialogProps) {
  const t = useTexts(texts);
  const { language } = useLanguage();
  const may = useMayAll();
  const [form] = Form.useForm<Fields>();
  const create = useAction(
    (body: Fields) => answer(api.POST('/api/v1/api-keys', { body })),
    ['/api/v1/api-keys'],
  );
  return (
    <Modal
      open
      title={t.createKey}
      okText={t.create}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ days: 90, scopes: [] }}
        onFinish={(fields) => create.mutate(fields, { onSuccess: ({ key }) => onMade(key) })}
      >
        <Form.Item
          name="name"
          label={t.keyName}
          rules={[{ required: true, whitespace: true, message: t.needed }]}
        >
          <Input autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item
          name="days"
          label={t.days}
          extra={t.daysHint}
          rules={[{ required: true, message: t.needed }]}
        >
          <InputNumber min={1} max={731} precision={0} />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t.scopes}
          extra={t.scopesHint}
          rules={[{ type: 'array', min: 1, message: t.needed }]}
        >
          <Checkbox.Group style={{ width: '100%' }}>
            <Flex vertical gap={6}>
              {ALL_PERMISSIONS.filter(may).map((scope) => (
                <Checkbox key={scope} value={scope}>
                  <span className="code">{scope}</span> · {PERMISSIONS[scope][language]}
                </Checkbox>
              ))}
            </Flex>
          </Checkbox.Group>
        </Form.Item>
      </Form>
      {create.error && <ProblemAlert error={create.error} />}
    </Modal>
  );
}
