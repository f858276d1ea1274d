import { Descriptions } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { useAbout } from '../../api/queries';
import { Money } from '../../parts/Money';
import { Moment } from '../../parts/Moment';
import { useTexts } from '../../texts/texts';
import { useAllShops } from '../shops/shop-queries';
import { rentOn } from './rent';
import { Section } from '../../parts/Section';
import type { Contract } from './tags';
import { texts } from './texts';

const plainNumber = (decimal: string): string => String(Number(decimal));

/** What was agreed. */
export function ContractTerms({ contract }: { readonly contract: Contract }) {
  const t = useTexts(texts);
  const { data: about } = useAbout();
  const shop = useAllShops().data?.find(({ code }) => code === contract.shopCode);
  const { predecessorId, successorId, originalEndDate, contactEmail, contactPhone } = contract;
  const shopWords = `${contract.shopCode} ${contract.shopName}`;
  const isNow = about !== undefined && about.today >= contract.startDate && about.today <= contract.endDate;
  return (
    <Section title={t.terms}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          {
            key: 'tenant',
            label: t.tenant,
            children: <Link to={`/tenants/${contract.tenantId}`}>{contract.tenantName}</Link>,
          },
          {
            key: 'shop',
            label: t.shop,
            children: shop ? <Link to={`/shops/${shop.id}`}>{shopWords}</Link> : shopWords,
          },
          {
            key: 'term',
            label: t.fields.term,
            children: t.lifeSteps.term(contract.startDate, contract.endDate),
          },
          { key: 'rentFree', label: t.fields.rentFreeUntil, children: contract.rentFreeUntil ?? t.none },
          {
            key: 'rent',
            label: t.fields.monthlyRent,
            children: <Money amount={contract.monthlyRent} />,
          },
          {
            key: 'rentNow',
            label: t.rentNow,
            children: isNow ? <Money amount={rentOn(contract, about.today)} /> : '–',
          },
          {
            key: 'escalation',
            label: t.fields.escalationPercent,
            children: plainNumber(contract.escalationPercent),
          },
          { key: 'fee', label: t.fields.managementFee, children: <Money amount={contract.managementFee} /> },
          { key: 'deposit', label: t.fields.deposit, children: <Money amount={contract.deposit} /> },
          { key: 'cycle', label: t.fields.billingCycle, children: t.cycles[contract.billingCycle] },
          { key: 'due', label: t.fields.dueDay, children: t.dayOfMonth(contract.dueDay) },
          { key: 'from', label: t.fields.billingFrom, children: contract.billingFrom },
          { key: 'contact', label: t.fields.contactName, children: contract.contactName ?? '–' },
          {
            key: 'phone',
            label: t.fields.contactPhone,
            children: contactPhone ? <a href={`tel:${contactPhone}`}>{contactPhone}</a> : '–',
          },
          {
            key: 'email',
            label: t.fields.contactEmail,
            children: contactEmail ? <a href={`mailto:${contactEmail}`}>{contactEmail}</a> : '–',
          },
          ...(predecessorId === null
            ? []
            : [{ key: 'predecessor', label: t.predecessor, children: <ContractLink id={predecessorId} /> }]),
          ...(successorId === null
            ? []
            : [{ key: 'successor', label: t.successor, children: <ContractLink id={successorId} /> }]),
          ...(originalEndDate === null
            ? []
            : [
                { key: 'originalEnd', label: t.originalEnd, children: originalEndDate },
                {
                  key: 'terminatedBy',
                  label: t.terminatedBy,
                  children: (
                    <span>
                      {contract.terminatedBy} <Moment at={contract.terminatedAt} minutes />
                    </span>
                  ),
                },
                { key: 'reason', label: t.terminationReason, children: contract.terminationReason },
              ]),
        ]}
      />
    </Section>
  );
}

/** A contract of which only the id is known, by its number. */
function ContractLink({ id }: { readonly id: string }) {
  const { data } = useQuery({
    queryKey: ['/api/v1/contracts', id],
    queryFn: () => answer(api.GET('/api/v1/contracts/{id}', { params: { path: { id } } })),
  });
  return <Link to={`/contracts/${id}`}>{data?.number ?? `#${id}`}</Link>;
}
