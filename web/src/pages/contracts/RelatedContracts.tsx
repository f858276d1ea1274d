import { useQuery } from '@tanstack/react-query';
import type { TableColumnType } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { Money } from '../../parts/Money';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { SmallTable } from '../../parts/SmallTable';
import { type Contract, ContractStatusTag } from './tags';
import { texts } from './texts';

interface RelatedContractsProps {
  readonly title: string;
  readonly filters: { readonly shop?: string; readonly tenantId?: string };
  /** The other side, which differs from row to row. */
  readonly show: 'tenant' | 'shop';
}

/** The contracts of a shop or tenant, the latest first. */
export function RelatedContracts({ title, filters, show }: RelatedContractsProps) {
  const t = useTexts(texts);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/contracts', 'related', filters],
    queryFn: () =>
      answer(
        api.GET('/api/v1/contracts', { params: { query: { ...filters, sort: '-startDate', limit: 100 } } }),
      ),
  });
  const columns: TableColumnType<Contract>[] = [
    {
      key: 'number',
      title: t.fields.number,
      render: (_, { id, number }) => <Link to={`/contracts/${id}`}>{number}</Link>,
    },
    { key: 'status', title: t.status, render: (_, { status }) => <ContractStatusTag status={status} /> },
    show === 'tenant'
      ? {
          key: 'tenant',
          title: t.tenant,
          render: (_, { tenantId, tenantName }) => <Link to={`/tenants/${tenantId}`}>{tenantName}</Link>,
        }
      : { key: 'shop', title: t.shop, render: (_, { shopCode, shopName }) => `${shopCode} ${shopName}` },
    {
      key: 'term',
      title: t.fields.term,
      render: (_, { startDate, endDate }) => (
        <span className="number">{t.lifeSteps.term(startDate, endDate)}</span>
      ),
    },
    {
      key: 'rent',
      title: t.fields.monthlyRent,
      align: 'right',
      render: (_, { monthlyRent }) => <Money amount={monthlyRent} />,
    },
  ];
  return (
    <Section title={title}>
      <SmallTable
        label={title}
        columns={columns}
        items={data?.items}
        rowKey={({ id }) => id}
        empty={t.nothing}
        error={error}
        onRetry={() => void refetch()}
      />
    </Section>
  );
}
