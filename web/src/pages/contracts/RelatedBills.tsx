import { useQuery } from '@tanstack/react-query';
import { Flex, type TableColumnType, Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { useTexts } from '../../texts/texts';
import { BillStatus } from '../bills/BillStatus';
import { texts as billTexts } from '../bills/texts';
import { Section } from '../../parts/Section';
import { SmallTable } from '../../parts/SmallTable';
import { texts } from './texts';

export type Bill = Schema<'Bill'>;

/** Rows before "see all". */
const SHOWN = 12;

interface RelatedBillsProps {
  readonly title: string;
  readonly filters: { readonly shop?: string; readonly contract?: string; readonly tenant?: string };
}

/** The latest bills of a shop, contract or tenant, and where all are. */
export function RelatedBills({ title, filters }: RelatedBillsProps) {
  const t = useTexts(texts);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/bills', 'related', filters],
    queryFn: () =>
      answer(api.GET('/api/v1/bills', { params: { query: { ...filters, sort: '-dueDate', limit: SHOWN } } })),
  });
  const address = new URLSearchParams(filters).toString();
  return (
    <Section
      title={title}
      extra={
        <Flex gap="small">
          {data?.nextCursor != null && (
            <Typography.Text type="secondary">{t.showing(data.items.length)}</Typography.Text>
          )}
          {data && data.items.length > 0 && <Link to={`/bills?${address}`}>{t.all}</Link>}
        </Flex>
      }
    >
      <BillTable label={title} bills={data?.items} error={error} onRetry={() => void refetch()} />
    </Section>
  );
}

interface BillTableProps {
  readonly label: string;
  readonly bills: readonly Bill[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
}

/** Some bills, whichever they are. */
export function BillTable({ label, bills, error, onRetry }: BillTableProps) {
  const t = useTexts(texts);
  const { charges } = useTexts(billTexts);
  const columns: TableColumnType<Bill>[] = [
    {
      key: 'number',
      title: t.billNumber,
      render: (_, { id, number }) => <Link to={`/bills/${id}`}>{number}</Link>,
    },
    { key: 'status', title: t.status, render: (_, { status }) => <BillStatus status={status} /> },
    {
      key: 'charge',
      title: t.charge,
      render: (_, { charge, description }) =>
        charge === 'OTHER' && description !== null ? description : charges[charge],
    },
    {
      key: 'period',
      title: t.period,
      render: (_, { periodStart, periodEnd }) => (
        <span className="number">{t.lifeSteps.term(periodStart, periodEnd)}</span>
      ),
    },
    { key: 'due', title: t.dueDate, render: (_, { dueDate }) => <span className="number">{dueDate}</span> },
    { key: 'amount', title: t.amount, align: 'right', render: (_, { amount }) => <Money amount={amount} /> },
    {
      key: 'outstanding',
      title: t.outstanding,
      align: 'right',
      render: (_, { outstanding }) => <Money amount={outstanding} />,
    },
  ];
  return (
    <SmallTable
      label={label}
      columns={columns}
      items={bills}
      rowKey={({ id }) => id}
      empty={t.noBills}
      error={error}
      {...(onRetry && { onRetry })}
    />
  );
}
