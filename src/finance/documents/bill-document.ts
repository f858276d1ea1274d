import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import {
  amountBand,
  facts,
  figures,
  formatAmount,
  type Language,
  letterhead,
  paperOf,
  pdfTable,
  sectionHeading,
  signature,
} from '../../documents/index.js';
import type { BillStatus } from '../bill-status.js';
import { capitals, type MallOnPaper, money, span } from './mall-on-paper.js';

/** One month of what a bill charges. */
export interface BillLine {
  /** `YYYY-MM` */
  readonly month: string;
  /** How many of its days are charged, and how many it has. */
  readonly days: number;
  readonly daysInMonth: number;
  /** For a whole month; more than one where it changed within the month. */
  readonly rates: readonly string[];
  readonly amount: string;
}

/** All that a bill on paper says. Amounts have two decimals, days are `YYYY-MM-DD`. */
export interface BillOnPaper {
  readonly number: string;
  readonly status: BillStatus;
  readonly tenantName: string;
  readonly contactName?: string | null;
  readonly shopCode: string;
  readonly shopName: string;
  readonly contractNumber: string;
  /** What is charged, in the language of the document: 租金. */
  readonly charge: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly issuedOn?: string | null;
  readonly dueDate: string;
  readonly amount: string;
  readonly paid: string;
  readonly credited: string;
  readonly outstanding: string;
  /** How the amount came about; left out when empty. */
  readonly lines?: readonly BillLine[];
  /** Why, when it is void. */
  readonly voidReason?: string | null;
  /** How to pay, in the language of the document. */
  readonly paymentInstructions?: string | null;
}

const WORDS = {
  zh: {
    title: '缴费通知单',
    number: (number: string) => `编号 ${number}`,
    status: { UNPAID: '待缴', PARTIAL: '部分已缴', PAID: '已缴清', OVERDUE: '已逾期', VOID: '已作废' },
    mark: '作废',
    greeting: (tenant: string) => `${tenant}：`,
    please: (due: string, amount: string) => `请于 ${due} 前（含当日）缴纳以下款项，共计 ${amount}。`,
    overdue: (due: string, amount: string) => `以下款项已于 ${due} 到期，尚欠 ${amount}，请尽快缴纳。`,
    settled: '以下款项已结清，本单仅供留存。',
    void: (reason: string) => `本单已作废，无需缴费。${reason === '' ? '' : `作废原因：${reason}`}`,
    tenant: '租户',
    contact: '联系人',
    shop: '商铺',
    contract: '合同编号',
    charge: '费用项目',
    period: '计费期间',
    issued: '出账日期',
    due: '缴费截止日',
    payable: '本期应缴',
    outstanding: '尚欠金额',
    how: '计费明细',
    month: '月份',
    days: '计费天数',
    daysOf: (days: number, all: number) => `${days} / ${all}`,
    rate: '月标准',
    amount: '金额',
    total: '合计',
    billed: '账单金额',
    paid: '已缴金额',
    credited: '已冲减金额',
    open: '未缴余额',
    payment: '缴费方式',
    account: '收款账户',
    reference: (number: string) => `转账时请在附言中注明账单编号 ${number}。`,
    stamp: '收费单位（盖章）：',
    date: '日期：',
  },
  en: {
    title: 'Payment notice',
    number: (number: string) => `No. ${number}`,
    status: { UNPAID: 'Unpaid', PARTIAL: 'Partly paid', PAID: 'Paid', OVERDUE: 'Overdue', VOID: 'Void' },
    mark: 'VOID',
    greeting: (tenant: string) => `Dear ${tenant},`,
    please: (due: string, amount: string) => `Please pay what is set out below, ${amount} in all, by ${due}.`,
    overdue: (due: string, amount: string) =>
      `What is set out below was due on ${due}, and ${amount} is outstanding. Please pay as soon as possible.`,
    settled: 'What is set out below is settled: this notice is for your records.',
    void: (reason: string) =>
      `This notice is void: nothing is to be paid.${reason === '' ? '' : ` Reason: ${reason}`}`,
    tenant: 'Tenant',
    contact: 'Contact',
    shop: 'Shop',
    contract: 'Contract',
    charge: 'Charge',
    period: 'Period',
    issued: 'Issued on',
    due: 'Due by',
    payable: 'Amount payable',
    outstanding: 'Amount outstanding',
    how: 'How it was computed',
    month: 'Month',
    days: 'Days charged',
    daysOf: (days: number, all: number) => `${days} of ${all}`,
    rate: 'Monthly rate',
    amount: 'Amount',
    total: 'Total',
    billed: 'Billed',
    paid: 'Paid',
    credited: 'Credited',
    open: 'Outstanding',
    payment: 'How to pay',
    account: 'Account',
    reference: (number: string) => `Please quote the number ${number} with your transfer.`,
    stamp: 'For the mall (stamp): ',
    date: 'Date: ',
  },
};

