import { CalendarOutlined, PlusOutlined, ScheduleOutlined, WarningOutlined } from '@ant-design/icons';
import { Button, Flex, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schedule } from '../../api/types';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { Ago, Moment } from '../../parts/Moment';
import { PageHeader } from '../../parts/PageHeader';
import { StatusTag, ToneTag } from '../../parts/StatusTag';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { CalendarsDrawer } from './CalendarsDrawer';
import { RunDots } from './RunDots';
import { RunNowButton } from './RunNowButton';
import { ScheduleDrawer } from './ScheduleDrawer';
import { ScheduleSwitch } from './ScheduleSwitch';
import { useScheduleDescription } from './schedule-words';
import { texts } from './texts';

/** Which task runs by itself when, and what came of it. */
export function Component() {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const [filters, setFilters] = useAddress(['q', 'enabled'] as const);
  const list = useList(
    '/api/v1/schedules',
    {},
    (query) => answer(api.GET('/api/v1/schedules', { params: { query } })),
    { limit: 500, refetchInterval: 30_000 },
  );
  useRefreshOnEvents(['/api/v1/schedules'], 3_000);
  const all = list.data?.pages.flatMap(({ items }) => items);
  const descriptionOf = useScheduleDescription();
  const shown = all?.filter((schedule) => matches(schedule, descriptionOf(schedule), filters));
  const columns = useColumns();
  const [creating, setCreating] = useState(false);
  const [showsCalendars, setShowsCalendars] = useState(false);
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <>
            <Button icon={<CalendarOutlined />} onClick={() => void navigate('/schedules/week')}>
              {t.week}
            </Button>
            <Button icon={<ScheduleOutlined />} onClick={() => setShowsCalendars(true)}>
              {t.calendars}
            </Button>
            <May permission="schedules.write">
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
                {t.create}
              </Button>
            </May>
          </>
        }
      />
      <CalendarsDrawer open={showsCalendars} onClose={() => setShowsCalendars(false)} />
      <ScheduleDrawer open={creating} onClose={() => setCreating(false)} />
      <DataTable<Schedule>
        name="schedules"
        label={t.title}
        columns={columns}
        rowKey={({ name }) => name}
        rowLink={({ name }) => `/schedules/${name}`}
        query={{
          data: shown && { pages: [{ items: shown }] },
          error: list.error,
          isPending: list.isPending,
          isFetchingNextPage: list.isFetchingNextPage,
          hasNextPage: list.hasNextPage,
          fetchNextPage: list.fetchNextPage,
          refetch: list.refetch,
        }}
        empty={all?.length === 0 ? t.nothing : undefined}
        toolbar={
          <FilterBar
            active={filters.q !== undefined || filters.enabled !== undefined}
            onClear={() => setFilters({ q: undefined, enabled: undefined })}
          >
            <SearchFilter
              label={t.search}
              value={filters.q}
              width={280}
              onChange={(q) => setFilters({ q })}
            />
            <SelectFilter
              label={t.enabledFilter}
              value={filters.enabled}
              onChange={(enabled) => setFilters({ enabled })}
              options={[
                { value: 'true', label: t.enabled },
                { value: 'false', label: t.disabled },
              ]}
            />
          </FilterBar>
        }
      />
    </>
  );
}

function matches(
  { name, description, task, enabled, words, note }: Schedule,
  shownDescription: string,
  filters: { readonly q?: string; readonly enabled?: string },
): boolean {
  if (filters.enabled !== undefined && String(enabled) !== filters.enabled) return false;
  const wanted = filters.q?.toLowerCase() ?? '';
  return [name, description, shownDescription, task, words.zh, words.en, note].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

function useColumns(): DataColumn<Schedule>[] {
  const t = useTexts(texts);
  const { language } = useLanguage();
  return [
    {
      key: 'name',
      title: t.name,
      width: 240,
      render: (_, schedule) => <ScheduleName schedule={schedule} />,
    },
    { key: 'words', title: t.words, width: 190, render: (_, { words }) => words[language] },
    {
      key: 'task',
      title: t.task,
      width: 240,
      hidden: true,
      render: (_, { task }) => (
        <Link to={`/tasks/${task}`} className="code">
          {task}
        </Link>
      ),
    },
    {
      key: 'next',
      title: t.next,
      width: 160,
      sorter: (one, other) => (one.next ?? '9').localeCompare(other.next ?? '9'),
      render: (_, { next, enabled, timezone }) =>
        next === null ? (
          <Typography.Text type="secondary">{enabled ? t.never : t.disabled}</Typography.Text>
        ) : (
          <>
            <Ago at={next} />
            <br />
            <Small>
              <Moment at={next} zone={timezone} minutes />
            </Small>
          </>
        ),
    },
    { key: 'last', title: t.last, width: 130, render: (_, schedule) => <LastRun schedule={schedule} /> },
    {
      key: 'recent',
      title: t.recent,
      width: 172,
      render: (_, schedule) => <RunDots schedule={schedule} />,
    },
    {
      key: 'enabled',
      title: t.enabled,
      width: 72,
      render: (_, schedule) => <ScheduleSwitch schedule={schedule} />,
    },
    {
      key: 'actions',
      title: t.actions,
      width: 60,
      render: (_, schedule) => <RunNowButton schedule={schedule} small />,
    },
  ];
}

function ScheduleName({ schedule }: { readonly schedule: Schedule }) {
  const t = useTexts(texts);
  const { language } = useLanguage();
  const { name, source, customised, warnings } = schedule;
  const description = useScheduleDescription()(schedule);
  return (
    <>
      <Flex gap={6} align="center" wrap>
        <Link to={`/schedules/${name}`} style={{ fontWeight: 500, overflowWrap: 'anywhere' }}>
          {name}
        </Link>
        {source === 'person' && <ToneTag tone="quiet">{t.own}</ToneTag>}
        {customised && source === 'code' && (
          <Tooltip title={t.customisedAbout}>
            <span>
              <ToneTag tone="busy">{t.customised}</ToneTag>
            </span>
          </Tooltip>
        )}
        {warnings.length > 0 && (
          <Tooltip title={warnings.map((warning) => warning[language]).join(' ')}>
            <span>
              <ToneTag tone="warning" icon={<WarningOutlined />}>
                {t.warnings(warnings.length)}
              </ToneTag>
            </span>
          </Tooltip>
        )}
      </Flex>
      {description !== '' && (
        <Typography.Text type="secondary" ellipsis={{ tooltip: description }} style={{ fontSize: 12 }}>
          {description}
        </Typography.Text>
      )}
    </>
  );
}

function LastRun({ schedule: { lastRun, lastSlot } }: { readonly schedule: Schedule }) {
  const t = useTexts(texts);
  if (lastRun === null) {
    return lastSlot === null ? (
      <Typography.Text type="secondary">{t.notYet}</Typography.Text>
    ) : (
      <Ago at={lastSlot} />
    );
  }
  return (
    <>
      <Link to={`/runs/${lastRun.id}`}>
        <StatusTag status={lastRun.status} />
      </Link>
      <br />
      <Small>
        <Ago at={lastSlot ?? lastRun.finishedAt} />
      </Small>
    </>
  );
}

function Small({ children }: { readonly children: React.ReactNode }) {
  return <span style={{ fontSize: 12 }}>{children}</span>;
}
