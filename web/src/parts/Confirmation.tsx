import { Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from './ProblemAlert';

interface ConfirmationProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that changes much, and says why it could not be done. Shown while it is mounted. */
export function Confirmation({
  title,
  children,
  action,
  danger = false,
  onConfirm,
  onClose,
}: ConfirmationProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function confirm(): Promise<void> {
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
      okButtonProps={{ danger, loading: busy }}
      onOk={() => void confirm()}
      onCancel={onClose}
    >
      <div style={{ marginBlockEnd: 12 }}>{children}</div>
      {error !== undefined && <ProblemAlert error={error} />}
    </Modal>
  );
}
