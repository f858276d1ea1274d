import { Alert, Button, Drawer, Flex, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import type { ContractValues } from './ContractFields';
import { texts } from './texts';

interface ContractDrawerProps {
  readonly title: string;
  readonly action: string;
  readonly hint?: string;
  readonly form: FormInstance<ContractValues>;
  readonly initialValues: Partial<ContractValues>;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onFinish: (values: ContractValues) => void;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ReactNode;
}

/** A form of a contract at the side of the page. */
export function ContractDrawer(props: ContractDrawerProps) {
  const { title, action, hint, form, initialValues, busy, error, onFinish, onClose, children } = props;
  const t = useTexts(texts);
  return (
    <Drawer
      open
      title={title}
      size={640}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      onClose={onClose}
      footer={
        <Flex vertical gap="small">
          {error != null && <ProblemAlert error={error} />}
          <Flex justify="end" gap="small">
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {action}
            </Button>
          </Flex>
        </Flex>
      }
    >
      <Flex vertical gap="middle">
        {hint !== undefined && <Alert type="info" title={hint} />}
        <Form<ContractValues>
          form={form}
          layout="vertical"
          initialValues={initialValues}
          onFinish={onFinish}
          scrollToFirstError
        >
          {children}
        </Form>
      </Flex>
    </Drawer>
  );
}
