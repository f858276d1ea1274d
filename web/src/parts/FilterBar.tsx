import { ClearOutlined } from '@ant-design/icons';
import { Button, DatePicker, Flex, Input, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

interface FilterBarProps {
  readonly children: ReactNode;
  /** Whether something is filtered; then it can be cleared. */
  readonly active: boolean;
  readonly onClear: () => void;
}

/** Filters above a list, side by side while there is room. */
export function FilterBar({ children, active, onClear }: FilterBarProps) {
  const t = useTexts(texts);
  return (
    <Flex role="search" aria-label={t.filters} gap="small" wrap align="center">
      {children}
      {active && (
        <Button icon={<ClearOutlined />} onClick={onClear}>
          {t.clear}
        </Button>
      )}
    </Flex>
  );
}

interface FilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** One of some values. */
export function SelectFilter({
  label,
  value,
  onChange,
  options,
  width = 150,
}: FilterProps & {
  readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
  readonly width?: number;
}) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      onChange={(chosen: string | null | undefined) => onChange(chosen ?? undefined)}
      options={[...options]}
      allowClear
      showSearch={options.length > 8}
      style={{ width }}
      popupMatchSelectWidth={false}
    />
  );
}

/** A filter that a link has set and that cannot be typed: what is asked for, to be taken away. Nothing where nothing is. */
export function LinkedFilter({
  label,
  value,
  name,
  onClear,
}: {
  readonly label: string;
  readonly value: string | undefined;
  /** What people call it, where that is known. */
  readonly name?: string | undefined;
  readonly onClear: () => void;
}) {
  const t = useTexts(texts);
  if (value === undefined) return null;
  const words = `${label}${t.colon}${name ?? value}`;
  return (
    <Tag
      closable={{ 'aria-label': t.takeAway(words) }}
      onClose={onClear}
      style={{ margin: 0, paddingBlock: 4 }}
    >
      {words}
    </Tag>
  );
}

/** Milliseconds of rest after which what is typed is looked for. */
const REST = 350;

/** Words to look for; asked for when typing pauses. */
export function SearchFilter({
  label,
  value,
  onChange,
  width = 240,
}: FilterProps & { readonly width?: number }) {
  const [typed, setTyped] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if ((value ?? '') !== typed.trim()) setTyped(value ?? '');
  }
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === (value ?? '')) return undefined;
    const timer = setTimeout(() => onChange(wanted === '' ? undefined : wanted), REST);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input.Search
      aria-label={label}
      placeholder={label}
      value={typed}
      allowClear
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(text) => onChange(text.trim() === '' ? undefined : text.trim())}
      style={{ width, maxWidth: '100%' }}
    />
  );
}

/** Days from one to another (`YYYY-MM-DD`, both inside). */
export function DayRangeFilter({
  label,
  from,
  to,
  onChange,
}: {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (range: { from: string | undefined; to: string | undefined }) => void;
}) {
  const t = useTexts(texts);
  return (
    <DatePicker.RangePicker
      aria-label={label}
      allowEmpty={[true, true]}
      placeholder={[`${label} ${t.from}`, t.to]}
      value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
      onChange={(range) =>
        onChange({ from: range?.[0]?.format('YYYY-MM-DD'), to: range?.[1]?.format('YYYY-MM-DD') })
      }
      style={{ maxWidth: 270 }}
    />
  );
}
