import { Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../texts/texts';
import { ProblemAlert } from './ProblemAlert';
import { texts } from './texts';

interface TypedConfirmationProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** What has to be typed. */
  readonly word: string;
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone; whoever means it types what it is about. Shown while it is mounted. */
export function TypedConfirmation({
  title,
  children,
  word,
  action,
  onConfirm,
  onClose,
}: TypedConfirmationProps) {
  const t = useTexts(texts);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function confirm(): Promise<void> {
    if (typed.trim() !== word) return;
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={title}
      okText={action}
      okButtonProps={{ danger: true, disabled: typed.trim() !== word, loading: busy }}
      onOk={() => void confirm()}
      onCancel={onClose}
    >
      <div style={{ marginBlockEnd: 12 }}>{children}</div>
      <Form layout="vertical" onFinish={() => void confirm()}>
        <Form.Item label={t.typeToConfirm(word)} style={{ marginBlockEnd: 8 }}>
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoFocus
            autoComplete="off"
          />
        </Form.Item>
      </Form>
      {error !== undefined && <ProblemAlert error={error} />}
    </Modal>
  );
}
