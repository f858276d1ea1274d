import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Descriptions, Flex, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAbout, useAction } from '../../api/queries';
import { Moment } from '../../parts/Moment';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { ContractDraft } from '../contracts/ContractDraft';
import { RelatedBills } from '../contracts/RelatedBills';
import { RelatedContracts } from '../contracts/RelatedContracts';
import { Section } from '../../parts/Section';
import { type Shop, shopState } from './shop-state';
import { ShopForm } from './ShopForm';
import { ShopStateTag } from './ShopStateTag';
import { texts } from './texts';

/** One shop: what it is, who was and is in it, and what was billed for it. */
export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/shops', id],
    queryFn: () => answer(api.GET('/api/v1/shops/{id}', { params: { path: { id } } })),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} />;
  return <ShopView shop={data} />;
}

function ShopView({ shop }: { readonly shop: Shop }) {
  const t = useTexts(texts);
  const { data: about } = useAbout();
  const [open, setOpen] = useState<'edit' | 'draft'>();
  const day = shop.letUntil ? t.until(shop.letUntil) : shop.letFrom ? t.from(shop.letFrom) : undefined;
  return (
    <>
      <PageHeader
        title={`${shop.code} ${shop.name}`}
        extra={
          <>
            <ShopStateTag state={about ? shopState(shop, about.today) : shop.status} />
            {day !== undefined && <span className="number">{day}</span>}
          </>
        }
        about={
          shop.tenantId === null ? t.vacant : <Link to={`/tenants/${shop.tenantId}`}>{shop.tenantName}</Link>
        }
        actions={
          <>
            <May permission="shops.write">
              <Button icon={<EditOutlined />} onClick={() => setOpen('edit')}>
                {t.edit}
              </Button>
              <CloseButton shop={shop} />
            </May>
            {shop.status !== 'CLOSED' && (
              <May permission="contracts.write">
                <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('draft')}>
                  {t.newContract}
                </Button>
              </May>
            )}
          </>
        }
      />
      <Flex vertical gap="middle">
        <Section title={t.details}>
          <Details shop={shop} />
        </Section>
        <RelatedContracts title={t.contracts} filters={{ shop: shop.code }} show="tenant" />
        <RelatedBills title={t.bills} filters={{ shop: shop.code }} />
      </Flex>
      {open === 'edit' && <ShopForm shop={shop} onClose={() => setOpen(undefined)} />}
      {open === 'draft' && <ContractDraft shopCode={shop.code} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Details({ shop }: { readonly shop: Shop }) {
  const t = useTexts(texts);
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2, xl: 4 }}
      items={[
        { key: 'floor', label: t.floor, children: shop.floor ?? '–' },
        { key: 'area', label: t.area, children: shop.areaSqm === null ? '–' : t.square(shop.areaSqm) },
        { key: 'category', label: t.category, children: shop.category ?? '–' },
        { key: 'manager', label: t.managerName, children: shop.managerName ?? '–' },
        {
          key: 'managerEmail',
          label: t.managerEmail,
          children: shop.managerEmail ? <a href={`mailto:${shop.managerEmail}`}>{shop.managerEmail}</a> : '–',
        },
        {
          key: 'contract',
          label: t.contract,
          children: shop.contractId ? (
            <Link to={`/contracts/${shop.contractId}`}>{shop.contractNumber}</Link>
          ) : (
            '–'
          ),
        },
        ...(shop.letFrom === null ? [] : [{ key: 'letFrom', label: t.letFrom, children: shop.letFrom }]),
        { key: 'createdAt', label: t.createdAt, children: <Moment at={shop.createdAt} minutes /> },
        ...(shop.closedAt === null
          ? []
          : [{ key: 'closedAt', label: t.closedAt, children: <Moment at={shop.closedAt} minutes /> }]),
      ]}
    />
  );
}

/** Closes a shop, or opens it again. One that is let cannot be closed. */
function CloseButton({ shop }: { readonly shop: Shop }) {
  const t = useTexts(texts);
  const { message, modal } = App.useApp();
  const change = useAction(
    (closed: boolean) =>
      answer(api.PATCH('/api/v1/shops/{id}', { params: { path: { id: shop.id } }, body: { closed } })),
    ['/api/v1/shops'],
  );
  function set(closed: boolean): void {
    change.mutate(closed, {
      onSuccess: () => void message.success((closed ? t.closed : t.reopened)(shop.code)),
      onError: (error) => void modal.error({ title: t.close, content: <ProblemAlert error={error} /> }),
    });
  }
  if (shop.status === 'CLOSED') {
    return (
      <Button loading={change.isPending} onClick={() => set(false)}>
        {t.reopen}
      </Button>
    );
  }
  if (shop.status === 'LET') return null;
  return (
    <Popconfirm
      title={t.closeAsk(shop.code)}
      description={t.closeHint}
      okText={t.close}
      cancelText={t.cancel}
      okButtonProps={{ danger: true }}
      onConfirm={() => set(true)}
    >
      <Button danger loading={change.isPending}>
        {t.close}
      </Button>
    </Popconfirm>
  );
}
