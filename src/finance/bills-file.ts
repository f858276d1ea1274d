import type { ListFile } from '../lists/index.js';
import type { Bill } from './dto/bill.js';
import { billStatusWords, chargeWords } from './list-words.js';

/** Bills as a file. */
export const billsFile: ListFile<Bill> = {
  name: 'bills',
  title: { zh: '账单', en: 'Bills' },
  columns: [
    { heading: { zh: '账单编号', en: 'number' }, kind: 'text', width: 28, value: ({ number }) => number },
    {
      heading: { zh: '合同编号', en: 'contract_number' },
      kind: 'text',
      width: 18,
      value: ({ contractNumber }) => contractNumber,
    },
    {
      heading: { zh: '店铺编号', en: 'shop_code' },
      kind: 'text',
      width: 14,
      value: ({ shopCode }) => shopCode,
    },
    { heading: { zh: '租户名称', en: 'tenant_name' }, kind: 'text', value: ({ tenantName }) => tenantName },
    {
      heading: { zh: '费用类型', en: 'charge' },
      kind: 'text',
      width: 12,
      value: ({ charge }) => charge,
      words: chargeWords,
    },
    { heading: { zh: '说明', en: 'description' }, kind: 'text', value: ({ description }) => description },
    {
      heading: { zh: '计费开始', en: 'period_start' },
      kind: 'date',
      value: ({ periodStart }) => periodStart,
    },
    { heading: { zh: '计费结束', en: 'period_end' }, kind: 'date', value: ({ periodEnd }) => periodEnd },
    { heading: { zh: '缴费截止日', en: 'due_date' }, kind: 'date', value: ({ dueDate }) => dueDate },
    { heading: { zh: '应缴金额', en: 'amount' }, kind: 'money', value: ({ amount }) => amount, total: true },
    { heading: { zh: '已缴金额', en: 'paid' }, kind: 'money', value: ({ paid }) => paid, total: true },
    {
      heading: { zh: '冲减金额', en: 'credited' },
      kind: 'money',
      value: ({ credited }) => credited,
      total: true,
    },
    {
      heading: { zh: '未缴金额', en: 'outstanding' },
      kind: 'money',
      value: ({ outstanding }) => outstanding,
      total: true,
    },
    {
      heading: { zh: '状态', en: 'status' },
      kind: 'text',
      width: 12,
      value: ({ status }) => status,
      words: billStatusWords,
    },
    { heading: { zh: '作废原因', en: 'void_reason' }, kind: 'text', value: ({ voidReason }) => voidReason },
    { heading: { zh: '出账时间', en: 'created_at' }, kind: 'moment', value: ({ createdAt }) => createdAt },
  ],
};
