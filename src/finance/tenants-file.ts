import type { ListFile } from '../lists/index.js';
import type { Tenant } from './dto/tenant.js';

/** Tenants, and where their accounts stand, as a file. */
export const tenantsFile: ListFile<Tenant> = {
  name: 'tenants',
  title: { zh: '租户', en: 'Tenants' },
  columns: [
    { heading: { zh: '租户编号', en: 'id' }, kind: 'text', width: 10, value: ({ id }) => id },
    { heading: { zh: '租户名称', en: 'name' }, kind: 'text', width: 32, value: ({ name }) => name },
    {
      heading: { zh: '现有合同', en: 'contracts' },
      kind: 'text',
      width: 32,
      value: ({ contracts }) => contracts.join(' '),
    },
    {
      heading: { zh: '未缴金额', en: 'outstanding' },
      kind: 'money',
      value: ({ outstanding }) => outstanding,
      total: true,
    },
    {
      heading: { zh: '其中逾期', en: 'overdue' },
      kind: 'money',
      value: ({ overdue }) => overdue,
      total: true,
    },
    { heading: { zh: '预存余额', en: 'credit' }, kind: 'money', value: ({ credit }) => credit, total: true },
    {
      heading: { zh: '账户余额', en: 'balance' },
      kind: 'money',
      value: ({ balance }) => balance,
      total: true,
    },
  ],
};
