import { Table, type TableColumnType, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { useTexts } from '../../texts/texts';
import { texts as billTexts } from '../bills/texts';
import { SmallTable } from '../../parts/SmallTable';
import { texts } from './texts';

type Statement = Schema<'Statement'>;
type Entry = Statement['entries'][number];

/** The line before the first entry. */
type Line = Entry | { readonly opening: string; readonly date: string };

interface StatementTableProps {
  readonly statement: Statement | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** Opening balance, entries with the balance after each, sums and closing balance. */
export function StatementTable({ statement, error, onRetry }: StatementTableProps) {
  const t = useTexts(texts);
  const columns = useColumns();
  const lines: Line[] | undefined = statement && [
    { opening: statement.openingBalance, date: statement.from },
    ...statement.entries,
  ];
  return (
    <SmallTable<Line>
      label={t.statement}
      columns={columns}
      items={lines}
      rowKey={(line) => ('opening' in line ? 'opening' : `${line.kind} ${line.number} ${line.at}`)}
      empty={t.noEntries}
      error={error}
      onRetry={onRetry}
      summary={
        statement && (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0}>
              <span className="number">{statement.to}</span>
            </Table.Summary.Cell>
            <Table.Summary.Cell index={1} colSpan={4}>
              <Typography.Text strong>{t.closing}</Typography.Text>
            </Table.Summary.Cell>
            {[statement.debit, statement.credit, statement.closingBalance].map((amount, place) => (
              <Table.Summary.Cell key={columns[place + 5]?.key} index={place + 5} align="right">
                <Typography.Text strong>
                  <Money amount={amount} />
                </Typography.Text>
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        )
      }
    />
  );
}

function useColumns(): TableColumnType<Line>[] {
  const t = useTexts(texts);
  const { charges } = useTexts(billTexts);
  const what = (entry: Entry): string =>
    [
      ...(entry.charge === null ? [] : [charges[entry.charge]]),
      ...(entry.periodStart === null || entry.periodEnd === null
        ? []
        : [t.period(entry.periodStart, entry.periodEnd)]),
      ...(entry.description === null ? [] : [entry.description]),
    ].join(' · ');
  return [
    { key: 'date', title: t.date, render: (_, { date }) => <span className="number">{date}</span> },
    {
      key: 'kind',
      title: t.kind,
      render: (_, line) =>
        'opening' in line ? <Typography.Text strong>{t.opening}</Typography.Text> : t.kinds[line.kind],
    },
    { key: 'number', title: t.number, render: (_, line) => ('opening' in line ? null : line.number) },
    { key: 'what', title: t.what, render: (_, line) => ('opening' in line ? null : what(line)) },
    {
      key: 'contract',
      title: t.contract,
      render: (_, line) => ('opening' in line ? null : line.contractNumber),
    },
    {
      key: 'debit',
      title: t.debit,
      align: 'right',
      render: (_, line) => ('opening' in line ? null : <Side amount={line.debit} />),
    },
    {
      key: 'credit',
      title: t.credited,
      align: 'right',
      render: (_, line) => ('opening' in line ? null : <Side amount={line.credit} />),
    },
    {
      key: 'balance',
      title: t.running,
      align: 'right',
      render: (_, line) => <Money amount={'opening' in line ? line.opening : line.balance} />,
    },
  ];
}

/** The side on which nothing stands stays empty. */
function Side({ amount }: { readonly amount: string }) {
  return amount === '0.00' ? null : <Money amount={amount} />;
}
