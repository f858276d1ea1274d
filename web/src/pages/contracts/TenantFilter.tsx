import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { answer, api } from '../../api/client';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

interface TenantFilterProps {
  /** Its id. */
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** One of the tenants, of whom there may be thousands: the server looks for what is typed. */
export function TenantFilter({ value, onChange }: TenantFilterProps) {
  const t = useTexts(texts);
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['/api/v1/tenants', 'suggestions', q],
    queryFn: () =>
      answer(api.GET('/api/v1/tenants', { params: { query: { limit: 20, ...(q !== '' && { q }) } } })),
    placeholderData: (before) => before,
  });
  const chosen = useQuery({
    queryKey: ['/api/v1/tenants', value],
    queryFn: () => answer(api.GET('/api/v1/tenants/{id}', { params: { path: { id: value ?? '' } } })),
    enabled: value !== undefined,
  });
  const offered = found.data?.items ?? [];
  const known = chosen.data && !offered.some(({ id }) => id === value) ? [chosen.data, ...offered] : offered;
  return (
    <Select<string | null>
      aria-label={t.tenant}
      placeholder={t.tenant}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      allowClear
      showSearch={{ onSearch: setTyped, filterOption: false }}
      loading={found.isFetching}
      options={known.map(({ id, name }) => ({ value: id, label: name }))}
      popupMatchSelectWidth={false}
      style={{ width: 180 }}
    />
  );
}
