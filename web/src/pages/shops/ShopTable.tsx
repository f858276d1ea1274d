import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/DataTable';
import { useTexts } from '../../texts/texts';
import { type Shop, shopState } from './shop-state';
import { ShopStateTag } from './ShopStateTag';
import { texts } from './texts';

interface ShopTableProps {
  readonly shops: readonly Shop[];
  readonly today: string;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => Promise<unknown>;
}

/** Shops in a table that sorts what is there: all of them are. */
export function ShopTable({ shops, today, error, isPending, refetch }: ShopTableProps) {
  const t = useTexts(texts);
  const columns: DataColumn<Shop>[] = [
    {
      key: 'code',
      title: t.code,
      width: 110,
      render: (_, { code }) => <span className="number">{code}</span>,
      ...by('code'),
    },
    { key: 'name', title: t.name, width: 150, dataIndex: 'name', ellipsis: true, ...by('name') },
    { key: 'category', title: t.category, width: 110, dataIndex: 'category', ...by('category') },
    { key: 'floor', title: t.floor, width: 80, dataIndex: 'floor', ...by('floor') },
    {
      key: 'area',
      title: t.areaSqm,
      width: 110,
      align: 'right',
      render: (_, { areaSqm }) => <span className="number">{areaSqm ?? '–'}</span>,
      sorter: (one, other) => Number(one.areaSqm ?? 0) - Number(other.areaSqm ?? 0),
    },
    {
      key: 'status',
      title: t.status,
      width: 110,
      render: (_, shop) => <ShopStateTag state={shopState(shop, today)} />,
      sorter: (one, other) => shopState(one, today).localeCompare(shopState(other, today)),
    },
    {
      key: 'tenant',
      title: t.tenant,
      width: 220,
      ellipsis: true,
      render: (_, { tenantId, tenantName }) =>
        tenantId === null ? '–' : <Link to={`/tenants/${tenantId}`}>{tenantName}</Link>,
      ...by('tenantName'),
    },
    {
      key: 'contract',
      title: t.contract,
      width: 150,
      ellipsis: true,
      render: (_, { contractId, contractNumber }) =>
        contractId === null ? '–' : <Link to={`/contracts/${contractId}`}>{contractNumber}</Link>,
      ...by('contractNumber'),
    },
    {
      key: 'letUntil',
      title: t.letUntil,
      width: 110,
      render: (_, { letUntil }) => letUntil ?? '–',
      ...by('letUntil'),
    },
    {
      key: 'letFrom',
      title: t.letFrom,
      width: 120,
      render: (_, { letFrom }) => letFrom ?? '–',
      ...by('letFrom'),
    },
    { key: 'manager', title: t.manager, width: 100, dataIndex: 'managerName', ...by('managerName') },
    { key: 'managerEmail', title: t.managerEmail, width: 200, dataIndex: 'managerEmail', hidden: true },
  ];
  return (
    <DataTable<Shop>
      name="shops"
      label={t.title}
      columns={columns}
      rowKey={({ id }) => id}
      rowLink={({ id }) => `/shops/${id}`}
      query={{
        data: { pages: [{ items: shops }] },
        error,
        isPending,
        isFetchingNextPage: false,
        hasNextPage: false,
        fetchNextPage: () => Promise.resolve(),
        refetch,
      }}
      empty={t.nothingMatches}
    />
  );
}

function by(
  field:
    | 'code'
    | 'name'
    | 'category'
    | 'floor'
    | 'tenantName'
    | 'contractNumber'
    | 'letUntil'
    | 'letFrom'
    | 'managerName',
) {
  return { sorter: (one: Shop, other: Shop) => (one[field] ?? '').localeCompare(other[field] ?? '') };
}
