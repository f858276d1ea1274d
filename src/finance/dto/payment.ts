import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { type Charge, CHARGES, CONTRACT_CHARGES, type ContractCharge } from '../bill-status.js';
import { Amount, Day, Id, Line, Month, Reason } from './fields.js';

/** A payment as REST shows it. */
export class Payment {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ example: 'HT2026-00002' })
  contractNumber: string;

  @ApiProperty({ example: '7' })
  tenantId: string;

  @ApiProperty({ example: '星河餐饮有限公司' })
  tenantName: string;

  @ApiProperty({ type: String, nullable: true, example: '41', description: 'null: paid on account' })
  billId: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'B202601-HT2026-00002-R' })
  billNumber: string | null;

  @ApiProperty({ enum: CHARGES, nullable: true })
  charge: Charge | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2026-01',
    description: "First month of the bill's block",
  })
  period: string | null;

  @ApiProperty({ example: '1234.50' })
  amount: string;

  @ApiProperty({ example: '1200.00', description: 'What of it has gone to bills and refunds' })
  applied: string;

  @ApiProperty({ example: '34.50', description: "What of it is the tenant's credit" })
  unapplied: string;

  @ApiProperty({ example: '0.00', description: 'Paid back to the tenant' })
  refunded: string;

  @ApiProperty({ type: String, format: 'date-time' })
  paidAt: Date;

  @ApiProperty({ example: '银行转账' })
  method: string;

  @ApiProperty({ example: 'ICBC-20260105-0001' })
  reference: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was undone: it did not arrive, or was recorded by mistake',
  })
  reversedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  reversalReason: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;
}

/**
 * A payment to record. Its bill is named by contractNumber, charge and period, or by billNumber, or by billId. With
 * keepRest the contractNumber alone will do: it settles what the contract has open, the oldest due first.
 */
export class RecordPayment {
  @ApiPropertyOptional({ example: 'HT2026-00002' })
  @MayBeLeftOut()
  @Line(50)
  contractNumber?: string;

  @ApiPropertyOptional({ enum: CONTRACT_CHARGES })
  @MayBeLeftOut()
  @IsIn(CONTRACT_CHARGES)
  charge?: ContractCharge;

  @ApiPropertyOptional({ example: '2026-01', description: "First month of the bill's block" })
  @MayBeLeftOut()
  @Month()
  period?: string;

  @ApiPropertyOptional({ example: 'B202601-HT2026-00002-R' })
  @MayBeLeftOut()
  @Line(100)
  billNumber?: string;

  @ApiPropertyOptional({ example: '12' })
  @MayBeLeftOut()
  @Id()
  billId?: string;

  @ApiProperty({ example: '1234.50' })
  @Amount()
  amount: string;

  @ApiPropertyOptional({
    default: false,
    description:
      "Whether what is paid beyond what is outstanding is kept as the tenant's credit, for the next bill",
  })
  @MayBeLeftOut()
  @IsBoolean()
  keepRest?: boolean;

  @ApiProperty({
    example: '2026-01-05T14:30:00+08:00',
    description:
      "When it was made. Without an offset in the mall's time zone, without a time at the day's beginning",
  })
  @Line(50)
  paidAt: string;

  @ApiProperty({ example: '银行转账', maxLength: 50 })
  @Line(50)
  method: string;

  @ApiProperty({
    example: 'ICBC-20260105-0001',
    maxLength: 100,
    description: 'Recording the same reference of a contract twice records it once',
  })
  @Line(100)
  reference: string;
}

/** A payment to undo. */
export class ReversePayment {
  @ApiProperty({ maxLength: 1000, example: '银行退票' })
  @Reason('say why the payment is reversed')
  reason: string;
}

/** Money to pay back to a tenant. */
export class RefundPayment {
  @ApiPropertyOptional({ example: '234.50', description: 'Default: what of the payment is credit' })
  @MayBeLeftOut()
  @Amount()
  amount?: string;

  @ApiProperty({ maxLength: 1000, example: '多付退款' })
  @Reason('say why it is paid back')
  reason: string;

  @ApiPropertyOptional({
    example: 'ICBC-20260120-0007',
    maxLength: 100,
    description: 'Recording the same reference of a payment twice records it once',
  })
  @MayBeLeftOut()
  @Line(100)
  reference?: string;

  @ApiPropertyOptional({
    example: '2026-01-20',
    description:
      "When it was paid back; default now. Without an offset in the mall's time zone, without a time at the day's beginning",
  })
  @MayBeLeftOut()
  @Line(50)
  refundedAt?: string;
}

/** Money that was paid back. */
export class Refund {
  @ApiProperty({ example: '3' })
  id: string;

  @ApiProperty({ example: '12' })
  paymentId: string;

  @ApiProperty({ example: '234.50' })
  amount: string;

  @ApiProperty({ example: '多付退款' })
  reason: string;

  @ApiProperty({ type: String, nullable: true, example: 'ICBC-20260120-0007' })
  reference: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  refundedAt: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;
}

/** How payments can be sorted; a minus turns the order round. */
export const PAYMENT_ORDERS = ['createdAt', '-createdAt', 'paidAt', '-paidAt', 'amount', '-amount'] as const;

/** Which payments to list. */
export class PaymentsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Number of the contract' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(50)
  contract?: string;

  @ApiPropertyOptional({ description: 'Number of the bill' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  bill?: string;

  @ApiPropertyOptional({ example: 'ICBC-20260105-0001', description: 'In full' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  reference?: string;

  @ApiPropertyOptional({ format: 'date', description: "Made on or after this day, in the mall's time zone" })
  @MayBeLeftOut()
  @Day()
  paidFrom?: string;

  @ApiPropertyOptional({ format: 'date', description: "Made before this day, in the mall's time zone" })
  @MayBeLeftOut()
  @Day()
  paidBefore?: string;
  @ApiPropertyOptional({ example: '7', description: 'Id of the tenant' })
  @MayBeLeftOut()
  @Id()
  tenant?: string;

  @ApiPropertyOptional({ example: '银行转账' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(50)
  method?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'true: only those that were undone, false: only others',
  })
  @MayBeLeftOut()
  @IsIn(['true', 'false'], { message: 'write true or false' })
  reversed?: 'true' | 'false';

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: "true: only those of which something is the tenant's credit, false: only others",
  })
  @MayBeLeftOut()
  @IsIn(['true', 'false'], { message: 'write true or false' })
  unapplied?: 'true' | 'false';

  @ApiPropertyOptional({
    example: 'ICBC-2026',
    description:
      "Text in the contract's number or contact, the tenant's name, the shop's code, name, category or manager; or the beginning of the reference",
  })
  @MayBeLeftOut()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({
    enum: PAYMENT_ORDERS,
    default: '-createdAt',
    description: 'createdAt: in the order in which they were recorded',
  })
  @IsIn(PAYMENT_ORDERS)
  sort: (typeof PAYMENT_ORDERS)[number] = '-createdAt';
}

/** Which payments a file holds. */
export class PaymentsFileQuery extends OmitType(PaymentsQuery, ['limit', 'cursor']) {}
