import { ApartmentOutlined, PlusOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Empty, Flex, Segmented, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { May } from '../../access/May';
import { useAbout } from '../../api/queries';
import { useAddress } from '../../parts/address';
import { ExportButton } from '../../parts/ExportButton';
import { FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { FloorPlan } from './FloorPlan';
import { isIn, type Shop } from './shop-state';
import { useAllShops, valuesOf } from './shop-queries';
import { ShopForm } from './ShopForm';
import { ShopTable } from './ShopTable';
import { StateSummary } from './StateSummary';
import { texts } from './texts';

/** The mall's shops, floor by floor or as a table. */
export function Component() {
  const t = useTexts(texts);
  const { data: about } = useAbout();
  const { data, error, isPending, refetch } = useAllShops();
  const [{ view, ...filters }, setAddress] = useAddress([
    'view',
    'q',
    'floor',
    'category',
    'status',
  ] as const);
  const [adding, setAdding] = useState(false);
  const today = about?.today ?? new Date().toISOString().slice(0, 10);
  const all = useMemo(() => data ?? [], [data]);
  const shops = useMemo(() => all.filter((shop) => matches(shop, filters, today)), [all, filters, today]);
  const { status, ...others } = filters;

  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <>
            {/* The server knows no filter for what is about to expire. */}
            {status !== 'EXPIRING' && <ExportButton path="/api/v1/shops" filters={filters} />}
            <May permission="shops.write">
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
                {t.add}
              </Button>
            </May>
          </>
        }
      />
      <Flex vertical gap="middle">
        <StateSummary
          shops={all.filter((shop) => matches(shop, others, today))}
          today={today}
          chosen={status}
          onChoose={(state) => setAddress({ status: state })}
        />
        <Flex justify="space-between" gap="small" wrap>
          <FilterBar
            active={Object.keys(filters).length > 0}
            onClear={() =>
              setAddress({ q: undefined, floor: undefined, category: undefined, status: undefined })
            }
          >
            <SearchFilter
              label={t.search}
              value={filters.q}
              onChange={(q) => setAddress({ q })}
              width={260}
            />
            <SelectFilter
              label={t.floor}
              value={filters.floor}
              onChange={(floor) => setAddress({ floor })}
              options={valuesOf(all, 'floor').map((value) => ({ value, label: value }))}
              width={110}
            />
            <SelectFilter
              label={t.category}
              value={filters.category}
              onChange={(category) => setAddress({ category })}
              options={valuesOf(all, 'category').map((value) => ({ value, label: value }))}
              width={130}
            />
          </FilterBar>
          <Segmented
            aria-label={t.view}
            value={view === 'table' ? 'table' : 'plan'}
            onChange={(chosen) => setAddress({ view: chosen === 'table' ? 'table' : undefined })}
            options={[
              { value: 'plan', label: t.plan, icon: <ApartmentOutlined /> },
              { value: 'table', label: t.table, icon: <TableOutlined /> },
            ]}
          />
        </Flex>
        {view === 'table' ? (
          <ShopTable shops={shops} today={today} error={error} isPending={isPending} refetch={refetch} />
        ) : error ? (
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        ) : isPending ? (
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        ) : shops.length === 0 ? (
          <Empty description={all.length === 0 ? t.nothing : t.nothingMatches} />
        ) : (
          <FloorPlan shops={shops} all={all} today={today} />
        )}
      </Flex>
      {adding && <ShopForm onClose={() => setAdding(false)} />}
    </>
  );
}

interface Filters {
  readonly q?: string | undefined;
  readonly floor?: string | undefined;
  readonly category?: string | undefined;
  readonly status?: string | undefined;
}

/** As the server matches them, so that the exported file holds what is seen. */
function matches(shop: Shop, { q, floor, category, status }: Filters, today: string): boolean {
  const wanted = q?.toLowerCase();
  const words = [shop.code, shop.name, shop.category, shop.managerName, shop.managerEmail];
  return (
    (floor === undefined || shop.floor === floor) &&
    (category === undefined || shop.category === category) &&
    (status === undefined || isIn(shop, status, today)) &&
    (wanted === undefined || words.some((word) => word?.toLowerCase().includes(wanted)))
  );
}
