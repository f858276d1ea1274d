import {
  date,
  decimal,
  email,
  type ImportColumn,
  money,
  month,
  oneOf,
  text,
  wholeNumber,
} from '../imports/index.js';
import type { BillingCycle, ContractStatus } from './contract-status.js';
import { shopFields } from './shop-fields.js';

/** Words for a cycle and a status that a file may hold; the first is the one that is given out. */
export const cycles: Record<BillingCycle, string[]> = {
  monthly: ['月付', '月', '按月'],
  quarterly: ['季付', '季', '季度', '按季'],
  yearly: ['年付', '年', '按年'],
};

export const statuses: Record<ContractStatus, string[]> = {
  DRAFT: ['草稿'],
  PENDING_REVIEW: ['待审核', '审核中'],
  ACTIVE: ['生效', '生效中', '执行中', '有效'],
  EXPIRED: ['已到期', '到期', '已过期'],
  TERMINATED: ['已终止', '终止', '提前终止'],
  RENEWED: ['已续签', '续签', '已续租'],
};

/** What each field of a contract may hold; a file and a request are held to the same. */
export const contractFields = {
  number: text(50),
  shopCode: shopFields.code,
  tenantName: text(200),
  contactName: text(100),
  contactPhone: text(50),
  contactEmail: email(),
  date: date(),
  money: money(),
  billingCycle: oneOf(cycles),
  dueDay: wholeNumber(1, 31),
  escalationPercent: decimal({ min: '0', max: '100', decimals: 3, example: '3.5', percent: true }),
  status: oneOf(statuses),
  month: month(),
};

/** The columns of a file of contracts. */
export const contractColumns: readonly ImportColumn[] = [
  {
    name: 'contract_number',
    headings: ['合同编号', '合同号'],
    type: contractFields.number,
    example: 'C-2026-001',
    required: true,
  },
  {
    name: 'shop_code',
    headings: ['店铺编号', '商铺编号', '铺位号'],
    type: contractFields.shopCode,
    example: 'A-101',
    required: true,
  },
  {
    name: 'tenant_name',
    headings: ['租户名称', '租户', '承租方'],
    type: contractFields.tenantName,
    example: '金汇珠宝有限公司',
    required: true,
  },
  { name: 'contact_name', headings: ['联系人'], type: contractFields.contactName, example: '王芳' },
  {
    name: 'contact_phone',
    headings: ['联系电话', '电话'],
    type: contractFields.contactPhone,
    example: '13800000000',
  },
  {
    name: 'contact_email',
    headings: ['联系邮箱', '邮箱'],
    type: contractFields.contactEmail,
    example: 'tenant@example.com',
  },
  {
    name: 'start_date',
    headings: ['开始日期', '起租日期', '起始日期'],
    type: contractFields.date,
    example: '2026-01-01',
    required: true,
  },
  {
    name: 'end_date',
    headings: ['结束日期', '到期日期', '终止日期'],
    type: contractFields.date,
    example: '2028-12-31',
    required: true,
  },
  {
    name: 'monthly_rent',
    headings: ['月租金', '租金'],
    type: contractFields.money,
    example: '12500.00',
    required: true,
  },
  {
    name: 'management_fee',
    headings: ['物业费', '管理费', '物业管理费'],
    type: contractFields.money,
    example: '1800.00',
    whenEmpty: '0.00',
  },
  {
    name: 'billing_cycle',
    headings: ['账单周期', '付款周期', '计费周期', '缴费周期'],
    type: contractFields.billingCycle,
    example: 'monthly',
    required: true,
  },
  {
    name: 'due_day',
    headings: ['付款日', '缴费日', '应付日'],
    type: contractFields.dueDay,
    example: '5',
    required: true,
  },
  {
    name: 'rent_free_until',
    headings: ['免租期至', '免租截止日期', '免租截止日'],
    type: contractFields.date,
    example: '2026-01-31',
  },
  {
    name: 'escalation_percent',
    headings: ['年递增率', '递增率', '租金递增率'],
    type: contractFields.escalationPercent,
    example: '3.5',
    whenEmpty: '0.000',
  },
  {
    name: 'deposit',
    headings: ['押金', '保证金'],
    type: contractFields.money,
    example: '25000.00',
    whenEmpty: '0.00',
  },
  {
    name: 'status',
    headings: ['状态', '合同状态'],
    type: contractFields.status,
    example: 'ACTIVE',
    required: true,
  },
  { name: 'billing_from', headings: ['起始账单月', '计费起始月', '账单起始月'], type: contractFields.month },
];
