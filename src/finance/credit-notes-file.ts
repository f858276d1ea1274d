import type { ListFile } from '../lists/index.js';
import type { CreditNote } from './dto/credit-note.js';
import { creditNoteKindWords } from './list-words.js';

/** Credit notes as a file. */
export const creditNotesFile: ListFile<CreditNote> = {
  name: 'credit-notes',
  title: { zh: '红字通知单', en: 'Credit notes' },
  columns: [
    { heading: { zh: '红字单号', en: 'number' }, kind: 'text', width: 32, value: ({ number }) => number },
    {
      heading: { zh: '类型', en: 'kind' },
      kind: 'text',
      width: 14,
      value: ({ kind }) => kind,
      words: creditNoteKindWords,
    },
    {
      heading: { zh: '账单编号', en: 'bill_number' },
      kind: 'text',
      width: 28,
      value: ({ billNumber }) => billNumber,
    },
    {
      heading: { zh: '合同编号', en: 'contract_number' },
      kind: 'text',
      width: 18,
      value: ({ contractNumber }) => contractNumber,
    },
    { heading: { zh: '租户名称', en: 'tenant_name' }, kind: 'text', value: ({ tenantName }) => tenantName },
    { heading: { zh: '金额', en: 'amount' }, kind: 'money', value: ({ amount }) => amount, total: true },
    {
      heading: { zh: '已核销金额', en: 'applied' },
      kind: 'money',
      value: ({ applied }) => applied,
      total: true,
    },
    {
      heading: { zh: '未核销金额', en: 'unapplied' },
      kind: 'money',
      value: ({ unapplied }) => unapplied,
      total: true,
    },
    { heading: { zh: '原因', en: 'reason' }, kind: 'text', width: 32, value: ({ reason }) => reason },
    {
      heading: { zh: '经办人', en: 'created_by' },
      kind: 'text',
      width: 14,
      value: ({ createdBy }) => createdBy,
    },
    { heading: { zh: '开具时间', en: 'created_at' }, kind: 'moment', value: ({ createdAt }) => createdAt },
  ],
};
