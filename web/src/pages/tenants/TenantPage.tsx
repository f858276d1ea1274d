import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { ContractDraft } from '../contracts/ContractDraft';
import { RelatedContracts } from '../contracts/RelatedContracts';
import { AccountFigures } from './AccountFigures';
import { NoticePreferences } from './NoticePreferences';
import { OpenBills } from './OpenBills';
import { StatementSection } from './StatementSection';
import { TenantPayments } from './TenantPayments';
import { texts } from './texts';

/** One tenant: its account, bills, payments, contracts, and how it wishes to hear of them. */
export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/tenants', id],
    queryFn: () => answer(api.GET('/api/v1/tenants/{id}', { params: { path: { id } } })),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 8 }} />;
  return <TenantView tenant={data} />;
}

function TenantView({ tenant }: { readonly tenant: Schema<'Tenant'> }) {
  const t = useTexts(texts);
  const [{ tab }, setAddress] = useAddress(['tab'] as const);
  const [drafting, setDrafting] = useState(false);
  const { id, name, contracts } = tenant;
  return (
    <>
      <PageHeader
        title={name}
        about={contracts.length === 0 ? t.noContracts : contracts.join(' · ')}
        actions={
          <May permission="contracts.write">
            <Button icon={<PlusOutlined />} onClick={() => setDrafting(true)}>
              {t.draft}
            </Button>
          </May>
        }
      />
      <Flex vertical gap="middle">
        <AccountFigures tenant={tenant} />
        <Tabs
          activeKey={tab ?? 'account'}
          onChange={(key) => setAddress({ tab: key === 'account' ? undefined : key })}
          destroyOnHidden
          items={[
            { key: 'account', label: t.tabs.account, children: <StatementSection tenantId={id} /> },
            { key: 'bills', label: t.tabs.bills, children: <OpenBills tenantId={id} /> },
            { key: 'payments', label: t.tabs.payments, children: <TenantPayments tenantId={id} /> },
            {
              key: 'contracts',
              label: t.tabs.contracts,
              children: <RelatedContracts title={t.tabs.contracts} filters={{ tenantId: id }} show="shop" />,
            },
            { key: 'notices', label: t.tabs.notices, children: <NoticePreferences tenantId={id} /> },
          ]}
        />
      </Flex>
      {drafting && <ContractDraft tenantName={name} onClose={() => setDrafting(false)} />}
    </>
  );
}
