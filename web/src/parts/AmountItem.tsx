import { Form, Input } from 'antd';

interface AmountItemProps {
  readonly label: string;
  /** What is said when nothing is written; left out: it may be left empty. */
  readonly needed?: string;
  /** What is said of what is no amount. */
  readonly wrong: string;
  readonly placeholder?: string;
}

/** A form's item `amount`, written as the API takes it: `1234.50`. */
export function AmountItem({ label, needed, wrong, placeholder }: AmountItemProps) {
  return (
    <Form.Item
      name="amount"
      label={label}
      rules={[
        ...(needed === undefined ? [] : [{ required: true, message: needed }]),
        { pattern: /^\d{1,12}(\.\d{1,2})?$/, message: wrong },
      ]}
    >
      <Input inputMode="decimal" placeholder={placeholder} />
    </Form.Item>
  );
}
