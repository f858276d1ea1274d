import { useQuery } from '@tanstack/react-query';
import { Segmented, theme, Typography } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { texts as appTexts } from '../../app/texts';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { PageHeader } from '../../parts/PageHeader';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { endedRuns } from '../runs/run-links';
import { useSentence } from '../../texts/use-sentence';
import { Durations } from './Durations';
import { RANGES, type Range, rangeOf } from './statistics-range';
import { useTaskWords } from './task-words';
import { texts } from './texts';

interface Row {
  /** Since when runs count. */
  readonly from: string;
  readonly task: Schema<'TaskView'>;
  readonly figures: Schema<'TaskRunFigures'> | undefined;
}

/** What can be run, and how it went. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(appTexts);
  const { titleOf, descriptionOf } = useTaskWords();
  const [filters, setFilters] = useAddress(['q', 'queue', 'range']);
  const range = rangeOf(filters.range);
  const tasks = useList('/api/v1/tasks', {}, () => answer(api.GET('/api/v1/tasks')));
  const { data: statistics } = useQuery({
    queryKey: ['/api/v1/tasks/statistics', range],
    queryFn: () => answer(api.GET('/api/v1/tasks/statistics', { params: { query: { range } } })),
  });
  useRefreshOnEvents(['/api/v1/tasks/statistics'], 5_000);

  const all = useMemo(() => tasks.data?.pages.flatMap(({ items }) => items) ?? [], [tasks.data]);
  const queues = [...new Set(all.map(({ queue }) => queue))].sort();
  const wanted = filters.q?.toLowerCase() ?? '';
  const items = all
    .filter((task) => filters.queue === undefined || task.queue === filters.queue)
    .filter((task) =>
      [task.name, titleOf(task.name) ?? '', descriptionOf(task), task.description, ...task.aliases]
        .join(' ')
        .toLowerCase()
        .includes(wanted),
    )
    .map((task): Row => ({
      task,
      from: statistics?.from ?? '',
      figures: statistics?.items.find((figures) => figures.task === task.name),
    }));

  return (
    <>
      <PageHeader title={pages.tasks} about={t.about} />
      <DataTable<Row>
        name="tasks"
        label={pages.tasks}
        columns={useColumns()}
        rowKey={({ task }) => task.name}
        rowLink={({ task }) => taskLink(task.name)}
        query={{ ...tasks, data: tasks.data && { pages: [{ items }] } }}
        empty={t.none}
        toolbar={
          <FilterBar
            active={filters.q !== undefined || filters.queue !== undefined}
            onClear={() => setFilters({ q: undefined, queue: undefined })}
          >
            <SearchFilter label={t.search} value={filters.q} onChange={(q) => setFilters({ q })} />
            <SelectFilter
              label={t.queue}
              value={filters.queue}
              onChange={(queue) => setFilters({ queue })}
              options={queues.map((value) => ({ value, label: value }))}
            />
            <Segmented<Range>
              aria-label={t.range}
              value={range}
              onChange={(chosen) => setFilters({ range: chosen === '24h' ? undefined : chosen })}
              options={RANGES.map((value) => ({ value, label: t.ranges[value] }))}
            />
          </FilterBar>
        }
      />
    </>
  );
}

function useColumns(): DataColumn<Row>[] {
  const t = useTexts(texts);
  const sentence = useSentence();
  const { token } = theme.useToken();
  const { titleOf, descriptionOf } = useTaskWords();
  const { columns, limits } = t;
  return [
    {
      key: 'name',
      title: columns.name,
      width: 310,
      sorter: (one, other) => one.task.name.localeCompare(other.task.name),
      render: (_: unknown, { task: { name } }) => {
        const title = titleOf(name);
        return (
          <>
            <Link to={taskLink(name)}>{title ?? name}</Link>
            {title !== undefined && (
              <Typography.Text type="secondary" className="code" style={{ display: 'block' }}>
                {name}
              </Typography.Text>
            )}
          </>
        );
      },
    },
    {
      key: 'description',
      title: columns.description,
      width: 300,
      ellipsis: true,
      render: (_: unknown, { task }) => <span title={descriptionOf(task)}>{descriptionOf(task)}</span>,
    },
    { key: 'queue', title: columns.queue, width: 110, render: (_: unknown, { task }) => task.queue },
    {
      key: 'count',
      title: columns.count,
      width: 80,
      align: 'right',
      className: 'number',
      sorter: (one, other) => (one.figures?.count ?? 0) - (other.figures?.count ?? 0),
      render: (_: unknown, { figures }) => (figures?.count ?? 0).toLocaleString('en'),
    },
    {
      key: 'failed',
      title: columns.failed,
      width: 80,
      align: 'right',
      className: 'number',
      sorter: (one, other) => (one.figures?.failed ?? 0) - (other.figures?.failed ?? 0),
      render: (_: unknown, { task, from, figures }) =>
        figures === undefined || figures.failed === 0 ? (
          <Typography.Text type="secondary">0</Typography.Text>
        ) : (
          <Link
            to={endedRuns('FAILURE', from, { task: task.name })}
            style={{ color: token.colorError, fontWeight: 600 }}
          >
            {figures.failed.toLocaleString('en')}
          </Link>
        ),
    },
    {
      key: 'runtime',
      title: columns.runtime,
      width: 150,
      align: 'right',
      sorter: (one, other) => (one.figures?.runtimeP95Ms ?? -1) - (other.figures?.runtimeP95Ms ?? -1),
      render: (_: unknown, { figures }) => (
        <Durations half={figures?.runtimeP50Ms ?? null} most={figures?.runtimeP95Ms ?? null} />
      ),
    },
    {
      key: 'waited',
      title: columns.waited,
      width: 150,
      align: 'right',
      sorter: (one, other) => (one.figures?.queueP95Ms ?? -1) - (other.figures?.queueP95Ms ?? -1),
      render: (_: unknown, { figures }) => (
        <Durations half={figures?.queueP50Ms ?? null} most={figures?.queueP95Ms ?? null} />
      ),
    },
    {
      key: 'rateLimit',
      title: columns.rateLimit,
      width: 100,
      render: (_: unknown, { task }) => task.rateLimit ?? limits.unlimited,
    },
    {
      key: 'timeLimit',
      title: columns.timeLimit,
      width: 110,
      render: (_: unknown, { task }) =>
        task.timeLimit === null ? limits.byDefault : span(task.timeLimit * 1_000),
    },
    {
      key: 'lastError',
      title: columns.lastError,
      width: 260,
      ellipsis: true,
      render: (_: unknown, { figures }) => (figures?.lastError ? sentence(figures.lastError) : '–'),
    },
    {
      key: 'aliases',
      title: columns.aliases,
      width: 260,
      hidden: true,
      ellipsis: true,
      render: (_: unknown, { task }) => task.aliases.join(', '),
    },
  ];
}

function taskLink(name: string): string {
  return `/tasks/${encodeURIComponent(name)}`;
}
