import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import { useAddress } from '../../parts/address';
import { DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { DayRangeFilter, FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { PageHeader } from '../../parts/PageHeader';
import { dayAfter } from '../../parts/wall-time';
import { useTexts } from '../../texts/texts';
import { useAllShops } from '../shops/shop-queries';
import { useContractColumns } from './contract-columns';
import { ContractDraft } from './ContractDraft';
import { oneOf } from './one-of';
import { texts } from './texts';
import { TenantFilter } from './TenantFilter';

const STATUSES = ['DRAFT', 'PENDING_REVIEW', 'ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED'] as const;
const ORDERS = ['number', '-number', 'startDate', '-startDate', 'endDate', '-endDate'] as const;
const FILTERS = ['q', 'status', 'tenantId', 'shop', 'endsFrom', 'endsTo', 'sort'] as const;

/** All contracts. */
export function Component() {
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(FILTERS);
  const [drafting, setDrafting] = useState(false);
  const shops = useAllShops().data ?? [];
  const columns = useContractColumns();
  const { q, tenantId, shop, endsFrom, endsTo } = filters;
  const query = {
    q,
    tenantId,
    shop,
    endsFrom,
    endsBefore: endsTo && dayAfter(endsTo),
    status: oneOf(STATUSES, filters.status),
    sort: oneOf(ORDERS, filters.sort),
  };
  const list = useList('/api/v1/contracts', query, (page) =>
    answer(api.GET('/api/v1/contracts', { params: { query: { ...query, ...page } } })),
  );
  const isFiltered = FILTERS.some((name) => name !== 'sort' && filters[name] !== undefined);
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <>
            <ExportButton path="/api/v1/contracts" filters={query} />
            <May permission="contracts.write">
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setDrafting(true)}>
                {t.draft}
              </Button>
            </May>
          </>
        }
      />
      <DataTable
        name="contracts"
        label={t.title}
        columns={columns}
        rowKey={({ id }) => id}
        rowLink={({ id }) => `/contracts/${id}`}
        query={list}
        toolbar={
          <FilterBar
            active={isFiltered}
            onClear={() => setFilters(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
          >
            <SearchFilter label={t.search} value={q} onChange={(text) => setFilters({ q: text })} />
            <SelectFilter
              label={t.status}
              value={filters.status}
              onChange={(status) => setFilters({ status })}
              options={STATUSES.map((value) => ({ value, label: t.statuses[value] }))}
              width={120}
            />
            <TenantFilter value={tenantId} onChange={(id) => setFilters({ tenantId: id })} />
            <SelectFilter
              label={t.shop}
              value={shop}
              onChange={(code) => setFilters({ shop: code })}
              options={shops.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
              width={150}
            />
            <DayRangeFilter
              label={t.ends}
              from={endsFrom}
              to={endsTo}
              onChange={({ from, to }) => setFilters({ endsFrom: from, endsTo: to })}
            />
            <SelectFilter
              label={t.sort}
              value={filters.sort}
              onChange={(sort) => setFilters({ sort })}
              options={ORDERS.map((value) => ({ value, label: t.orders[value] }))}
              width={180}
            />
          </FilterBar>
        }
      />
      {drafting && <ContractDraft onClose={() => setDrafting(false)} />}
    </>
  );
}
