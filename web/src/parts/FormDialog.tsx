import { App, Form, Modal, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useAction } from '../api/queries';
import { ProblemAlert } from './ProblemAlert';

interface FormDialogProps<Fields extends object> {
  readonly title: string;
  /** What will happen. */
  readonly about?: string;
  /** On the button. */
  readonly action: string;
  readonly danger?: boolean;
  readonly initialValues?: Partial<Fields>;
  readonly act: (fields: Fields) => Promise<unknown>;
  /** First parts of the keys of the queries that it changes. */
  readonly touches: readonly string[];
  /** What is said when it is done. */
  readonly done: string;
  readonly onClose: () => void;
  /** The form's items. */
  readonly children: ReactNode;
}

/** Asks for what it takes to do something, does it, and stays open with the server's words when that fails. Shown while mounted. */
export function FormDialog<Fields extends object>(props: FormDialogProps<Fields>) {
  const {
    title,
    about,
    action,
    danger = false,
    initialValues,
    act,
    touches,
    done,
    onClose,
    children,
  } = props;
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const doing = useAction(act, touches);
  return (
    <Modal
      open
      title={title}
      okText={action}
      okButtonProps={{ danger }}
      confirmLoading={doing.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {about !== undefined && <Typography.Paragraph>{about}</Typography.Paragraph>}
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={initialValues}
        // In a picker Enter takes the day, and is not to send the form as well.
        onKeyDown={(event) => {
          if (event.key === 'Enter' && isInPicker(event.target)) event.preventDefault();
        }}
        onFinish={(fields) =>
          doing.mutate(fields, {
            onSuccess: () => {
              void message.success(done);
              onClose();
            },
          })
        }
      >
        {children}
      </Form>
      {doing.error && <ProblemAlert error={doing.error} />}
    </Modal>
  );
}

function isInPicker(target: EventTarget): boolean {
  return target instanceof Element && target.closest('.ant-picker') !== null;
}
