import { FilePdfOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Descriptions, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { Money } from '../../parts/Money';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { Section } from '../../parts/Section';
import { SmallTable } from '../../parts/SmallTable';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { RefundDialog, ReverseDialog } from './PaymentDialogs';
import { texts } from './texts';

/** One payment, where it went and what was paid back. */
export function Component() {
  const { id = '' } = useParams();
  const t = useTexts(texts);
  const payment = useQuery({
    queryKey: ['/api/v1/payments', id],
    queryFn: () => answer(api.GET('/api/v1/payments/{id}', { params: { path: { id } } })),
  });
  if (payment.error) return <ProblemAlert error={payment.error} onRetry={() => void payment.refetch()} />;
  if (!payment.data) return <Skeleton active title={{ width: 240 }} aria-label={t.title} />;
  return <OnePayment payment={payment.data} />;
}

function OnePayment({ payment }: { readonly payment: Schema<'Payment'> }) {
  const t = useTexts(texts);
  const [dialog, setDialog] = useState<'reverse' | 'refund'>();
  const close = () => setDialog(undefined);
  const isGood = payment.reversedAt === null;
  const canCorrect = useMay('payments.correct') && isGood;
  return (
    <>
      <PageHeader
        title={payment.reference}
        extra={
          <ToneTag tone={isGood ? 'good' : 'quiet'}>{isGood ? t.states.good : t.states.reversed}</ToneTag>
        }
        actions={
          <>
            {canCorrect && <Button onClick={() => setDialog('refund')}>{t.refund}</Button>}
            {canCorrect && (
              <Button danger onClick={() => setDialog('reverse')}>
                {t.reverse}
              </Button>
            )}
            <Button icon={<FilePdfOutlined />} href={`/api/v1/payments/${payment.id}/receipt`}>
              {t.receipt}
            </Button>
          </>
        }
      />
      <Flex vertical gap="middle">
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, sm: 2, xl: 4 }}
            items={[
              { key: 'amount', label: t.amount, children: <Money amount={payment.amount} /> },
              { key: 'applied', label: t.applied, children: <Money amount={payment.applied} /> },
              { key: 'unapplied', label: t.unapplied, children: <Money amount={payment.unapplied} /> },
              { key: 'refunded', label: t.refunded, children: <Money amount={payment.refunded} /> },
              {
                key: 'tenant',
                label: t.tenant,
                children: <Link to={`/tenants/${payment.tenantId}`}>{payment.tenantName}</Link>,
              },
              {
                key: 'contract',
                label: t.contract,
                children: (
                  <Link to={`/contracts?q=${encodeURIComponent(payment.contractNumber)}`}>
                    {payment.contractNumber}
                  </Link>
                ),
              },
              {
                key: 'bill',
                label: t.bill,
                children:
                  payment.billId === null ? (
                    t.onAccount
                  ) : (
                    <Link to={`/bills/${payment.billId}`}>{payment.billNumber}</Link>
                  ),
              },
              { key: 'method', label: t.method, children: payment.method },
              { key: 'paidAt', label: t.paidAt, children: <Moment at={payment.paidAt} /> },
              { key: 'created', label: t.created, children: <Moment at={payment.createdAt} /> },
              ...(payment.reversalReason === null
                ? []
                : [{ key: 'reversed', label: t.reversedBecause, children: payment.reversalReason }]),
            ]}
          />
        </Card>
        <WentTo id={payment.id} />
        <PaidBack id={payment.id} />
      </Flex>
      {dialog === 'reverse' && <ReverseDialog payment={payment} onClose={close} />}
      {dialog === 'refund' && <RefundDialog payment={payment} onClose={close} />}
    </>
  );
}

function WentTo({ id }: { readonly id: string }) {
  const t = useTexts(texts);
  const allocations = useQuery({
    queryKey: ['/api/v1/payments', id, 'allocations'],
    queryFn: () => answer(api.GET('/api/v1/payments/{id}/allocations', { params: { path: { id } } })),
  });
  return (
    <Section title={t.went}>
      <SmallTable
        label={t.went}
        items={allocations.data}
        rowKey={({ id }) => id}
        empty={t.wentEmpty}
        error={allocations.error}
        onRetry={() => void allocations.refetch()}
        columns={[
          { key: 'at', title: t.at, render: (_, { at }) => <Moment at={at} /> },
          { key: 'target', title: t.target, render: (_, { target }) => t.targets[target] },
          {
            key: 'number',
            title: t.reference,
            render: (_, each) =>
              each.target === 'BILL' ? (
                <Link to={`/bills/${each.targetId}`}>{each.targetNumber}</Link>
              ) : (
                each.targetNumber
              ),
          },
          {
            key: 'amount',
            title: t.amount,
            align: 'end',
            render: (_, { amount }) => <Money amount={amount} />,
          },
        ]}
      />
    </Section>
  );
}

function PaidBack({ id }: { readonly id: string }) {
  const t = useTexts(texts);
  const refunds = useQuery({
    queryKey: ['/api/v1/payments', id, 'refunds'],
    queryFn: () => answer(api.GET('/api/v1/payments/{id}/refunds', { params: { path: { id } } })),
  });
  return (
    <Section title={t.refunds}>
      <SmallTable
        label={t.refunds}
        items={refunds.data}
        rowKey={({ id }) => id}
        empty={t.refundsEmpty}
        error={refunds.error}
        onRetry={() => void refunds.refetch()}
        columns={[
          { key: 'at', title: t.at, render: (_, { refundedAt }) => <Moment at={refundedAt} /> },
          { key: 'reason', title: t.reason, dataIndex: 'reason' },
          { key: 'reference', title: t.reference, dataIndex: 'reference' },
          {
            key: 'amount',
            title: t.amount,
            align: 'end',
            render: (_, { amount }) => <Money amount={amount} />,
          },
        ]}
      />
    </Section>
  );
}
