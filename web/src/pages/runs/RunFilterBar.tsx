import { FilterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Grid, Typography } from 'antd';
import { useCallback, useState } from 'react';
import { answer, api } from '../../api/client';
import { FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { StatusTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { MomentRangeFilter } from './MomentRangeFilter';
import { DUES, FILTER_NAMES, looksBack, queryOf, type RunFilters, sortOf, STATUSES } from './run-filters';
import { texts } from './texts';

interface RunFilterBarProps {
  readonly filters: RunFilters;
  readonly onChange: (changes: Partial<Record<keyof RunFilters, string | undefined>>) => void;
}

/** Which runs to list. On a narrow screen what is rarely used is folded away. */
export function RunFilterBar({ filters, onChange }: RunFilterBarProps) {
  const t = useTexts(texts);
  const wide = Grid.useBreakpoint().md ?? true;
  const [unfolded, setUnfolded] = useState(false);
  const search = useCallback((q: string | undefined) => onChange({ q }), [onChange]);
  const since = looksBack(filters);
  const active = FILTER_NAMES.some((name) => filters[name] !== undefined);
  return (
    <Flex vertical gap={4}>
      <FilterBar
        active={active}
        onClear={() => onChange(Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])))}
      >
        <SearchFilter label={t.search} value={filters.q} onChange={search} width={280} />
        <SelectFilter
          label={t.status}
          value={filters.status}
          onChange={(status) => onChange({ status })}
          options={STATUSES.map((status) => ({ value: status, label: <StatusTag status={status} /> }))}
          width={130}
        />
        {!wide && (
          <Button
            icon={<FilterOutlined />}
            aria-expanded={unfolded}
            aria-label={t.moreFilters}
            title={t.moreFilters}
            onClick={() => setUnfolded(!unfolded)}
          />
        )}
        {(wide || unfolded) && <MoreFilters filters={filters} onChange={onChange} />}
      </FilterBar>
      {since && <LookBackHint since={since} onChange={onChange} />}
    </Flex>
  );
}

function MoreFilters({ filters, onChange }: RunFilterBarProps) {
  const t = useTexts(texts);
  const choices = useChoices();
  return (
    <>
      <SelectFilter
        label={t.task}
        value={filters.task}
        onChange={(task) => onChange({ task })}
        options={choices.tasks}
        width={190}
      />
      <SelectFilter
        label={t.queue}
        value={filters.queue}
        onChange={(queue) => onChange({ queue })}
        options={choices.queues}
        width={120}
      />
      <SelectFilter
        label={t.worker}
        value={filters.worker}
        onChange={(worker) => onChange({ worker })}
        options={choices.workers}
        width={150}
      />
      <SelectFilter
        label={t.schedule}
        value={filters.schedule}
        onChange={(schedule) => onChange({ schedule })}
        options={choices.schedules}
        width={170}
      />
      <SelectFilter
        label={t.due}
        value={filters.due}
        onChange={(due) => onChange({ due })}
        options={DUES.map((due) => ({ value: due, label: t.dues[due] }))}
        width={150}
      />
      <MomentRangeFilter label={t.range} from={filters.from} to={filters.to} onChange={onChange} />
      <MomentRangeFilter
        label={t.finishedRange}
        from={filters.finishedFrom}
        to={filters.finishedTo}
        onChange={({ from, to }) => onChange({ finishedFrom: from, finishedTo: to })}
      />
      <SelectFilter
        label={t.sort}
        value={sortOf(queryOf(filters))}
        onChange={(sort) => onChange({ sort })}
        options={Object.entries(t.sorts).map(([value, label]) => ({ value, label }))}
        width={190}
      />
    </>
  );
}

/** Days that a search can be widened to. */
const WIDER = [
  ['month', 30],
  ['year', 365],
] as const;

function LookBackHint({
  since,
  onChange,
}: Pick<RunFilterBarProps, 'onChange'> & { readonly since: 'from' | 'finishedFrom' }) {
  const t = useTexts(texts);
  return (
    <Flex gap="small" align="center" wrap>
      <Typography.Text type="secondary">{t.lookBack}</Typography.Text>
      {WIDER.map(([name, days]) => (
        <Button
          key={name}
          type="link"
          size="small"
          style={{ paddingInline: 0 }}
          onClick={() => onChange({ [since]: new Date(Date.now() - days * 86_400_000).toISOString() })}
        >
          {t.widen[name]}
        </Button>
      ))}
    </Flex>
  );
}

/** What can be chosen: what there is now. What the address asks for is shown even if it is gone. */
function useChoices() {
  const options = { staleTime: 60_000 };
  const tasks = useQuery({
    queryKey: ['/api/v1/tasks'],
    queryFn: () => answer(api.GET('/api/v1/tasks')),
    ...options,
  });
  const queues = useQuery({
    queryKey: ['/api/v1/queues'],
    queryFn: () => answer(api.GET('/api/v1/queues')),
    ...options,
  });
  const workers = useQuery({
    queryKey: ['/api/v1/workers'],
    queryFn: () => answer(api.GET('/api/v1/workers')),
    ...options,
  });
  const schedules = useQuery({
    queryKey: ['/api/v1/schedules', 'names'],
    queryFn: () => answer(api.GET('/api/v1/schedules', { params: { query: { limit: 500 } } })),
    ...options,
  });
  return {
    tasks: choicesOf(tasks.data?.items.map(({ name }) => name)),
    queues: choicesOf(queues.data?.items.map(({ name }) => name)),
    workers: choicesOf(workers.data?.items.map(({ id }) => id)),
    schedules: choicesOf(schedules.data?.items.map(({ name }) => name)),
  };
}

function choicesOf(names: readonly string[] = []): { value: string; label: string }[] {
  return names.map((name) => ({ value: name, label: name }));
}
