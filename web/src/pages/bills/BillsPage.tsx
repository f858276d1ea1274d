import { Button, Card, Flex } from 'antd';
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
import { useTexts } from '../../texts/texts';
import { LinkedTenant } from '../tenants/LinkedTenant';
import { BillStatus } from './BillStatus';
import { ChargeOnceDialog } from './ChargeOnceDialog';
import { texts } from './texts';

type Bill = Schema<'Bill'>;

const FILTERS = [
  'q',
  'status',
  'charge',
  'period',
  'shop',
  'contract',
  'tenant',
  'dueFrom',
  'dueTo',
  'daysOverdue',
  'sort',
] as const;

/** Days that a bill may be overdue by more of. */
const OVERDUE_DAYS = [7, 15, 30, 60, 90];

/** What the tenants owe and have paid. */
export function Component() {
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(FILTERS);
  const [charging, setCharging] = useState(false);
  const { dueTo, ...asTheyAre } = filters;
  const query = {
    ...asTheyAre,
    dueBefore: dueTo && dayAfter(dueTo),
    status: oneOf(filters.status, t.statuses),
    charge: oneOf(filters.charge, t.charges),
    daysOverdue: wholeNumber(filters.daysOverdue),
    sort: oneOf(filters.sort, { ...t.sorts, '-number': '' }) ?? ('-dueDate' as const),
  };
  const bills = useList<Bill>('/api/v1/bills', query, (page) =>
    answer(api.GET('/api/v1/bills', { params: { query: { ...query, ...page } } })),
  );
  const active = FILTERS.some((name) => filters[name] !== undefined);

  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <>
            <May permission="bills.write">
              <Button onClick={() => setCharging(true)}>{t.chargeOnce}</Button>
            </May>
            <ExportButton path="/api/v1/bills" filters={query} />
          </>
        }
      />
      <Card size="small">
        <DataTable
          name="bills"
          label={t.list}
          columns={useColumns()}
          rowKey={(bill) => bill.id}
          rowLink={(bill) => `/bills/${bill.id}`}
          query={bills}
          toolbar={
            <FilterBar
              active={active}
              onClear={() => setFilters(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
            >
              <LinkedTenant
                label={t.tenant}
                value={filters.tenant}
                onClear={() => setFilters({ tenant: undefined })}
              />
              <LinkedFilter
                label={t.shop}
                value={filters.shop}
                onClear={() => setFilters({ shop: undefined })}
              />
              <LinkedFilter
                label={t.contract}
                value={filters.contract}
                onClear={() => setFilters({ contract: undefined })}
              />
              <SearchFilter label={t.search} value={filters.q} onChange={(q) => setFilters({ q })} />
              <SelectFilter
                label={t.status}
                value={filters.status}
                onChange={(status) => setFilters({ status })}
                options={optionsOf(t.statuses)}
                width={120}
              />
              <SelectFilter
                label={t.charge}
                value={filters.charge}
                onChange={(charge) => setFilters({ charge })}
                options={optionsOf(t.charges)}
                width={130}
              />
              <SearchFilter
                label={t.periodMonth}
                value={filters.period}
                onChange={(period) => setFilters({ period })}
                width={160}
              />
              <DayRangeFilter
                label={t.dueRange}
                from={filters.dueFrom}
                to={dueTo}
                onChange={({ from, to }) => setFilters({ dueFrom: from, dueTo: to })}
              />
              <SelectFilter
                label={t.daysOverdue}
                value={filters.daysOverdue}
                onChange={(daysOverdue) => setFilters({ daysOverdue })}
                options={OVERDUE_DAYS.map((days) => ({ value: String(days), label: t.overdueBy(days) }))}
                width={150}
              />
              <SelectFilter
                label={t.sort}
                value={filters.sort}
                onChange={(sort) => setFilters({ sort })}
                options={optionsOf(t.sorts)}
                width={170}
              />
            </FilterBar>
          }
        />
      </Card>
      {charging && <ChargeOnceDialog onClose={() => setCharging(false)} />}
    </>
  );
}

function useColumns(): DataColumn<Bill>[] {
  const t = useTexts(texts);
  return [
    {
      key: 'number',
      title: t.number,
      width: 220,
      render: (_, bill) => <Link to={`/bills/${bill.id}`}>{bill.number}</Link>,
    },
    {
      key: 'tenant',
      title: t.tenant,
      width: 200,
      ellipsis: true,
      render: (_, bill) => <Link to={`/tenants/${bill.tenantId}`}>{bill.tenantName}</Link>,
    },
    { key: 'shop', title: t.shop, width: 110, dataIndex: 'shopCode' },
    { key: 'contract', title: t.contract, width: 150, dataIndex: 'contractNumber', hidden: true },
    { key: 'charge', title: t.charge, width: 110, render: (_, { charge }) => t.charges[charge] },
    {
      key: 'period',
      title: t.period,
      width: 190,
      render: (_, bill) => (
        <span className="number">
          {bill.periodStart} – {bill.periodEnd.slice(5)}
        </span>
      ),
    },
    { key: 'due', title: t.due, width: 110, dataIndex: 'dueDate', className: 'number' },
    {
      key: 'amount',
      title: t.amount,
      width: 120,
      align: 'end',
      render: (_, { amount }) => <Money amount={amount} />,
    },
    {
      key: 'paid',
      title: t.paid,
      width: 120,
      align: 'end',
      hidden: true,
      render: (_, { paid }) => <Money amount={paid} />,
    },
    {
      key: 'credited',
      title: t.credited,
      width: 110,
      align: 'end',
      hidden: true,
      render: (_, { credited }) => <Money amount={credited} />,
    },
    {
      key: 'outstanding',
      title: t.outstanding,
      width: 120,
      align: 'end',
      render: (_, { outstanding }) => <Money amount={outstanding} />,
    },
    {
      key: 'status',
      title: t.status,
      width: 100,
      render: (_, { status }) => (
        <Flex>
          <BillStatus status={status} />
        </Flex>
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

function optionsOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

/** What the address says, if it is one of these. */
function oneOf<Words extends object>(
  value: string | undefined,
  words: Words,
): (keyof Words & string) | undefined {
  return value !== undefined && value in words ? (value as keyof Words & string) : undefined;
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
