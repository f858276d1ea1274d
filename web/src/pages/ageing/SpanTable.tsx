import { Flex } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { SmallTable } from '../../parts/SmallTable';
import { useTexts } from '../../texts/texts';
import { texts as billTexts } from '../bills/texts';
import { billsLink, statusesIn, useSpanWords } from './spans';
import { texts } from './texts';

/** What is owed in each span, with a way to its bills. */
export function SpanTable({ report }: { readonly report: Schema<'AgeingReport'> }) {
  const t = useTexts(texts);
  const { statuses } = useTexts(billTexts);
  const wordsOf = useSpanWords();
  const { asOf, buckets } = report;
  return (
    <SmallTable
      label={t.spans}
      items={buckets}
      rowKey={wordsOf}
      empty={t.nobody}
      columns={[
        { key: 'span', title: t.span, render: (_, span) => wordsOf(span) },
        {
          key: 'amount',
          title: t.amount,
          align: 'end',
          render: (_, { amount }) => <Money amount={amount} />,
        },
        { key: 'count', title: t.bills, align: 'end', className: 'number', dataIndex: 'bills' },
        {
          key: 'bills',
          title: t.show,
          render: (_, span) => (
            <Flex gap="small">
              {statusesIn(span).map((status) => (
                <Link key={status} to={billsLink(span, asOf, status)}>
                  {statuses[status]}
                </Link>
              ))}
            </Flex>
          ),
        },
      ]}
    />
  );
}
