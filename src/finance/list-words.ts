import type { Words } from '../lists/index.js';
import type { BillStatus, Charge } from './bill-status.js';
import type { CreditNoteKind } from './dto/credit-note.js';

/** What the files of lists call a charge. An import of payments understands the first two. */
export const chargeWords: Readonly<Record<Charge, Words>> = {
  RENT: { zh: '租金', en: 'RENT' },
  MANAGEMENT: { zh: '物业费', en: 'MANAGEMENT' },
  OTHER: { zh: '其他费用', en: 'OTHER' },
  LATE_FEE: { zh: '滞纳金', en: 'LATE_FEE' },
};

/** What they call the status of a bill. */
export const billStatusWords: Readonly<Record<BillStatus, Words>> = {
  UNPAID: { zh: '待缴', en: 'UNPAID' },
  PARTIAL: { zh: '部分已缴', en: 'PARTIAL' },
  PAID: { zh: '已缴清', en: 'PAID' },
  OVERDUE: { zh: '已逾期', en: 'OVERDUE' },
  VOID: { zh: '已作废', en: 'VOID' },
};

/** What they call the kind of a credit note. */
export const creditNoteKindWords: Readonly<Record<CreditNoteKind, Words>> = {
  VOID: { zh: '账单作废', en: 'VOID' },
  TERMINATION: { zh: '提前终止', en: 'TERMINATION' },
  CORRECTION: { zh: '更正', en: 'CORRECTION' },
};
