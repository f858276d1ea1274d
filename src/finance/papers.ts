import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { type Language, renderPdf } from '../documents/index.js';
import { BillService } from './bill.service.js';
import { BILLING_RULES, TERMS } from './billing-rules.js';
import { chargeInWords } from './charge-words.js';
import { billDocument, type BillLine, type BillOnPaper } from './documents/bill-document.js';
import type { MallOnPaper } from './documents/mall-on-paper.js';
import { receiptDocument, type ReceiptLine } from './documents/receipt-document.js';
import { statementDocument } from './documents/statement-document.js';
import { statementWorkbook } from './documents/statement-workbook.js';
import type { Statement as StatementOnPaper, StatementAge } from './documents/statement.js';
import type { Bill } from './dto/bill.js';
import type { Payment } from './dto/payment.js';
import type { StatementEntry, StatementQuery } from './dto/tenant.js';
import { mallDay } from './mall-day.js';
import { PaymentQueries } from './payment-queries.js';
import { TenantAccounts } from './tenant-accounts.js';

/** A document to be sent or printed. */
export interface PaperFile {
  /** Without its ending; of ASCII letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  readonly content: Buffer;
}

/** Contact and shop of a contract, as documents name them. */
interface Addressee {
  readonly contactName: string | null;
  readonly shopCode: string;
  readonly shopName: string;
}

/** Bills, receipts and statements on paper, in the language of MALLKEEPER_LANGUAGE. */
@Injectable()
export class Papers {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly accounts: TenantAccounts,
    private readonly bills: BillService,
    private readonly clock: Clock,
    private readonly payments: PaymentQueries,
  ) {}

  /** A bill as PDF. @throws NotFoundProblem */
  async bill(id: string): Promise<PaperFile> {
    const bill = await this.bills.get(id);
    const document = billDocument(
      {
        ...onPaper(bill),
        ...(await this.addressee(bill.contractNumber)),
        charge: chargeInWords(bill.charge, bill.description, this.language),
        issuedOn: this.day(bill.createdAt),
        lines: await this.linesOf(bill),
      },
      this.mall,
      this.language,
      this.iso(this.clock.now()),
    );
    return { name: fileName(bill.number), content: await renderPdf(document) };
  }

  /** The receipt of a payment as PDF; of one that was reversed it says so. @throws NotFoundProblem */
  async receipt(paymentId: string): Promise<PaperFile> {
    const payment = await this.payments.get(paymentId);
    const { shopCode, shopName } = await this.addressee(payment.contractNumber);
    const document = receiptDocument(
      {
        number: receiptNumber(payment),
        payer: payment.tenantName,
        contractNumber: payment.contractNumber,
        shop: `${shopCode} ${shopName}`,
        amount: payment.amount,
        method: payment.method,
        reference: payment.reference,
        paidAt: this.iso(payment.paidAt),
        ...(await this.receivedFor(payment)),
        reversed: payment.reversedAt && {
          on: this.day(payment.reversedAt),
          reason: payment.reversalReason ?? '',
        },
      },
      this.mall,
      this.language,
      this.iso(this.clock.now()),
    );
    return { name: receiptNumber(payment), content: await renderPdf(document) };
  }

  /** The account of a tenant as PDF. @throws NotFoundProblem or InvalidInputProblem */
  async statement(tenantId: string, period: StatementQuery): Promise<PaperFile> {
    const statement = await this.statementOnPaper(tenantId, period);
    const document = statementDocument(statement, this.mall, this.language, this.iso(this.clock.now()));
    return { name: statementName(tenantId, period), content: await renderPdf(document) };
  }

  /** The same as a workbook (XLSX) whose balances are formulas. */
  async statementWorkbook(tenantId: string, period: StatementQuery): Promise<PaperFile> {
    const statement = await this.statementOnPaper(tenantId, period);
    const content = await statementWorkbook(statement, this.mall, this.language, this.iso(this.clock.now()));
    return { name: statementName(tenantId, period), content };
  }

  private get language(): Language {
    return this.settings.MALLKEEPER_LANGUAGE;
  }

