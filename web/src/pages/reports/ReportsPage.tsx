import { ExportOutlined } from '@ant-design/icons';
import { Button, Card, DatePicker, Drawer, Empty, Flex, Segmented, Typography } from 'antd';
import type { Dayjs } from 'dayjs';
import { useMemo, useState } from 'react';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { Chart, useChartColors } from '../../parts/Chart';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { Moment } from '../../parts/Moment';
import { Money } from '../../parts/Money';
import { PageHeader } from '../../parts/PageHeader';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Summary = Schema<'ReportSummary'>;
/** A report by its name, whether the list has come to it or not. */
type Report = Pick<Summary, 'edition' | 'date'>;

const EDITIONS = ['daily', 'weekly', 'monthly'] as const;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Reports that the chart shows at most. */
const MOST_DRAWN = 60;

/** What was billed and collected, day by day. */
export function Component() {
  const t = useTexts(texts);
  const [address, setAddress] = useAddress(['edition', 'date'] as const);
  const edition = EDITIONS.find((each) => each === address.edition) ?? 'daily';
  const reports = useList<Summary>('/api/v1/reports', { edition }, (page) =>
    answer(api.GET('/api/v1/reports', { params: { query: { edition, ...page } } })),
  );
  const items = useMemo(() => reports.data?.pages.flatMap((page) => page.items) ?? [], [reports.data]);
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={<ExportButton path="/api/v1/reports" filters={{ edition }} />}
      />
      <Flex vertical gap="middle">
        <Flex gap="middle" wrap align="center" justify="space-between">
          <Segmented
            aria-label={t.edition}
            value={edition}
            onChange={(chosen) => setAddress({ edition: chosen, date: undefined })}
            options={EDITIONS.map((value) => ({ value, label: t.editions[value] }))}
          />
          <AnyDays />
        </Flex>
        {items.length > 1 && <Trend reports={items.slice(0, MOST_DRAWN)} />}
        <Card size="small">
          <DataTable
            name="reports"
            label={t.list}
            columns={useColumns((date) => setAddress({ date }))}
            rowKey={({ date }) => date}
            query={reports}
            empty={<Empty image={null} description={t.empty} />}
          />
        </Card>
      </Flex>
      {address.date !== undefined && DAY.test(address.date) && (
        <ReportDrawer
          report={{ edition, date: address.date }}
          onClose={() => setAddress({ date: undefined })}
        />
      )}
    </>
  );
}

function useColumns(open: (date: string) => void): DataColumn<Summary>[] {
  const t = useTexts(texts);
  return [
    {
      key: 'date',
      title: t.date,
      width: 130,
      render: (_, { date }) => (
        <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => open(date)}>
          {date}
        </Button>
      ),
    },
    {
      key: 'billed',
      title: t.billed,
      width: 140,
      align: 'end',
      render: (_, { billed }) => <Money amount={billed} />,
    },
    {
      key: 'collected',
      title: t.collected,
      width: 140,
      align: 'end',
      render: (_, { collected }) => <Money amount={collected} />,
    },
    {
      key: 'outstanding',
      title: t.outstanding,
      width: 150,
      align: 'end',
      render: (_, { outstanding }) => <Money amount={outstanding} />,
    },
    {
      key: 'overdue',
      title: t.overdue,
      width: 140,
      align: 'end',
      render: (_, { overdue }) => <Money amount={overdue} />,
    },
    { key: 'created', title: t.created, width: 210, render: (_, { createdAt }) => <Moment at={createdAt} /> },
    {
      key: 'files',
      title: t.files,
      width: 130,
      render: (_, report) => (
        <Flex gap="small">
          <a href={`${pathOf(report)}.pdf`}>{t.pdf}</a>
          <a href={`${pathOf(report)}.xlsx`}>{t.xlsx}</a>
        </Flex>
      ),
    },
  ];
}

/** Where the API has a report, without its format. */
function pathOf({ edition, date }: Report): string {
  if (edition === 'weekly') return `/api/v1/reports/weekly/${date}`;
  if (edition === 'monthly') return `/api/v1/reports/monthly/${date.slice(0, 7)}`;
  return `/api/v1/reports/${date}`;
}

function Trend({ reports }: { readonly reports: readonly Summary[] }) {
  const t = useTexts(texts);
  const colors = useChartColors();
  const option = useMemo(() => {
    const inOrder = reports.toReversed();
    const series = (name: 'billed' | 'collected' | 'overdue', type: 'bar' | 'line', color: string) => ({
      name: t[name],
      type,
      color,
      // For drawing alone: nothing is added up from these.
      data: inOrder.map((report) => Number(report[name])),
    });
    return {
      xAxis: { type: 'category' as const, data: inOrder.map(({ date }) => date.slice(5)) },
      yAxis: { type: 'value' as const },
      series: [
        series('billed', 'bar', colors.main),
        series('collected', 'bar', colors.good),
        series('overdue', 'line', colors.bad),
      ],
    };
  }, [reports, t, colors.main, colors.good, colors.bad]);
  return (
    <Card size="small">
      <Typography.Title level={2} style={{ fontSize: 16 }}>
        {t.trend}
      </Typography.Title>
      <Chart label={t.trendAbout} option={option} height={240} />
    </Card>
  );
}

/** The page that the report is, as it is mailed and printed. */
function ReportDrawer({ report, onClose }: { readonly report: Report; readonly onClose: () => void }) {
  const t = useTexts(texts);
  const page = `${pathOf(report)}?format=html`;
  return (
    <Drawer
      open
      title={t.shown(report.date)}
      size="min(1000px, 100vw)"
      onClose={onClose}
      styles={{ body: { padding: 0, background: '#fff' } }}
      extra={
        <Flex gap="small">
          <Button
            href={page}
            target="_blank"
            icon={<ExportOutlined />}
            aria-label={t.openNew}
            title={t.openNew}
          />
          <Button href={`${pathOf(report)}.pdf`}>{t.pdf}</Button>
          <Button href={`${pathOf(report)}.xlsx`}>{t.xlsx}</Button>
        </Flex>
      }
    >
      <iframe
        src={page}
        title={t.shown(report.date)}
        style={{ width: '100%', height: '100%', border: 0, display: 'block' }}
      />
    </Drawer>
  );
}

/** A report on any days, made now. */
function AnyDays() {
  const t = useTexts(texts);
  const [days, setDays] = useState<[Dayjs, Dayjs]>();
  const query = days ? `from=${days[0].format('YYYY-MM-DD')}&to=${days[1].format('YYYY-MM-DD')}` : undefined;
  return (
    <Flex gap="small" wrap align="center">
      <Typography.Text type="secondary">{t.range}</Typography.Text>
      <DatePicker.RangePicker
        aria-label={t.range}
        onChange={(range) => setDays(range?.[0] && range[1] ? [range[0], range[1]] : undefined)}
      />
      {query !== undefined && (
        <>
          <Button href={`/api/v1/reports/range?${query}&format=html`} target="_blank">
            {t.open}
          </Button>
          <Button href={`/api/v1/reports/range.pdf?${query}`}>{t.pdf}</Button>
          <Button href={`/api/v1/reports/range.xlsx?${query}`}>{t.xlsx}</Button>
        </>
      )}
    </Flex>
  );
}
