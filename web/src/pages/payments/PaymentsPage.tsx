import { Button, Card } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { DayRangeFilter, FilterBar, LinkedFilter, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { Moment } from '../../parts/Moment';
import { Money } from '../../parts/Money';
import { PageHeader } from '../../parts/PageHeader';
import { dayAfter } from '../../parts/wall-time';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { LinkedTenant } from '../tenants/LinkedTenant';
import { RecordPaymentDialog } from './RecordPaymentDialog';
import { texts } from './texts';

type Payment = Schema<'Payment'>;

const FILTERS = ['q', 'paidFrom', 'paidTo', 'reversed', 'tenant', 'contract', 'bill', 'sort'] as const;
const SORTS = ['-createdAt', '-paidAt', '-amount', 'amount'] as const;

/** What was paid, and where it went. */
export function Component() {
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(FILTERS);
  const [recording, setRecording] = useState(false);
  const { paidTo, ...asTheyAre } = filters;
  const query = {
    ...asTheyAre,
    paidBefore: paidTo && dayAfter(paidTo),
    reversed:
      filters.reversed === 'true'
        ? ('true' as const)
        : filters.reversed === 'false'
          ? ('false' as const)
          : undefined,
    sort: SORTS.find((each) => each === filters.sort) ?? '-createdAt',
  };
  const payments = useList<Payment>('/api/v1/payments', query, (page) =>
    answer(api.GET('/api/v1/payments', { params: { query: { ...query, ...page } } })),
  );
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <>
            <May permission="payments.write">
              <Button type="primary" onClick={() => setRecording(true)}>
                {t.record}
              </Button>
            </May>
            <ExportButton path="/api/v1/payments" filters={query} />
          </>
        }
      />
      <Card size="small">
        <DataTable
          name="payments"
          label={t.list}
          columns={useColumns()}
          rowKey={(payment) => payment.id}
          rowLink={(payment) => `/payments/${payment.id}`}
          query={payments}
          toolbar={
            <FilterBar
              active={FILTERS.some((name) => filters[name] !== undefined)}
              onClear={() => setFilters(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
            >
              <LinkedTenant
                label={t.tenant}
                value={filters.tenant}
                onClear={() => setFilters({ tenant: undefined })}
              />
              <LinkedFilter
                label={t.contract}
                value={filters.contract}
                onClear={() => setFilters({ contract: undefined })}
              />
              <LinkedFilter
                label={t.bill}
                value={filters.bill}
                onClear={() => setFilters({ bill: undefined })}
              />
              <SearchFilter label={t.search} value={filters.q} onChange={(q) => setFilters({ q })} />
              <DayRangeFilter
                label={t.paidRange}
                from={filters.paidFrom}
                to={paidTo}
                onChange={({ from, to }) => setFilters({ paidFrom: from, paidTo: to })}
              />
              <SelectFilter
                label={t.state}
                value={filters.reversed}
                onChange={(reversed) => setFilters({ reversed })}
                options={[
                  { value: 'false', label: t.states.good },
                  { value: 'true', label: t.states.reversed },
                ]}
                width={110}
              />
              <SelectFilter
                label={t.sort}
                value={filters.sort}
                onChange={(sort) => setFilters({ sort })}
                options={SORTS.map((value) => ({ value, label: t.sorts[value] }))}
                width={160}
              />
            </FilterBar>
          }
        />
      </Card>
      {recording && <RecordPaymentDialog onClose={() => setRecording(false)} />}
    </>
  );
}

function useColumns(): DataColumn<Payment>[] {
  const t = useTexts(texts);
  return [
    {
      key: 'reference',
      title: t.reference,
      width: 200,
      ellipsis: true,
      render: (_, { id, reference }) => <Link to={`/payments/${id}`}>{reference}</Link>,
    },
    { key: 'paidAt', title: t.paidAt, width: 210, render: (_, { paidAt }) => <Moment at={paidAt} /> },
    {
      key: 'tenant',
      title: t.tenant,
      width: 200,
      ellipsis: true,
      render: (_, each) => <Link to={`/tenants/${each.tenantId}`}>{each.tenantName}</Link>,
    },
    { key: 'contract', title: t.contract, width: 150, dataIndex: 'contractNumber', hidden: true },
    {
      key: 'bill',
      title: t.bill,
      width: 220,
      ellipsis: true,
      render: (_, { billId, billNumber }) =>
        billId === null ? t.onAccount : <Link to={`/bills/${billId}`}>{billNumber}</Link>,
    },
    {
      key: 'amount',
      title: t.amount,
      width: 120,
      align: 'end',
      render: (_, { amount }) => <Money amount={amount} />,
    },
    {
      key: 'unapplied',
      title: t.unapplied,
      width: 110,
      align: 'end',
      render: (_, { unapplied }) => <Money amount={unapplied} />,
    },
    { key: 'method', title: t.method, width: 110, dataIndex: 'method' },
    {
      key: 'state',
      title: t.state,
      width: 90,
      render: (_, { reversedAt }) =>
        reversedAt === null ? (
          <ToneTag tone="good">{t.states.good}</ToneTag>
        ) : (
          <ToneTag tone="quiet">{t.states.reversed}</ToneTag>
        ),
    },
    {
      key: 'created',
      title: t.created,
      width: 210,
      hidden: true,
      render: (_, { createdAt }) => <Moment at={createdAt} />,
    },
  ];
}
