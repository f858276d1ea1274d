import { FilePdfOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Popconfirm, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useMayAll } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { Money } from '../../parts/Money';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { Section } from '../../parts/Section';
import { SmallTable } from '../../parts/SmallTable';
import { useTexts } from '../../texts/texts';
import { RecordPaymentDialog } from '../payments/RecordPaymentDialog';
import { BillStatus } from './BillStatus';
import { CreditDialog, VoidDialog } from './BillDialogs';
import { texts } from './texts';

/** One bill, what settled it, and what can be done about it. */
export function Component() {
  const { id = '' } = useParams();
  const t = useTexts(texts);
  const bill = useQuery({
    queryKey: ['/api/v1/bills', id],
    queryFn: () => answer(api.GET('/api/v1/bills/{id}', { params: { path: { id } } })),
  });
  if (bill.error) return <ProblemAlert error={bill.error} onRetry={() => void bill.refetch()} />;
  if (!bill.data) return <Skeleton active title={{ width: 240 }} aria-label={t.title} />;
  return <OneBill bill={bill.data} />;
}

function OneBill({ bill }: { readonly bill: Schema<'Bill'> }) {
  const t = useTexts(texts);
  return (
    <>
      <PageHeader
        title={bill.number}
        extra={<BillStatus status={bill.status} />}
        actions={<Actions bill={bill} />}
      />
      <Flex vertical gap="middle">
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, sm: 2, xl: 4 }}
            items={[
              {
                key: 'tenant',
                label: t.tenant,
                children: <Link to={`/tenants/${bill.tenantId}`}>{bill.tenantName}</Link>,
              },
              {
                key: 'contract',
                label: t.contract,
                children: (
                  <Link to={`/contracts?q=${encodeURIComponent(bill.contractNumber)}`}>
                    {bill.contractNumber}
                  </Link>
                ),
              },
              { key: 'shop', label: t.shop, children: bill.shopCode },
              { key: 'charge', label: t.charge, children: t.charges[bill.charge] },
              { key: 'period', label: t.period, children: `${bill.periodStart} – ${bill.periodEnd}` },
              { key: 'due', label: t.due, children: bill.dueDate },
              { key: 'created', label: t.created, children: <Moment at={bill.createdAt} /> },
              ...(bill.description === null
                ? []
                : [{ key: 'description', label: t.description, children: bill.description }]),
              ...(bill.reference === null
                ? []
                : [{ key: 'reference', label: t.reference, children: bill.reference }]),
              ...(bill.voidReason === null
                ? []
                : [{ key: 'void', label: t.voidReason, children: bill.voidReason }]),
            ]}
          />
        </Card>
        <Amounts bill={bill} />
        <Settled id={bill.id} />
      </Flex>
    </>
  );
}

function Amounts({ bill }: { readonly bill: Schema<'Bill'> }) {
  const t = useTexts(texts);
  return (
    <Card size="small">
      <Flex gap="large" wrap>
        {(['amount', 'paid', 'credited', 'outstanding'] as const).map((name) => (
          <div key={name}>
            <Typography.Text type="secondary">{t[name]}</Typography.Text>
            <div style={{ fontSize: 22, fontWeight: name === 'outstanding' ? 600 : 400 }}>
              <Money amount={bill[name]} />
            </div>
          </div>
        ))}
      </Flex>
    </Card>
  );
}

function Settled({ id }: { readonly id: string }) {
  const t = useTexts(texts);
  const allocations = useQuery({
    queryKey: ['/api/v1/bills', id, 'allocations'],
    queryFn: () => answer(api.GET('/api/v1/bills/{id}/allocations', { params: { path: { id } } })),
  });
  return (
    <Section title={t.settled}>
      <SmallTable
        label={t.settled}
        items={allocations.data}
        rowKey={({ id }) => id}
        empty={t.settledEmpty}
        error={allocations.error}
        onRetry={() => void allocations.refetch()}
        columns={[
          { key: 'at', title: t.at, render: (_, { at }) => <Moment at={at} /> },
          { key: 'source', title: t.source, render: (_, { source }) => t.sources[source] },
          {
            key: 'reference',
            title: t.reference,
            render: (_, each) =>
              each.source === 'PAYMENT' ? (
                <Link to={`/payments/${each.sourceId}`}>{each.sourceNumber}</Link>
              ) : (
                each.sourceNumber
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

function Actions({ bill }: { readonly bill: Schema<'Bill'> }) {
  const t = useTexts(texts);
  const may = useMayAll();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [dialog, setDialog] = useState<'payment' | 'credit' | 'void'>();
  const close = () => setDialog(undefined);
  const reissue = useAction(
    () => answer(api.POST('/api/v1/bills/{id}/reissue', { params: { path: { id: bill.id } } })),
    ['/api/v1/bills'],
  );
  const isOpen = bill.status !== 'VOID' && bill.outstanding !== '0.00';
  return (
    <>
      {isOpen && may('payments.write') && (
        <Button type="primary" onClick={() => setDialog('payment')}>
          {t.record}
        </Button>
      )}
      {bill.status !== 'VOID' && may('bills.write') && (
        <Button onClick={() => setDialog('credit')}>{t.credit}</Button>
      )}
      {bill.status !== 'VOID' && bill.paid === '0.00' && may('bills.void') && (
        <Button danger onClick={() => setDialog('void')}>
          {t.void}
        </Button>
      )}
      {bill.status === 'VOID' && may('bills.void') && (
        <Popconfirm
          title={t.reissue}
          onConfirm={() =>
            reissue.mutate(undefined, {
              onSuccess: ({ id }) => {
                void message.success(t.done.reissue);
                void navigate(`/bills/${id}`);
              },
              onError: (error) => void message.error(error.message),
            })
          }
        >
          <Button loading={reissue.isPending}>{t.reissue}</Button>
        </Popconfirm>
      )}
      <Button icon={<FilePdfOutlined />} href={`/api/v1/bills/${bill.id}.pdf`}>
        {t.pdf}
      </Button>
      {dialog === 'payment' && <RecordPaymentDialog bill={bill} onClose={close} />}
      {dialog === 'credit' && <CreditDialog bill={bill} onClose={close} />}
      {dialog === 'void' && <VoidDialog bill={bill} onClose={close} />}
    </>
  );
}
