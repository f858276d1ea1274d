import { headingWords } from '../imports/index.js';
import type { ListFile, Words } from '../lists/index.js';
import { contractColumns, cycles, statuses } from './contract-columns.js';
import type { Contract } from './dto/contract.js';

const heading = (name: string) => headingWords(contractColumns, name);

/** Contracts as a file, which can be imported again: what is not imported there is passed over. */
export const contractsFile: ListFile<Contract> = {
  name: 'contracts',
  title: { zh: '合同', en: 'Contracts' },
  columns: [
    { heading: heading('contract_number'), kind: 'text', value: ({ number }) => number },
    { heading: heading('shop_code'), kind: 'text', width: 14, value: ({ shopCode }) => shopCode },
    { heading: heading('tenant_name'), kind: 'text', value: ({ tenantName }) => tenantName },
    { heading: heading('contact_name'), kind: 'text', width: 12, value: ({ contactName }) => contactName },
    { heading: heading('contact_phone'), kind: 'text', width: 16, value: ({ contactPhone }) => contactPhone },
    { heading: heading('contact_email'), kind: 'text', width: 28, value: ({ contactEmail }) => contactEmail },
    { heading: heading('start_date'), kind: 'date', value: ({ startDate }) => startDate },
    { heading: heading('end_date'), kind: 'date', value: ({ endDate }) => endDate },
    { heading: heading('monthly_rent'), kind: 'money', value: ({ monthlyRent }) => monthlyRent },
    { heading: heading('management_fee'), kind: 'money', value: ({ managementFee }) => managementFee },
    {
      heading: heading('billing_cycle'),
      kind: 'text',
      width: 10,
      value: ({ billingCycle }) => billingCycle,
      words: inBothLanguages(cycles),
    },
    { heading: heading('due_day'), kind: 'integer', width: 10, value: ({ dueDay }) => dueDay },
    { heading: heading('rent_free_until'), kind: 'date', value: ({ rentFreeUntil }) => rentFreeUntil },
    {
      heading: heading('escalation_percent'),
      kind: 'percent',
      value: ({ escalationPercent }) => escalationPercent,
    },
    { heading: heading('deposit'), kind: 'money', value: ({ deposit }) => deposit },
    {
      heading: heading('status'),
      kind: 'text',
      width: 10,
      value: ({ status }) => status,
      words: inBothLanguages(statuses),
    },
    { heading: heading('billing_from'), kind: 'text', width: 12, value: ({ billingFrom }) => billingFrom },
    { heading: { zh: '店铺名称', en: 'shop_name' }, kind: 'text', value: ({ shopName }) => shopName },
    {
      heading: { zh: '原定结束日期', en: 'original_end_date' },
      kind: 'date',
      value: ({ originalEndDate }) => originalEndDate,
    },
    {
      heading: { zh: '提前终止原因', en: 'termination_reason' },
      kind: 'text',
      value: ({ terminationReason }) => terminationReason,
    },
  ],
};

/** The words that are given out, which an import understands. */
function inBothLanguages(choices: Readonly<Record<string, readonly string[]>>): Record<string, Words> {
  return Object.fromEntries(
    Object.entries(choices).map(([choice, [zh = choice]]) => [choice, { zh, en: choice }]),
  );
}
