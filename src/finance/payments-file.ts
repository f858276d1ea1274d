import type { ListFile } from '../lists/index.js';
import type { Payment } from './dto/payment.js';
import { chargeWords } from './list-words.js';

/** Payments as a file. The first seven columns are those of an import of payments. */
export const paymentsFile: ListFile<Payment> = {
  name: 'payments',
  title: { zh: '收款', en: 'Payments' },
  columns: [
    {
      heading: { zh: '合同编号', en: 'contract_number' },
      kind: 'text',
      width: 18,
      value: ({ contractNumber }) => contractNumber,
    },
    {
      heading: { zh: '费用类型', en: 'charge' },
      kind: 'text',
      width: 12,
      value: ({ charge }) => charge,
      words: chargeWords,
    },
    { heading: { zh: '账期', en: 'period' }, kind: 'text', width: 10, value: ({ period }) => period },
    { heading: { zh: '金额', en: 'amount' }, kind: 'money', value: ({ amount }) => amount },
    { heading: { zh: '付款时间', en: 'paid_at' }, kind: 'moment', value: ({ paidAt }) => paidAt },
    { heading: { zh: '付款方式', en: 'method' }, kind: 'text', width: 14, value: ({ method }) => method },
    { heading: { zh: '流水号', en: 'reference' }, kind: 'text', value: ({ reference }) => reference },
    { heading: { zh: '租户名称', en: 'tenant_name' }, kind: 'text', value: ({ tenantName }) => tenantName },
    {
      heading: { zh: '账单编号', en: 'bill_number' },
      kind: 'text',
      width: 28,
      value: ({ billNumber }) => billNumber,
    },
    { heading: { zh: '已核销金额', en: 'applied' }, kind: 'money', value: ({ applied }) => applied },
    { heading: { zh: '未核销金额', en: 'unapplied' }, kind: 'money', value: ({ unapplied }) => unapplied },
    { heading: { zh: '已退金额', en: 'refunded' }, kind: 'money', value: ({ refunded }) => refunded },
    { heading: { zh: '撤销时间', en: 'reversed_at' }, kind: 'moment', value: ({ reversedAt }) => reversedAt },
    {
      heading: { zh: '撤销原因', en: 'reversal_reason' },
      kind: 'text',
      value: ({ reversalReason }) => reversalReason,
    },
    { heading: { zh: '登记时间', en: 'created_at' }, kind: 'moment', value: ({ createdAt }) => createdAt },
  ],
};
