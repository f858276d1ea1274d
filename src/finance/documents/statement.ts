import { amountOf, centsOf, type Language } from '../../documents/index.js';

/** What an entry of a tenant's account can be. */
export const ENTRY_KINDS = ['BILL', 'CREDIT_NOTE', 'PAYMENT', 'REVERSAL', 'REFUND', 'VOID'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** An entry of a tenant's account. */
export interface StatementEntry {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly kind: EntryKind;
  readonly documentNumber: string;
  /** In the language of the document. */
  readonly description: string;
  /** What the tenant owes more by it; null when it is the other way round. */
  readonly debit: string | null;
  /** What the tenant owes less by it. */
  readonly credit: string | null;
}

/** What is open at the end of the period, by age. */
export interface StatementAge {
  /** In the language of the document: 逾期 1–30 天. */
  readonly label: string;
  readonly bills: number;
  readonly amount: string;
}

/**
 * The account of a tenant over some days. Amounts have two decimals; a balance above zero is owed by the tenant, one below
 * is the tenant's credit.
 */
export interface Statement {
  readonly number?: string | null;
  readonly tenantName: string;
  readonly contactName?: string | null;
  /** Those that the account is about. */
  readonly contractNumbers: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly openingBalance: string;
  readonly closingBalance: string;
  /** In their order. */
  readonly entries: readonly StatementEntry[];
  /** Left out when empty. */
  readonly ageing?: readonly StatementAge[];
}

/** The entries of a statement do not lead from its opening to its closing balance: it must not be sent. */
export class StatementDoesNotBalanceError extends Error {
  constructor({ tenantName, from, to, closingBalance }: Statement, computed: string) {
    super(
      `The statement of ${tenantName} from ${from} to ${to} does not balance: its entries lead to ${computed}, ` +
        `but the account has ${closingBalance}. Run \`mallkeeper finance reconcile\`.`,
    );
    this.name = 'StatementDoesNotBalanceError';
  }
}

/** What the figures of a statement add up to. */
export interface StatementSums {
  readonly debit: string;
  readonly credit: string;
  /** After each entry. */
  readonly balances: readonly string[];
}

/**
 * Adds up a statement.
 * @throws StatementDoesNotBalanceError when that does not give its closing balance.
 */
export function sumsOf(statement: Statement): StatementSums {
  let [debit, credit] = [0n, 0n];
  const opening = centsOf(statement.openingBalance);
  const balances = statement.entries.map((entry) => {
    debit += centsOf(entry.debit ?? '0.00');
    credit += centsOf(entry.credit ?? '0.00');
    return amountOf(opening + debit - credit);
  });
  const closing = amountOf(opening + debit - credit);
  if (closing !== statement.closingBalance) throw new StatementDoesNotBalanceError(statement, closing);
  return { debit: amountOf(debit), credit: amountOf(credit), balances };
}

/** What both the statement on paper and the one for accountants say. */
export const STATEMENT_WORDS = {
  zh: {
    title: '对账单',
    tenant: '租户',
    contact: '联系人',
    contracts: '合同编号',
    period: '对账期间',
    currency: '币种',
    kinds: {
      BILL: '账单',
      CREDIT_NOTE: '冲减',
      PAYMENT: '收款',
      REVERSAL: '冲销',
      REFUND: '退款',
      VOID: '作废',
    },
    date: '日期',
    kind: '类型',
    document: '单据编号',
    description: '摘要',
    debit: '应收',
    credit: '已收/冲减',
    balance: '余额',
    opening: '期初余额',
    closing: '期末余额',
    debits: '本期应收',
    credits: '本期已收/冲减',
    total: '本期合计',
    none: '本期无往来记录。',
    ageing: '未缴款项账龄',
    age: '账龄',
    bills: '账单笔数',
    amount: '金额',
    sum: '合计',
  },
  en: {
    title: 'Statement of account',
    tenant: 'Tenant',
    contact: 'Contact',
    contracts: 'Contracts',
    period: 'Period',
    currency: 'Currency',
    kinds: {
      BILL: 'Bill',
      CREDIT_NOTE: 'Credit note',
      PAYMENT: 'Payment',
      REVERSAL: 'Reversal',
      REFUND: 'Refund',
      VOID: 'Void',
    },
    date: 'Date',
    kind: 'Kind',
    document: 'Document',
    description: 'Description',
    debit: 'Debit',
    credit: 'Credit',
    balance: 'Balance',
    opening: 'Opening balance',
    closing: 'Closing balance',
    debits: 'Debits',
    credits: 'Credits',
    total: 'Total of the period',
    none: 'There was nothing in this period.',
    ageing: 'Outstanding by age',
    age: 'Age',
    bills: 'Bills',
    amount: 'Amount',
    sum: 'Total',
  },
} satisfies Record<Language, unknown>;