/** A bill as the notice that its tenant gets (缴费通知单), for `renderPdf`. */
export function billDocument(
  bill: BillOnPaper,
  mall: MallOnPaper,
  language: Language,
  madeAt: string,
): TDocumentDefinitions {
  const words = WORDS[language];
  const isVoid = bill.status === 'VOID';
  const isOver = isVoid || bill.status === 'PAID';
  const touched = bill.outstanding !== bill.amount && !isVoid;
  const shown = isOver ? bill.amount : bill.outstanding;
  return paperOf({
    language,
    title: words.title,
    number: bill.number,
    author: mall.name,
    madeAt,
    ...(isVoid ? { mark: words.mark } : {}),
    content: [
      ...letterhead({
        sender: mall.name,
        address: mall.address ?? null,
        title: words.title,
        subtitle: words.number(bill.number),
        status: { text: words.status[bill.status], tone: toneOf(bill.status) },
      }),
      { text: words.greeting(bill.tenantName), bold: true, margin: [0, 0, 0, 2] },
      { text: requestOf(bill, mall, language), margin: [0, 0, 0, 10] },
      facts([
        [words.tenant, bill.tenantName],
        [words.contract, bill.contractNumber],
        [words.shop, `${bill.shopCode} ${bill.shopName}`],
        [words.contact, bill.contactName],
        [words.charge, bill.charge],
        [words.period, span(bill.periodStart, bill.periodEnd, language)],
        [words.due, bill.dueDate],
        [words.issued, bill.issuedOn],
      ]),
      amountBand(
        isOver ? words.billed : touched ? words.outstanding : words.payable,
        money(mall, shown, language),
        capitals(mall, shown, language),
      ),
      ...(touched ? [settlement(bill, mall, language)] : []),
      ...computation(bill, language),
      ...(isOver ? [] : howToPay(bill, mall, language)),
      signature([`${words.stamp}${mall.name}`, `${words.date}${bill.issuedOn ?? madeAt.slice(0, 10)}`]),
    ],
  });
}

function requestOf(bill: BillOnPaper, mall: MallOnPaper, language: Language): string {
  const words = WORDS[language];
  switch (bill.status) {
    case 'VOID':
      return words.void(bill.voidReason ?? '');
    case 'PAID':
      return words.settled;
    case 'OVERDUE':
      return words.overdue(bill.dueDate, money(mall, bill.outstanding, language));
    case 'UNPAID':
    case 'PARTIAL':
      return words.please(bill.dueDate, money(mall, bill.outstanding, language));
  }
}

function computation({ lines = [], amount }: BillOnPaper, language: Language): Content[] {
  if (lines.length === 0) return [];
  const words = WORDS[language];
  return [
    sectionHeading(words.how),
    pdfTable(
      [
        { heading: words.month, width: '*' },
        { heading: words.days, width: 90, align: 'right' },
        { heading: words.rate, width: 150, align: 'right' },
        { heading: words.amount, width: 110, align: 'right' },
      ],
      lines.map((line) => [
        line.month,
        words.daysOf(line.days, line.daysInMonth),
        line.rates.map(formatAmount).join(' → '),
        formatAmount(line.amount),
      ]),
      [[words.total, '', '', formatAmount(amount)]],
    ),
  ];
}

function settlement(bill: BillOnPaper, mall: MallOnPaper, language: Language): Content {
  const words = WORDS[language];
  return figures([
    [words.billed, money(mall, bill.amount, language)],
    [words.paid, money(mall, bill.paid, language)],
    [words.credited, money(mall, bill.credited, language)],
    [words.open, money(mall, bill.outstanding, language)],
  ]);
}

function howToPay(bill: BillOnPaper, mall: MallOnPaper, language: Language): Content[] {
  const words = WORDS[language];
  const { bankAccount } = mall;
  const { paymentInstructions } = bill;
  if (!bankAccount && !paymentInstructions) return [];
  return [
    {
      unbreakable: true,
      stack: [
        sectionHeading(words.payment),
        ...(paymentInstructions
          ? [{ text: paymentInstructions, margin: [0, 0, 0, 4] as [number, number, number, number] }]
          : []),
        ...(bankAccount ? [facts([[words.account, bankAccount]])] : []),
        { text: words.reference(bill.number), margin: [0, 5, 0, 0] },
      ],
    },
  ];
}

function toneOf(status: BillStatus): 'plain' | 'good' | 'alarm' {
  if (status === 'PAID') return 'good';
  return status === 'OVERDUE' || status === 'VOID' ? 'alarm' : 'plain';
}
