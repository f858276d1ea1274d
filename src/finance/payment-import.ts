import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../config/index.js';
import {
  decimal,
  headingsOfMore,
  type ImportColumn,
  type ImportCounts,
  type ImportKind,
  ImportKinds,
  month,
  oneOf,
  type StagedImport,
  text,
} from '../imports/index.js';
import type { ContractCharge } from './bill-status.js';
import { parsePaidAt } from './paid-at.js';
import { paymentsFile } from './payments-file.js';

const charges: Record<ContractCharge, string[]> = {
  RENT: ['租金', '房租'],
  MANAGEMENT: ['物业费', '管理费', '物业管理费'],
};

/** Imports payments, by their reference within the contract. */
@Injectable()
export class PaymentImport implements ImportKind, OnModuleInit {
  readonly name = 'payments';
  readonly permissions = ['payments.write'] as const;
  readonly key = ['contract_number', 'reference'];
  readonly passedOver: readonly string[];
  readonly columns: readonly ImportColumn[] = [
    {
      name: 'contract_number',
      headings: ['合同编号', '合同号'],
      type: text(50),
      example: 'C-2026-001',
      required: true,
    },
    {
      name: 'charge',
      headings: ['费用类型', '费用', '收费项目'],
      type: oneOf(charges),
      example: 'RENT',
      required: true,
    },
    {
      name: 'period',
      headings: ['账期', '账单月份', '账单月'],
      type: month(),
      example: '2026-02',
      required: true,
    },
    {
      name: 'amount',
      headings: ['金额', '付款金额', '支付金额'],
      type: decimal({ min: '0.01', max: '999999999999.99', decimals: 2, example: '12500.00' }),
      example: '12500.00',
      required: true,
    },
    {
      name: 'paid_at',
      headings: ['付款时间', '付款日期', '支付时间', '到账日期'],
      type: {
        sql: 'timestamptz',
        parse: (cell) => parsePaidAt(cell, this.clock).toISOString(),
      },
      example: '2026-02-05',
      required: true,
    },
    {
      name: 'method',
      headings: ['付款方式', '支付方式'],
      type: text(50),
      example: '银行转账',
      required: true,
    },
    {
      name: 'reference',
      headings: ['流水号', '付款凭证号', '凭证号', '参考号'],
      type: text(100),
      example: 'PAY-20260205-001',
      required: true,
    },
  ];

  constructor(
    private readonly kinds: ImportKinds,
    private readonly clock: Clock,
  ) {
    this.passedOver = headingsOfMore(paymentsFile, this.columns);
  }

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async check(staged: StagedImport): Promise<void> {
    await this.lock(staged);
    await this.findBills(staged);
    await this.refuseWithoutBill(staged);
    await this.refuseChanges(staged);
    await this.refuseTooMuch(staged);
  }

  async apply({ manager }: StagedImport): Promise<ImportCounts> {
    const [counts] = await manager.query<ImportCounts[]>(
      `WITH created AS (
         INSERT INTO payments (
           contract_id, tenant_id, bill_id, amount, applied, paid_at, method, reference, created_at
         )
         SELECT bills.contract_id, contracts.tenant_id, found.bill_id, rows.amount, rows.amount, rows.paid_at,
                rows.method, rows.reference, $1
         FROM import_rows AS rows
         JOIN import_bills AS found USING (row_number)
         JOIN bills ON bills.id = found.bill_id
         JOIN contracts ON contracts.id = bills.contract_id
         WHERE NOT found.recorded
         ORDER BY row_number
         RETURNING id, tenant_id, bill_id, amount, paid_at
       ), entered AS (
         INSERT INTO account_entries (tenant_id, kind, amount, at, payment_id)
         SELECT tenant_id, 'PAYMENT', -amount, paid_at, id FROM created
       ), allocated AS (
         INSERT INTO allocations (payment_id, bill_id, amount, at)
         SELECT id, bill_id, amount, paid_at FROM created
       ), settled AS (
         UPDATE bills
         SET paid = bills.paid + sums.amount
         FROM (SELECT bill_id, sum(amount) AS amount FROM created GROUP BY bill_id) AS sums
         WHERE bills.id = sums.bill_id
       ), counts AS (
         SELECT (SELECT count(*) FROM created)::integer AS created,
                (SELECT count(*) FROM import_rows)::integer AS rows
       )
       SELECT created, 0 AS updated, rows - created AS unchanged FROM counts`,
      [this.clock.now()],
    );
    return counts ?? { created: 0, updated: 0, unchanged: 0 };
  }

  /** Keeps other payments out until the import commits, so that what is checked still holds when it is applied. */
  private async lock({ manager }: StagedImport): Promise<void> {
    await manager.query('LOCK TABLE payments IN SHARE ROW EXCLUSIVE MODE');
  }

