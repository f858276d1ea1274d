import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import {
  amountBand,
  clockTime,
  facts,
  formatAmount,
  type Language,
  letterhead,
  note,
  paperOf,
  pdfTable,
  sectionHeading,
  signature,
} from '../../documents/index.js';
import { capitals, type MallOnPaper, money, span } from './mall-on-paper.js';

/** A bill that a payment went to. */
export interface ReceiptLine {
  readonly billNumber: string;
  /** What it charges, in the language of the document. */
  readonly charge: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  /** How much of the payment went to it. */
  readonly amount: string;
}

/** All that a receipt says. Amounts have two decimals; `amount` is the sum of the lines and the credit. */
export interface ReceiptOnPaper {
  readonly number: string;
  readonly payer: string;
  readonly contractNumber?: string | null;
  readonly shop?: string | null;
  readonly amount: string;
  /** How it was paid, in the language of the document: 银行转账. */
  readonly method: string;
  readonly reference: string;
  /** ISO 8601 with the mall's offset. */
  readonly paidAt: string;
  readonly receivedBy?: string | null;
  readonly lines: readonly ReceiptLine[];
  /** What went to no bill and is kept for the next ones; 0.00 when nothing is. */
  readonly credit: string;
  readonly reversed?: { readonly on: string; readonly reason: string } | null;
}

const WORDS = {
  zh: {
    title: '收据',
    number: (number: string) => `编号 ${number}`,
    valid: '已收讫',
    mark: '已冲销',
    reversed: (on: string, reason: string) => `本收据已于 ${on} 冲销，不再有效。原因：${reason}`,
    payer: '交款单位',
    contract: '合同编号',
    shop: '商铺',
    method: '收款方式',
    reference: '流水号',
    paidAt: '收款时间',
    receivedBy: '经手人',
    amount: '实收金额',
    applied: '款项用途',
    bill: '账单编号',
    charge: '费用项目',
    period: '计费期间',
    figure: '金额',
    credit: '预存款（留抵后续账单）',
    total: '合计',
    note: '本收据为收款凭证，不作为税务发票使用。',
    stamp: '收款单位（盖章）：',
    cashier: '收款人：',
  },
  en: {
    title: 'Receipt',
    number: (number: string) => `No. ${number}`,
    valid: 'Received',
    mark: 'REVERSED',
    reversed: (on: string, reason: string) =>
      `Reversed on ${on}: this receipt is no longer valid. Reason: ${reason}`,
    payer: 'Received from',
    contract: 'Contract',
    shop: 'Shop',
    method: 'Method',
    reference: 'Reference',
    paidAt: 'Paid at',
    receivedBy: 'Received by',
    amount: 'Amount received',
    applied: 'Applied to',
    bill: 'Bill',
    charge: 'Charge',
    period: 'Period',
    figure: 'Amount',
    credit: 'Kept as credit for later bills',
    total: 'Total',
    note: 'This receipt proves the payment. It is not a tax invoice.',
    stamp: 'For the mall (stamp): ',
    cashier: 'Cashier: ',
  },
};

/** The receipt of a payment (收据), for `renderPdf`. */
export function receiptDocument(
  receipt: ReceiptOnPaper,
  mall: MallOnPaper,
  language: Language,
  madeAt: string,
): TDocumentDefinitions {
  const words = WORDS[language];
  const { reversed } = receipt;
  const credit = receipt.credit === '0.00' ? [] : [[words.credit, '', '', formatAmount(receipt.credit)]];
  return paperOf({
    language,
    title: words.title,
    number: receipt.number,
    author: mall.name,
    madeAt,
    ...(reversed ? { mark: words.mark } : {}),
    content: [
      ...letterhead({
        sender: mall.name,
        address: mall.address ?? null,
        title: words.title,
        subtitle: words.number(receipt.number),
        status: reversed ? { text: words.mark, tone: 'alarm' } : { text: words.valid, tone: 'good' },
      }),
      ...(reversed
        ? [
            {
              text: words.reversed(reversed.on, reversed.reason),
              bold: true,
              margin: [0, 0, 0, 10] as [number, number, number, number],
            },
          ]
        : []),
      facts([
        [words.payer, receipt.payer],
        [words.paidAt, clockTime(receipt.paidAt)],
        [words.method, receipt.method],
        [words.reference, receipt.reference],
        [words.contract, receipt.contractNumber],
        [words.shop, receipt.shop],
        [words.receivedBy, receipt.receivedBy],
      ]),
      amountBand(
        words.amount,
        money(mall, receipt.amount, language),
        capitals(mall, receipt.amount, language),
      ),
      sectionHeading(words.applied),
      pdfTable(
        [
          { heading: words.bill, width: '*' },
          { heading: words.charge, width: 90 },
          { heading: words.period, width: 140 },
          { heading: words.figure, width: 90, align: 'right' },
        ],
        [
          ...receipt.lines.map((line) => [
            line.billNumber,
            line.charge,
            span(line.periodStart, line.periodEnd, language),
            formatAmount(line.amount),
          ]),
          ...credit,
        ],
        [[words.total, '', '', formatAmount(receipt.amount)]],
      ),
      note(words.note),
      signature([`${words.stamp}${mall.name}`, words.cashier]),
    ],
  });
}
