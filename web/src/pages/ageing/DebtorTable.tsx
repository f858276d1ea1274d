import type { TableColumnType } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { SmallTable } from '../../parts/SmallTable';
import { useTexts } from '../../texts/texts';
import { billsLink, useSpanWords } from './spans';
import { texts } from './texts';

type Debtor = Schema<'AgeingTenant'>;

/** The tenants with most overdue, span by span. */
export function DebtorTable({ report }: { readonly report: Schema<'AgeingReport'> }) {
  const t = useTexts(texts);
  const wordsOf = useSpanWords();
  const { asOf, tenants, buckets } = report;
  const spans = buckets.map((span, index): TableColumnType<Debtor> => ({
    key: wordsOf(span),
    title: wordsOf(span),
    align: 'end',
    render: (_, { id, buckets: own }) => <Amount span={own[index]} asOf={asOf} tenant={id} />,
  }));
  return (
    <SmallTable<Debtor>
      label={t.tenants}
      items={tenants}
      rowKey={({ id }) => id}
      empty={t.nobody}
      columns={[
        {
          key: 'tenant',
          title: t.tenant,
          render: (_, { id, name }) => <Link to={`/tenants/${id}`}>{name}</Link>,
        },
        {
          key: 'overdue',
          title: t.overdueAmount,
          align: 'end',
          render: (_, { overdue }) => <Money amount={overdue} />,
        },
        ...spans,
        { key: 'bills', title: t.overdueBills, align: 'end', className: 'number', dataIndex: 'bills' },
        { key: 'oldest', title: t.oldest, align: 'end', className: 'number', dataIndex: 'oldestDays' },
      ]}
    />
  );
}

interface AmountProps {
  readonly span: Schema<'AgeingSpan'> | undefined;
  readonly asOf: string;
  readonly tenant: string;
}

/** What one tenant owes in a span; what is overdue leads to its bills. */
function Amount({ span, asOf, tenant }: AmountProps) {
  if (span === undefined || span.bills === 0) return '–';
  const amount = <Money amount={span.amount} />;
  return span.from === null ? amount : <Link to={billsLink(span, asOf, 'OVERDUE', tenant)}>{amount}</Link>;
}
