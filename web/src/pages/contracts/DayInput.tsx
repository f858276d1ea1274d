import { DatePicker } from 'antd';
import dayjs from 'dayjs';

interface DayInputProps {
  readonly id?: string;
  /** `YYYY-MM-DD`, or `YYYY-MM` of a month. */
  readonly value?: string | null;
  readonly onChange?: (value: string | undefined) => void;
  readonly picker?: 'date' | 'month';
  readonly disabled?: boolean;
  /** Days that cannot be chosen. */
  readonly isRefused?: (day: string) => boolean;
}

/** A day or month in a form, as the API writes it; it can be typed. */
export function DayInput({ id, value, onChange, picker = 'date', disabled, isRefused }: DayInputProps) {
  const format = picker === 'month' ? 'YYYY-MM' : 'YYYY-MM-DD';
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      picker={picker}
      format={format}
      value={value ? dayjs(value) : null}
      onChange={(chosen) => onChange?.(chosen?.format(format))}
      disabled={disabled ?? false}
      {...(isRefused && { disabledDate: (day: dayjs.Dayjs) => isRefused(day.format('YYYY-MM-DD')) })}
      style={{ width: '100%' }}
    />
  );
}
