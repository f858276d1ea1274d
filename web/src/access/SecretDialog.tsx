import { CopyOutlined } from '@ant-design/icons';
import { App, Button, Flex, Input, Modal, Typography } from 'antd';
import { useRef } from 'react';
import { texts as shared } from '../parts/texts';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

interface SecretDialogProps {
  readonly title: string;
  /** What it is for. */
  readonly about: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows a secret this once. Shown while it is mounted. */
export function SecretDialog({ title, about, secret, onClose }: SecretDialogProps) {
  const t = useTexts(texts);
  const { copy, copied } = useTexts(shared);
  const { message } = App.useApp();
  const field = useRef<HTMLSpanElement>(null);

  /** Over plain HTTP a browser has no clipboard for pages: then what is selected is copied. */
  async function copySecret(): Promise<void> {
    const input = field.current?.querySelector('input');
    input?.select();
    try {
      await navigator.clipboard.writeText(secret);
      void message.success(copied);
    } catch {
      input?.focus();
    }
  }

  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t.close}
        </Button>
      }
    >
      <Typography.Paragraph>{about}</Typography.Paragraph>
      <Flex gap="small">
        <span ref={field} style={{ flex: 1 }}>
          <Input readOnly className="code" value={secret} aria-label={title} />
        </span>
        <Button icon={<CopyOutlined />} onClick={() => void copySecret()}>
          {copy}
        </Button>
      </Flex>
    </Modal>
  );
}
