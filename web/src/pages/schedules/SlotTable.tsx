import { Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schedule, Schema } from '../../api/types';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { Moment } from '../../parts/Moment';
import { StatusTag, ToneTag } from '../../parts/StatusTag';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { pageTexts } from './page-texts';
import { SkipReason } from './SkipReason';

type Slot = Schema<'Slot'>;

/** Every slot that was owed: its run, or why there is none; the latest first. */
export function SlotTable({ schedule }: { readonly schedule: Schedule }) {
  const { name, timezone: zone, recent } = schedule;
  const t = useTexts(pageTexts);
  const list = useList('/api/v1/schedules', { name, part: 'slots' }, (query) =>
    answer(api.GET('/api/v1/schedules/{name}/slots', { params: { path: { name }, query } })),
  );
  // How the later ones went is known; the others tell it on their runs' pages.
  const statuses = new Map(recent.map(({ run, status }) => [run, status]));
  const columns: DataColumn<Slot>[] = [
    { key: 'slot', title: t.slot, width: 220, render: (_, { slot }) => <Moment at={slot} zone={zone} /> },
    {
      key: 'outcome',
      title: t.outcome,
      width: 110,
      render: (_, { runId }) => {
        if (runId === null) return <ToneTag tone="quiet">{t.skipped}</ToneTag>;
        const status = statuses.get(runId);
        return status === undefined || status === 'RUN' || status === 'SKIPPED' ? (
          <ToneTag tone="quiet">{t.wasRun}</ToneTag>
        ) : (
          <StatusTag status={status} />
        );
      },
    },
    {
      key: 'run',
      title: `${t.run} / ${t.reason}`,
      width: 360,
      render: (_, { runId, reason }) => (
        <>
          {runId !== null && (
            <Link to={`/runs/${runId}`} className="code">
              {runId}
            </Link>
          )}
          {reason !== null && <SkipReason reason={reason} />}
        </>
      ),
    },
    {
      key: 'late',
      title: t.late,
      width: 110,
      render: (_, { slot, createdAt }) => (
        <Typography.Text type="secondary" className="number">
          {span(Math.max(0, Date.parse(createdAt) - Date.parse(slot)))}
        </Typography.Text>
      ),
    },
    {
      key: 'settled',
      title: t.settled,
      width: 220,
      hidden: true,
      render: (_, { createdAt }) => <Moment at={createdAt} zone={zone} />,
    },
  ];
  return (
    <DataTable<Slot>
      name="schedule-slots"
      label={t.tabs.slots}
      columns={columns}
      rowKey={({ slot }) => slot}
      query={list}
      empty={t.noSlots}
    />
  );
}
