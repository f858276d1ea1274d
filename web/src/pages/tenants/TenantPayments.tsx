import { useQuery } from '@tanstack/react-query';
import { Flex, type TableColumnType, Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { Moment } from '../../parts/Moment';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { SmallTable } from '../../parts/SmallTable';
import { texts } from './texts';

type Payment = Schema<'Payment'>;

/** What a tenant has paid lately. */
export function TenantPayments({ tenantId }: { readonly tenantId: string }) {
  const t = useTexts(texts);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/payments', 'related', tenantId],
    queryFn: () =>
      answer(
        api.GET('/api/v1/payments', { params: { query: { tenant: tenantId, sort: '-paidAt', limit: 50 } } }),
      ),
  });
  const columns: TableColumnType<Payment>[] = [
    {
      key: 'reference',
      title: t.reference,
      render: (_, { id, reference, reversedAt }) => (
        <Flex gap={6}>
          <Link to={`/payments/${id}`}>{reference}</Link>
          {reversedAt !== null && <ToneTag tone="bad">{t.reversed}</ToneTag>}
        </Flex>
      ),
    },
    { key: 'paidAt', title: t.paidAt, render: (_, { paidAt }) => <Moment at={paidAt} minutes /> },
    { key: 'method', title: t.method, dataIndex: 'method' },
    {
      key: 'bill',
      title: t.bill,
      render: (_, { billId, billNumber }) =>
        billId === null ? (
          <Typography.Text type="secondary">{t.onAccount}</Typography.Text>
        ) : (
          <Link to={`/bills/${billId}`}>{billNumber}</Link>
        ),
    },
    { key: 'amount', title: t.amount, align: 'right', render: (_, { amount }) => <Money amount={amount} /> },
    {
      key: 'unapplied',
      title: t.unapplied,
      align: 'right',
      render: (_, { unapplied }) => <Money amount={unapplied} />,
    },
  ];
  return (
    <Section
      title={t.payments}
      extra={
        <Flex gap="small">
          {data?.nextCursor != null && (
            <Typography.Text type="secondary">{t.showing(data.items.length)}</Typography.Text>
          )}
          <Link to={`/payments?tenant=${tenantId}`}>{t.allPayments}</Link>
        </Flex>
      }
    >
      <SmallTable
        label={t.payments}
        columns={columns}
        items={data?.items}
        rowKey={({ id }) => id}
        empty={t.noPayments}
        error={error}
        onRetry={() => void refetch()}
      />
    </Section>
  );
}
