import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { BILL_STATUSES, type BillStatus, type Charge, CHARGES } from '../bill-status.js';
import { Day, Id, Month, Reason } from './fields.js';

/** A bill as REST shows it. */
export class Bill {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ example: 'B202601-HT2026-00002-R' })
  number: string;

  @ApiProperty({ example: 'HT2026-00002' })
  contractNumber: string;

  @ApiProperty({ example: 'L1-101' })
  shopCode: string;

  @ApiProperty({ enum: CHARGES })
  charge: Charge;

  @ApiProperty({ format: 'date', description: "First day of the block's part inside the term" })
  periodStart: string;

  @ApiProperty({ format: 'date' })
  periodEnd: string;

  @ApiProperty({ format: 'date' })
  dueDate: string;

  @ApiProperty({ example: '1234.50' })
  amount: string;

  @ApiProperty({ example: '1000.00' })
  paid: string;

  @ApiProperty({ example: '0.00', description: 'Taken back by credit notes' })
  credited: string;

  @ApiProperty({ example: '234.50', description: 'amount less paid less credited, always' })
  outstanding: string;

  @ApiProperty({
    enum: BILL_STATUSES,
    description: "OVERDUE: due before the mall's today with something outstanding",
  })
  status: BillStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '广告位使用费',
    description: 'Of a one-off charge or late fee',
  })
  description: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'AD-2026-017', description: 'Of a one-off charge' })
  reference: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  voidReason: string | null;

  @ApiProperty({ example: '7' })
  tenantId: string;

  @ApiProperty({ example: '星河餐饮有限公司' })
  tenantName: string;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;
}

/** How bills can be sorted; a minus turns the order round. */
export const BILL_ORDERS = ['number', '-number', 'dueDate', '-dueDate', 'amount', '-amount'] as const;

/** Which bills to list. */
export class BillsQuery extends PageQuery {
  @ApiPropertyOptional({ example: '2026-01', description: "The billing block's first month" })
  @MayBeLeftOut()
  @Month()
  period?: string;

  @ApiPropertyOptional({ enum: BILL_STATUSES })
  @MayBeLeftOut()
  @IsIn(BILL_STATUSES)
  status?: BillStatus;

  @ApiPropertyOptional({ enum: CHARGES })
  @MayBeLeftOut()
  @IsIn(CHARGES)
  charge?: Charge;

  @ApiPropertyOptional({ description: 'Number of the contract' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(50)
  contract?: string;

  @ApiPropertyOptional({ description: 'Code of the shop' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(50)
  shop?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Due on or after this day' })
  @MayBeLeftOut()
  @Day()
  dueFrom?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Due before this day' })
  @MayBeLeftOut()
  @Day()
  dueBefore?: string;

  @ApiPropertyOptional({ example: '7', description: 'Id of the tenant' })
  @MayBeLeftOut()
  @Id()
  tenant?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 36_500,
    example: 30,
    description: "Overdue by more than so many days: due before the mall's today less them, and not settled",
  })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(36_500)
  daysOverdue?: number;

  @ApiPropertyOptional({
    format: 'date',
    example: '2026-01-01',
    description: "Made on or after this day, in the mall's time zone",
  })
  @MayBeLeftOut()
  @Day()
  createdFrom?: string;

  @ApiPropertyOptional({
    format: 'date',
    example: '2026-02-01',
    description: "Made before this day, in the mall's time zone",
  })
  @MayBeLeftOut()
  @Day()
  createdBefore?: string;

  @ApiPropertyOptional({
    example: '星河',
    description:
      "Text in the contract's number or contact, the tenant's name, the shop's code, name, category or manager; or in the bill's number, from " +
      "which the contract's number must not be missing",
  })
  @MayBeLeftOut()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ enum: BILL_ORDERS, default: 'number' })
  @IsIn(BILL_ORDERS)
  sort: (typeof BILL_ORDERS)[number] = 'number';
}

/** Which bills a file holds. */
export class BillsFileQuery extends OmitType(BillsQuery, ['limit', 'cursor']) {}

/** Why a bill is void. */
export class VoidBill {
  @ApiProperty({ maxLength: 1000, example: '重复出账' })
  @Reason('say why the bill is void')
  reason: string;
}