  private get mall(): MallOnPaper {
    return {
      name: this.settings.MALL_NAME,
      address: this.settings.MALL_ADDRESS ?? null,
      bankAccount: this.settings.MALL_BANK_ACCOUNT ?? null,
      currency: 'CNY',
    };
  }

  private async addressee(contractNumber: string): Promise<Addressee> {
    const [addressee] = await this.dataSource.query<Addressee[]>(
      `SELECT contact_name AS "contactName", shops.code AS "shopCode", shops.name AS "shopName"
       FROM contracts
       JOIN shops ON shops.id = shop_id
       WHERE number = $1`,
      [contractNumber],
    );
    return addressee ?? { contactName: null, shopCode: '', shopName: '' };
  }

  /** How a bill's amount comes about; nothing when the contract's terms have changed since, so that it no longer does. */
  private async linesOf(bill: Bill): Promise<BillLine[]> {
    const rows = await this.dataSource.query<(BillLine & { total: string })[]>(
      `WITH terms AS MATERIALIZED (
         ${TERMS} AND contracts.id = (SELECT contract_id FROM bills WHERE id = $1)
       ), blocks AS MATERIALIZED (
         SELECT terms.*, charge, block
         FROM terms
         CROSS JOIN (SELECT charge, block FROM bills WHERE id = $1 AND line = 0) AS bill
       ), ${BILLING_RULES}
       SELECT to_char(month, 'YYYY-MM') AS month, covered_until - covered_from AS days,
              next_month - month AS "daysInMonth", amount::numeric(14,2) AS amount,
              (sum(amount) OVER ())::numeric(14,2) AS total,
              CASE
                WHEN raised_from <= covered_from THEN ARRAY[rate_since]
                WHEN raised_from >= covered_until OR rate_before = rate_since THEN ARRAY[rate_before]
                ELSE ARRAY[rate_before, rate_since]
              END::numeric(14,2)[]::text[] AS rates
       FROM month_amounts
       ORDER BY month`,
      [bill.id],
    );
    if (rows[0]?.total !== bill.amount) return [];
    return rows.map(({ month, days, daysInMonth, rates, amount }) => ({
      month,
      days,
      daysInMonth,
      rates,
      amount,
    }));
  }

  /** What a payment went to: of one that was reversed, what it was for. */
  private async receivedFor(payment: Payment): Promise<{ lines: ReceiptLine[]; credit: string }> {
    const rows = await this.dataSource.query<
      (Omit<ReceiptLine, 'charge'> & Pick<Bill, 'charge' | 'description'> & { credit: string })[]
    >(
      `WITH shares AS (
         SELECT bill_id, sum(amount) AS amount
         FROM allocations
         WHERE payment_id = $1 AND bill_id IS NOT NULL AND ($2::timestamptz IS NULL OR amount > 0)
         GROUP BY bill_id
         HAVING sum(amount) > 0
       )
       SELECT bills.number AS "billNumber", bills.charge, bills.description, bills.period_start AS "periodStart",
              bills.period_end AS "periodEnd", shares.amount::numeric(14,2) AS amount
       FROM shares
       JOIN bills ON bills.id = bill_id
       ORDER BY bills.due_date, bills.id`,
      [payment.id, payment.reversedAt],
    );
    const lines = rows.map(({ charge, description, ...line }) => ({
      ...line,
      charge: chargeInWords(charge, description, this.language),
    }));
    const [rest] = await this.dataSource.query<{ credit: string }[]>(
      'SELECT ($1::numeric - coalesce(sum(amount), 0))::numeric(14,2) AS credit FROM unnest($2::numeric[]) AS amount',
      [payment.amount, lines.map(({ amount }) => amount)],
    );
    return { lines, credit: rest?.credit ?? '0.00' };
  }

