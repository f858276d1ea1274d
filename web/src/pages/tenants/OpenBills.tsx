import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { useTexts } from '../../texts/texts';
import { type Bill, BillTable } from '../contracts/RelatedBills';
import { Section } from '../../parts/Section';
import { texts } from './texts';

/** What a tenant has to pay, the oldest due first. */
export function OpenBills({ tenantId }: { readonly tenantId: string }) {
  const t = useTexts(texts);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/bills', 'open', tenantId],
    queryFn: () => readOpenBills(tenantId),
  });
  return (
    <Section title={t.openBills} extra={<Link to={`/bills?tenant=${tenantId}`}>{t.allBills}</Link>}>
      <BillTable label={t.openBills} bills={data} error={error} onRetry={() => void refetch()} />
    </Section>
  );
}

/** The API filters by one status, and three are open. */
async function readOpenBills(tenant: string): Promise<Bill[]> {
  const pages = await Promise.all(
    (['OVERDUE', 'PARTIAL', 'UNPAID'] as const).map((status) =>
      answer(
        api.GET('/api/v1/bills', { params: { query: { tenant, status, sort: 'dueDate', limit: 200 } } }),
      ),
    ),
  );
  return pages
    .flatMap(({ items }) => items)
    .sort((one, other) => one.dueDate.localeCompare(other.dueDate) || one.number.localeCompare(other.number));
}
