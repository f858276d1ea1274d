import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BillService } from './bill.service.js';
import type { Allocation } from './dto/allocation.js';
import { PaymentQueries } from './payment-queries.js';

/** Tells where payments and credit notes went. */
@Injectable()
export class Allocations {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly bills: BillService,
    private readonly payments: PaymentQueries,
  ) {}

  /** What settled a bill, in the order in which it was recorded. @throws NotFoundProblem */
  async ofBill(id: string): Promise<Allocation[]> {
    await this.bills.get(id);
    return this.dataSource.query<Allocation[]>(
      `${ALLOCATION} WHERE allocations.bill_id = $1 ORDER BY allocations.id`,
      [id],
    );
  }

  /** Where a payment went, in the order in which it was recorded. @throws NotFoundProblem */
  async ofPayment(id: string): Promise<Allocation[]> {
    await this.payments.get(id);
    return this.dataSource.query<Allocation[]>(
      `${ALLOCATION} WHERE allocations.payment_id = $1 ORDER BY allocations.id`,
      [id],
    );
  }
}

const ALLOCATION = `
  SELECT allocations.id,
         CASE WHEN allocations.payment_id IS NOT NULL THEN 'PAYMENT' ELSE 'CREDIT_NOTE' END AS source,
         coalesce(allocations.payment_id, credit_note_id) AS "sourceId",
         coalesce(payments.reference, credit_notes.number) AS "sourceNumber",
         CASE WHEN allocations.bill_id IS NOT NULL THEN 'BILL' ELSE 'REFUND' END AS target,
         coalesce(allocations.bill_id, refund_id) AS "targetId",
         coalesce(bills.number, refunds.reference) AS "targetNumber", allocations.amount, allocations.at
  FROM allocations
  LEFT JOIN payments ON payments.id = allocations.payment_id
  LEFT JOIN credit_notes ON credit_notes.id = allocations.credit_note_id
  LEFT JOIN bills ON bills.id = allocations.bill_id
  LEFT JOIN refunds ON refunds.id = allocations.refund_id`;
