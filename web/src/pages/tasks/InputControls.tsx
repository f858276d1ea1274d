import { DatePicker, Input, Select, Switch } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useMallZone } from '../../parts/times';
import { fromWallTime, toWallTime } from '../../parts/wall-time';
import { parseJson } from './input-values';

/** What antd's Form.Item hands to the control in it. */
interface Controlled<Value> {
  readonly id?: string;
  readonly value?: Value | undefined;
  readonly onChange?: (value: Value | undefined) => void;
}

/** A day (`2026-03-10`) or a month (`2026-03`) as a text. */
export function DayInput({
  id,
  value,
  onChange,
  picker,
  placeholder,
}: Controlled<string> & { readonly picker: 'date' | 'month'; readonly placeholder: string | undefined }) {
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      {...(placeholder !== undefined && { placeholder })}
      picker={picker}
      value={value === undefined ? null : dayjs(value)}
      onChange={(day) => onChange?.(day?.format(picker === 'date' ? 'YYYY-MM-DD' : 'YYYY-MM'))}
      style={{ width: '100%' }}
    />
  );
}

/** A moment as ISO 8601; it is chosen by the mall's clocks, wherever the browser is. */
export function MomentInput({ id, value, onChange }: Controlled<string>) {
  const zone = useMallZone();
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      showTime
      value={toWallTime(value, zone)}
      onChange={(moment) => onChange?.(fromWallTime(moment, zone))}
      style={{ width: '100%' }}
    />
  );
}

/** A switch that shows the default until it is touched. */
export function SwitchInput({
  id,
  value,
  onChange,
  byDefault,
}: Controlled<boolean> & { readonly byDefault: boolean }) {
  return (
    <Switch
      {...(id !== undefined && { id })}
      checked={value ?? byDefault}
      onChange={(checked) => onChange?.(checked)}
    />
  );
}

/** Some texts or numbers: chosen where there is a choice, else typed. */
export function ListInput({
  id,
  value,
  onChange,
  of,
  choices,
  placeholder,
}: Controlled<(string | number)[]> & {
  readonly of: 'text' | 'number';
  readonly choices: readonly (string | number)[];
  readonly placeholder: string;
}) {
  return (
    <Select<(string | number)[]>
      {...(id !== undefined && { id })}
      mode={choices.length > 0 ? 'multiple' : 'tags'}
      value={value ?? []}
      onChange={(chosen) =>
        onChange?.(of === 'number' ? chosen.map(Number).filter((each) => !Number.isNaN(each)) : chosen)
      }
      options={choices.map((each) => ({ value: each, label: String(each) }))}
      tokenSeparators={[',', '，', ' ']}
      placeholder={placeholder}
      {...(choices.length === 0 && { open: false, suffix: null })}
    />
  );
}

/** Anything, as JSON; what is no JSON is handed on as `NOT_JSON`. */
export function JsonInput({ id, value, onChange }: Controlled<unknown>) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  return (
    <Input.TextArea
      {...(id !== undefined && { id })}
      className="code"
      autoSize={{ minRows: 2, maxRows: 10 }}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        onChange?.(target.value.trim() === '' ? undefined : (parseJson(target.value) ?? NOT_JSON));
      }}
    />
  );
}

/** In place of a value whose text is no JSON. */
export const NOT_JSON = Symbol('not JSON');
