import { Form, Input, InputNumber, Select, theme, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../texts/texts';
import { DayInput, JsonInput, ListInput, MomentInput, NOT_JSON, SwitchInput } from './InputControls';
import type { InputField } from './input-fields';
import { texts } from './texts';

interface InputFieldItemProps {
  readonly field: InputField;
  /** Where its value is in the form. */
  readonly path: readonly string[];
  /** Its description in the language of whoever looks, by its path below kwargs: `retention.logs`. */
  readonly describe: (path: string) => string | undefined;
}

/** Fields side by side while there is room. */
export const INPUT_FIELDS = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 230px), 1fr))',
  columnGap: 16,
} as const;

/** A field of a task's input, with the control that fits it. */
export function InputFieldItem({ field, path, describe }: InputFieldItemProps) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const here = [...path, field.name];
  const words = describe(here.slice(1).join('.')) ?? field.description;
  const label = (
    <span>
      <span className="code">{field.name}</span>
      {field.deprecated && <Typography.Text type="secondary"> {t.run.deprecated}</Typography.Text>}
    </span>
  );

  if (field.kind === 'group') {
    return (
      <fieldset
        style={{
          gridColumn: '1 / -1',
          margin: '0 0 16px',
          padding: '4px 16px',
          minWidth: 0,
          border: `1px solid ${token.colorBorderSecondary}`,
          borderRadius: token.borderRadius,
        }}
      >
        <legend style={{ padding: '0 6px', fontSize: 14, width: 'auto', margin: 0, border: 0 }}>
          {label}
        </legend>
        {words !== undefined && (
          <Typography.Paragraph type="secondary" style={{ marginBlockEnd: 8 }}>
            {words}
          </Typography.Paragraph>
        )}
        <div style={INPUT_FIELDS}>
          {field.fields.map((each) => (
            <InputFieldItem key={each.name} field={each} path={here} describe={describe} />
          ))}
        </div>
      </fieldset>
    );
  }

  return (
    <Form.Item
      name={here}
      label={label}
      extra={words}
      style={{ marginBlockEnd: 14 }}
      rules={[
        { required: field.required, message: t.run.needed },
        ...(field.kind === 'json'
          ? [
              {
                validator: (_: unknown, value: unknown) =>
                  value === NOT_JSON ? Promise.reject(new Error(t.run.notJson)) : Promise.resolve(),
              },
            ]
          : []),
      ]}
    >
      {controlOf(field, hintOf(field, t.run), t.run.listHint)}
    </Form.Item>
  );
}

function controlOf(
  field: Exclude<InputField, { kind: 'group' }>,
  hint: string | undefined,
  listHint: string,
): ReactNode {
  const placeholder = hint === undefined ? {} : { placeholder: hint };
  switch (field.kind) {
    case 'text':
      return (
        <Input
          allowClear
          {...placeholder}
          {...(field.maxLength !== undefined && { maxLength: field.maxLength })}
        />
      );
    case 'date':
    case 'month':
      return <DayInput picker={field.kind} placeholder={hint} />;
    case 'moment':
      return <MomentInput />;
    case 'boolean':
      return <SwitchInput byDefault={field.default === true} />;
    case 'number':
      return (
        <InputNumber<number>
          style={{ width: '100%' }}
          {...placeholder}
          {...(field.whole && { precision: 0 })}
          {...(field.minimum !== undefined && { min: field.minimum })}
          {...(field.maximum !== undefined && { max: field.maximum })}
        />
      );
    case 'choice':
      return (
        <Select
          allowClear
          {...placeholder}
          options={field.choices.map((value) => ({ value, label: String(value) }))}
        />
      );
    case 'list':
      return <ListInput of={field.of} choices={field.choices} placeholder={hint ?? listHint} />;
    case 'json':
      return <JsonInput />;
  }
}

type Hints = (typeof texts)['en']['run'];

/** What holds when nothing is filled in, or else what could be. */
function hintOf({ default: byDefault, example }: InputField, t: Hints): string | undefined {
  if (byDefault !== undefined) return t.default(said(byDefault));
  if (example !== undefined) return t.example(said(example));
  return undefined;
}

function said(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(String).join(', ') : JSON.stringify(value);
}
