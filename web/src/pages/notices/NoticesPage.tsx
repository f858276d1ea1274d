import { Card, Flex } from 'antd';
import { useState } from 'react';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { DayRangeFilter, FilterBar, LinkedFilter, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { Moment } from '../../parts/Moment';
import { PageHeader } from '../../parts/PageHeader';
import { useMallZone } from '../../parts/times';
import { dayAfter, startOfDay } from '../../parts/wall-time';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { useSentence } from '../../texts/use-sentence';
import { Channels } from './Channels';
import { HoldBanner } from './HoldBanner';
import { HoldButton } from './HoldButton';
import { useKindName } from './kind-names';
import { NoticeDrawer } from './NoticeDrawer';
import { texts } from './texts';

type Notice = Schema<'Notice'>;

const FILTERS = ['status', 'channel', 'kind', 'recipient', 'subject', 'from', 'to'] as const;
const STATUSES = ['PENDING', 'SENT', 'FAILED', 'DROPPED'] as const;
const CHANNELS = ['in-app', 'email', 'sms', 'webhook'] as const;

const TONES: Record<Notice['status'], Tone> = {
  PENDING: 'busy',
  SENT: 'good',
  FAILED: 'bad',
  DROPPED: 'quiet',
};

/** Who was told what, and whether it arrived. */
export function Component() {
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(FILTERS);
  const zone = useMallZone();
  const sentence = useSentence();
  const nameKind = useKindName();
  const [shown, setShown] = useState<string>();
  const { from, to, ...asTheyAre } = filters;
  const query = {
    ...asTheyAre,
    from: from && startOfDay(from, zone),
    to: to && startOfDay(dayAfter(to), zone),
    status: STATUSES.find((each) => each === filters.status),
    channel: CHANNELS.find((each) => each === filters.channel),
  };
  const notices = useList<Notice>('/api/v1/notifications', query, (page) =>
    answer(api.GET('/api/v1/notifications', { params: { query: { ...query, ...page } } })),
  );
  const notice = notices.data?.pages.flatMap(({ items }) => items).find(({ id }) => id === shown);
  const columns: DataColumn<Notice>[] = [
    { key: 'created', title: t.created, width: 210, render: (_, { createdAt }) => <Moment at={createdAt} /> },
    {
      key: 'heading',
      title: t.heading,
      width: 320,
      ellipsis: true,
      render: (_, { id, title }) => (
        <a
          href={`#${id}`}
          onClick={(event) => {
            event.preventDefault();
            setShown(id);
          }}
        >
          {title}
        </a>
      ),
    },
    { key: 'recipient', title: t.recipient, width: 200, ellipsis: true, dataIndex: 'recipient' },
    { key: 'address', title: t.address, width: 200, ellipsis: true, hidden: true, dataIndex: 'address' },
    { key: 'channel', title: t.channel, width: 100, render: (_, { channel }) => t.channels[channel] },
    { key: 'kind', title: t.kind, width: 170, ellipsis: true, render: (_, { kind }) => nameKind(kind) },
    { key: 'subject', title: t.subject, width: 240, ellipsis: true, hidden: true, dataIndex: 'subject' },
    { key: 'stage', title: t.stage, width: 110, hidden: true, dataIndex: 'stage' },
    {
      key: 'status',
      title: t.status,
      width: 110,
      render: (_, { status }) => <ToneTag tone={TONES[status]}>{t.statuses[status]}</ToneTag>,
    },
    { key: 'attempts', title: t.attempts, width: 90, align: 'end', hidden: true, dataIndex: 'attempts' },
    {
      key: 'sent',
      title: t.sent,
      width: 210,
      hidden: true,
      render: (_, { sentAt }) => <Moment at={sentAt} />,
    },
    {
      key: 'error',
      title: t.lastError,
      width: 260,
      ellipsis: true,
      render: (_, { lastError }) => lastError && sentence(lastError),
    },
  ];
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <>
            <May permission="notices.write">
              <HoldButton />
            </May>
            <ExportButton path="/api/v1/notifications" filters={query} />
          </>
        }
      />
      <Flex vertical gap="middle">
        <HoldBanner />
        <Channels />
        <Card size="small">
          <DataTable
            name="notices"
            label={t.list}
            columns={columns}
            rowKey={({ id }) => id}
            query={notices}
            toolbar={
              <FilterBar
                active={FILTERS.some((name) => filters[name] !== undefined)}
                onClear={() => setFilters(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
              >
                <LinkedFilter
                  label={t.subject}
                  value={filters.subject}
                  onClear={() => setFilters({ subject: undefined })}
                />
                <SelectFilter
                  label={t.status}
                  value={filters.status}
                  onChange={(status) => setFilters({ status })}
                  options={STATUSES.map((value) => ({ value, label: t.statuses[value] }))}
                  width={120}
                />
                <SelectFilter
                  label={t.channel}
                  value={filters.channel}
                  onChange={(channel) => setFilters({ channel })}
                  options={CHANNELS.map((value) => ({ value, label: t.channels[value] }))}
                  width={120}
                />
                <SearchFilter
                  label={t.kind}
                  value={filters.kind}
                  onChange={(kind) => setFilters({ kind })}
                  width={170}
                />
                <SearchFilter
                  label={t.recipient}
                  value={filters.recipient}
                  onChange={(recipient) => setFilters({ recipient })}
                  width={180}
                />
                <DayRangeFilter
                  label={t.range}
                  from={filters.from}
                  to={filters.to}
                  onChange={(range) => setFilters(range)}
                />
              </FilterBar>
            }
          />
        </Card>
      </Flex>
      {notice && (
        <NoticeDrawer notice={notice} tone={TONES[notice.status]} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}