  private async statementOnPaper(tenantId: string, period: StatementQuery): Promise<StatementOnPaper> {
    const statement = await this.accounts.statement(tenantId, period);
    const contracts = await this.dataSource.query<{ number: string; contactName: string | null }[]>(
      `SELECT number, contact_name AS "contactName" FROM contracts WHERE tenant_id = $1 ORDER BY number`,
      [tenantId],
    );
    const told = new Set(statement.entries.map(({ contractNumber }) => contractNumber));
    return {
      tenantName: statement.tenantName,
      contactName: contracts.find(({ contactName }) => contactName !== null)?.contactName ?? null,
      contractNumbers: contracts
        .map(({ number }) => number)
        .filter((number) => told.size === 0 || told.has(number)),
      from: statement.from,
      to: statement.to,
      openingBalance: statement.openingBalance,
      closingBalance: statement.closingBalance,
      entries: statement.entries.map((entry) => ({
        date: entry.date,
        kind: entry.kind,
        documentNumber: entry.number,
        description: this.describe(entry),
        debit: entry.debit === '0.00' ? null : entry.debit,
        credit: entry.credit === '0.00' ? null : entry.credit,
      })),
      ageing: await this.ageing(tenantId, period.to),
    };
  }

  private describe({ charge, periodStart, periodEnd, description }: StatementEntry): string {
    if (charge === null) return description ?? '';
    const words = chargeInWords(charge, description, this.language);
    const to = this.language === 'zh' ? '至' : 'to';
    return periodStart === periodEnd
      ? `${words} ${periodStart ?? ''}`
      : `${words} ${periodStart ?? ''} ${to} ${periodEnd ?? ''}`;
  }

  /** What of a tenant's bills was open at the end of a day, by age. */
  private async ageing(tenantId: string, day: string): Promise<StatementAge[]> {
    const rows = await this.dataSource.query<{ bucket: number; bills: number; amount: string }[]>(
      `SELECT width_bucket($2::date - due_date, ARRAY[1, 31, 61, 91]) AS bucket, count(*)::integer AS bills,
              sum(open.amount)::numeric(20,2) AS amount
       FROM contracts
       JOIN bills ON bills.contract_id = contracts.id AND bills.created_at < $3
       CROSS JOIN LATERAL (
         SELECT bills.outstanding + coalesce(sum(allocations.amount), 0) AS amount
         FROM allocations
         WHERE bill_id = bills.id AND at >= $3
       ) AS open
       WHERE tenant_id = $1 AND open.amount > 0
       GROUP BY bucket
       ORDER BY bucket`,
      [tenantId, day, mallDay(day, this.clock.timeZone).end],
    );
    return rows.map(({ bucket, bills, amount }) => ({
      label: AGES[this.language][bucket] ?? '',
      bills,
      amount,
    }));
  }

  private day(moment: Date): string {
    return this.iso(moment).slice(0, 10);
  }

  /** ISO 8601 with the mall's offset. */
  private iso(moment: Date): string {
    return (
      DateTime.fromJSDate(moment, { zone: this.clock.timeZone }).toISO({ suppressMilliseconds: true }) ?? ''
    );
  }
}

const AGES: Record<Language, string[]> = {
  zh: ['未到期', '逾期 1–30 天', '逾期 31–60 天', '逾期 61–90 天', '逾期 90 天以上'],
  en: [
    'Not due',
    '1–30 days overdue',
    '31–60 days overdue',
    '61–90 days overdue',
    'More than 90 days overdue',
  ],
};

/** What a bill on paper says as the bill does. */
function onPaper(bill: Bill): Omit<BillOnPaper, 'charge' | 'shopName'> {
  const { number, status, tenantName, shopCode, contractNumber, periodStart, periodEnd, dueDate } = bill;
  const { amount, paid, credited, outstanding, voidReason } = bill;
  return {
    number,
    status,
    tenantName,
    shopCode,
    contractNumber,
    periodStart,
    periodEnd,
    dueDate,
    amount,
    paid,
    credited,
    outstanding,
    voidReason,
  };
}

function receiptNumber({ id }: Payment): string {
  return `R${id.padStart(8, '0')}`;
}

function statementName(tenantId: string, { from, to }: StatementQuery): string {
  return `statement-${tenantId}-${from}-${to}`;
}

/** What a number may become the name of a file by: contracts are numbered by people, in any script. */
function fileName(number: string): string {
  return number.replaceAll(/[^\w.-]+/g, '_');
}
