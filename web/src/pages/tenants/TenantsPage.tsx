import { Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { Money } from '../../parts/Money';
import { PageHeader } from '../../parts/PageHeader';
import { useTexts } from '../../texts/texts';
import { oneOf } from '../contracts/one-of';
import { texts } from './texts';

type Tenant = Schema<'Tenant'>;

const YES_NO = ['true', 'false'] as const;
const ORDERS = ['name', '-name'] as const;

/** All tenants, with what they owe. */
export function Component() {
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(['q', 'overdue', 'sort'] as const);
  const query = {
    q: filters.q,
    overdue: oneOf(YES_NO, filters.overdue),
    sort: oneOf(ORDERS, filters.sort),
  };
  const list = useList('/api/v1/tenants', query, (page) =>
    answer(api.GET('/api/v1/tenants', { params: { query: { ...query, ...page } } })),
  );
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={<ExportButton path="/api/v1/tenants" filters={query} />}
      />
      <DataTable
        name="tenants"
        label={t.title}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowLink={({ id }) => `/tenants/${id}`}
        query={list}
        empty={t.nothing}
        toolbar={
          <FilterBar
            active={filters.q !== undefined || filters.overdue !== undefined}
            onClear={() => setFilters({ q: undefined, overdue: undefined })}
          >
            <SearchFilter label={t.search} value={filters.q} onChange={(q) => setFilters({ q })} />
            <SelectFilter
              label={t.owes}
              value={filters.overdue}
              onChange={(overdue) => setFilters({ overdue })}
              options={YES_NO.map((value) => ({ value, label: t.owing[value] }))}
            />
            <SelectFilter
              label={t.sort}
              value={filters.sort}
              onChange={(sort) => setFilters({ sort })}
              options={ORDERS.map((value) => ({ value, label: t.orders[value] }))}
            />
          </FilterBar>
        }
      />
    </>
  );
}

function useColumns(): DataColumn<Tenant>[] {
  const t = useTexts(texts);
  return [
    {
      key: 'name',
      title: t.name,
      width: 260,
      ellipsis: true,
      render: (_, { id, name }) => <Link to={`/tenants/${id}`}>{name}</Link>,
    },
    {
      key: 'contracts',
      title: t.contracts,
      width: 240,
      ellipsis: true,
      render: (_, { contracts }) => (contracts.length === 0 ? '–' : contracts.join(', ')),
    },
    {
      key: 'outstanding',
      title: t.outstanding,
      width: 130,
      align: 'right',
      render: (_, { outstanding }) => <Money amount={outstanding} />,
    },
    {
      key: 'overdue',
      title: t.overdue,
      width: 130,
      align: 'right',
      render: (_, { overdue }) =>
        Number(overdue) > 0 ? (
          <Typography.Text type="danger">
            <Money amount={overdue} />
          </Typography.Text>
        ) : (
          <Money amount={overdue} />
        ),
    },
    {
      key: 'credit',
      title: t.credit,
      width: 130,
      align: 'right',
      render: (_, { credit }) => <Money amount={credit} />,
    },
    {
      key: 'balance',
      title: t.balance,
      width: 140,
      align: 'right',
      render: (_, { balance }) => (
        <Typography.Text strong>
          <Money amount={balance} />
        </Typography.Text>
      ),
    },
  ];
}