  /** Finds each row's bill, and whether its payment is recorded; and keeps the bills from being changed meanwhile. */
  private async findBills({ manager }: StagedImport): Promise<void> {
    await manager.query(`
      CREATE TEMPORARY TABLE import_bills (
        row_number  integer PRIMARY KEY,
        contract_id bigint NOT NULL,
        bill_id     bigint,
        recorded    boolean NOT NULL
      ) ON COMMIT DROP`);
    // Of a bill and those reissued in its place the last one counts; a payment that is recorded keeps the one it has.
    await manager.query(`
      INSERT INTO import_bills (row_number, contract_id, bill_id, recorded)
      SELECT rows.row_number, contracts.id, coalesce(recorded.bill_id, bill.id), recorded.bill_id IS NOT NULL
      FROM import_rows AS rows
      JOIN contracts ON contracts.number = rows.contract_number
      LEFT JOIN LATERAL (
        SELECT payments.bill_id
        FROM payments
        JOIN bills ON bills.id = payments.bill_id
        WHERE payments.contract_id = contracts.id
          AND payments.reference = rows.reference
          AND payments.amount = rows.amount
          AND payments.paid_at = rows.paid_at
          AND payments.method = rows.method
          AND bills.charge = rows.charge
          AND bills.block = rows.period
      ) AS recorded ON true
      LEFT JOIN LATERAL (
        SELECT bills.id
        FROM bills
        WHERE bills.contract_id = contracts.id AND bills.charge = rows.charge AND bills.block = rows.period
        ORDER BY bills.issue DESC
        LIMIT 1
      ) AS bill ON true`);
    await manager.query('ANALYZE import_bills');
    // In the order in which the tasks lock bills too, so that nobody waits in a circle.
    await manager.query(`
      SELECT count(*)
      FROM (
        SELECT
        FROM bills
        WHERE id IN (SELECT bill_id FROM import_bills WHERE NOT recorded)
        ORDER BY due_date, id
        FOR UPDATE
      ) AS locked`);
  }

  private async refuseWithoutBill({ manager }: StagedImport): Promise<void> {
    await manager.query(`
      INSERT INTO import_faults (row_number, column_name, value, message)
      SELECT row_number, 'contract_number', contract_number, 'is not the number of a contract'
      FROM import_rows AS rows
      WHERE contract_number IS NOT NULL
        AND NOT EXISTS (SELECT FROM import_bills AS found WHERE found.row_number = rows.row_number)
      UNION ALL
      SELECT row_number, 'period', to_char(period, 'YYYY-MM'),
             format('contract %s has no %s bill whose block begins in that month', contract_number, charge)
      FROM import_rows
      JOIN import_bills USING (row_number)
      WHERE bill_id IS NULL AND period IS NOT NULL AND charge IS NOT NULL
      UNION ALL
      SELECT row_number, 'period', to_char(period, 'YYYY-MM'), format('bill %s is void', bills.number)
      FROM import_rows
      JOIN import_bills USING (row_number)
      JOIN bills ON bills.id = bill_id
      WHERE bills.voided_at IS NOT NULL`);
  }

  /** A payment never changes, not even with `update`: money that was received was received. */
  private async refuseChanges({ manager }: StagedImport): Promise<void> {
    await manager.query(`
      INSERT INTO import_faults (row_number, column_name, value, message)
      SELECT rows.row_number, 'reference', rows.reference,
             format('stands for another payment of contract %s: %s %s; a payment cannot be changed',
                    rows.contract_number, payments.amount, coalesce('for bill ' || bills.number, 'on account'))
      FROM import_rows AS rows
      JOIN import_bills AS found USING (row_number)
      JOIN payments ON payments.contract_id = found.contract_id AND payments.reference = rows.reference
      LEFT JOIN bills ON bills.id = payments.bill_id
      WHERE NOT rows.faulty AND NOT found.recorded`);
  }

  /**
   * The payments of one bill are taken in the order of their rows, and each is good if what the good ones before it left
   * is enough for it.
   */
  private async refuseTooMuch({ manager }: StagedImport): Promise<void> {
    await manager.query(`
      CREATE TEMPORARY TABLE import_claims (
        bill_id    bigint,
        position   integer,
        row_number integer NOT NULL,
        amount     numeric NOT NULL,
        PRIMARY KEY (bill_id, position)
      ) ON COMMIT DROP`);
    await manager.query(`
      INSERT INTO import_claims (bill_id, position, row_number, amount)
      SELECT bill_id, row_number() OVER (PARTITION BY bill_id ORDER BY row_number), row_number, amount
      FROM import_rows AS rows
      JOIN import_bills AS found USING (row_number)
      WHERE bill_id IS NOT NULL
        AND NOT recorded
        AND NOT EXISTS (SELECT FROM import_faults AS faults WHERE faults.row_number = rows.row_number)`);
    await manager.query('ANALYZE import_claims');
    await manager.query(`
      WITH RECURSIVE taken AS (
        SELECT bills.id AS bill_id, 0 AS position, NULL::integer AS row_number, NULL::numeric AS amount,
               bills.outstanding::numeric AS before, bills.outstanding::numeric AS after
        FROM bills
        WHERE id IN (SELECT bill_id FROM import_claims)
        UNION ALL
        SELECT claims.bill_id, claims.position, claims.row_number, claims.amount, taken.after,
               CASE WHEN claims.amount <= taken.after THEN taken.after - claims.amount ELSE taken.after END
        FROM taken
        JOIN import_claims AS claims ON claims.bill_id = taken.bill_id AND claims.position = taken.position + 1
      )
      INSERT INTO import_faults (row_number, column_name, value, message)
      SELECT taken.row_number, 'amount', taken.amount::text,
             format('is more than is outstanding of bill %s, %s', bills.number, taken.before)
             || CASE WHEN taken.before < bills.outstanding THEN ' after the rows above' ELSE '' END
      FROM taken
      JOIN bills ON bills.id = taken.bill_id
      WHERE taken.amount > taken.before`);
  }
}
