import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Skeleton, Typography } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { Section } from '../../parts/Section';
import { useTexts } from '../../texts/texts';
import { DebtorTable } from './DebtorTable';
import { SpanChart } from './SpanChart';
import { SpanTable } from './SpanTable';
import { texts } from './texts';

/** What tenants owe, by how long it has been due, and who owes most. */
export function Component() {
  const t = useTexts(texts);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/ageing'],
    queryFn: () => answer(api.GET('/api/v1/ageing')),
  });
  return (
    <>
      <PageHeader title={t.title} {...(data && { about: t.about(data.asOf) })} />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <Report report={data} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 12 }} />}
    </>
  );
}

function Report({ report }: { readonly report: Schema<'AgeingReport'> }) {
  const t = useTexts(texts);
  return (
    <Flex vertical gap="middle">
      <Flex gap="middle" wrap>
        <Total title={t.total} total={report.total} />
        <Total title={t.overdue} total={report.overdue} />
      </Flex>
      <Section title={t.spans}>
        <Flex gap="middle" wrap>
          <div style={{ flex: '2 1 320px', minWidth: 0 }}>
            <SpanChart report={report} />
          </div>
          <div style={{ flex: '1 1 280px', minWidth: 0 }}>
            <SpanTable report={report} />
          </div>
        </Flex>
      </Section>
      <Section title={t.tenants} about={t.tenantsAbout}>
        <DebtorTable report={report} />
      </Section>
    </Flex>
  );
}

function Total({ title, total }: { readonly title: string; readonly total: Schema<'AgeingTotal'> }) {
  const t = useTexts(texts);
  const { amount, bills, tenants } = total;
  return (
    <Card size="small" style={{ flex: '1 1 200px' }}>
      <Typography.Text type="secondary">{title}</Typography.Text>
      <div style={{ fontSize: 20, fontWeight: 600 }}>
        <Money amount={amount} />
      </div>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t.from(bills, tenants)}
      </Typography.Text>
    </Card>
  );
}
