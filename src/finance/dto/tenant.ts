import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { type Charge, CHARGES } from '../bill-status.js';
import { Day } from './fields.js';

/** A tenant and where its account stands, as REST shows it. */
export class Tenant {
  @ApiProperty({ example: '7' })
  id: string;

  @ApiProperty({ example: '星河餐饮有限公司' })
  name: string;

  @ApiProperty({
    type: [String],
    example: ['HT2026-00002'],
    description: 'Numbers of contracts whose term covers today',
  })
  contracts: string[];

  @ApiProperty({ example: '1734.50', description: 'Of all bills, due or not' })
  outstanding: string;

  @ApiProperty({ example: '500.00', description: "What of it was due before the mall's today" })
  overdue: string;

  @ApiProperty({ example: '100.00', description: 'Overpaid or taken back, and not applied to a bill yet' })
  credit: string;

  @ApiProperty({ example: '1634.50', description: 'outstanding less credit: the sum of the account' })
  balance: string;
}

/** How tenants can be sorted; a minus turns the order round. */
export const TENANT_ORDERS = ['name', '-name'] as const;

/** Which tenants to list. */
export class TenantsQuery extends PageQuery {
  @ApiPropertyOptional({ example: '星河', description: 'Text in the name' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ description: 'true: only tenants with something overdue' })
  @MayBeLeftOut()
  @Type(() => String)
  @IsIn(['true', 'false'])
  overdue?: 'true' | 'false';

  @ApiPropertyOptional({ enum: TENANT_ORDERS, default: 'name' })
  @IsIn(TENANT_ORDERS)
  sort: (typeof TENANT_ORDERS)[number] = 'name';
}

/** Which tenants a file holds. */
export class TenantsFileQuery extends OmitType(TenantsQuery, ['limit', 'cursor']) {}

/** The period of a statement. */
export class StatementQuery {
  @ApiProperty({ format: 'date', example: '2026-01-01', description: 'First day, in the mall' })
  @Day()
  from: string;

  @ApiProperty({ format: 'date', example: '2026-03-31', description: 'Last day, included' })
  @Day()
  to: string;
}

/** What can be entered in an account. */
export const ENTRY_KINDS = ['BILL', 'CREDIT_NOTE', 'PAYMENT', 'REVERSAL', 'REFUND'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** An entry of an account, with the balance after it. */
export class StatementEntry {
  @ApiProperty({ format: 'date', example: '2026-01-05', description: 'In the mall' })
  date: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at: Date;

  @ApiProperty({ enum: ENTRY_KINDS })
  kind: EntryKind;

  @ApiProperty({
    example: 'B202601-HT2026-00002-R',
    description: 'Number of the bill or credit note, or reference of the payment or refund',
  })
  number: string;

  @ApiProperty({ example: 'HT2026-00002' })
  contractNumber: string;

  @ApiProperty({ enum: CHARGES, nullable: true, description: 'Of a bill' })
  charge: Charge | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Of a bill' })
  periodStart: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Of a bill' })
  periodEnd: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '银行转账',
    description: 'What a bill is for, how it was paid, or why it was taken back, reversed or paid back',
  })
  description: string | null;

  @ApiProperty({ example: '1234.50', description: 'What the tenant owes more from then on' })
  debit: string;

  @ApiProperty({ example: '0.00', description: 'What the tenant owes less from then on' })
  credit: string;

  @ApiProperty({
    example: '1234.50',
    description: 'What the tenant owes after it; below zero: what is its credit',
  })
  balance: string;
}

/** A tenant's account over a period. */
export class Statement {
  @ApiProperty({ example: '7' })
  tenantId: string;

  @ApiProperty({ example: '星河餐饮有限公司' })
  tenantName: string;

  @ApiProperty({ format: 'date' })
  from: string;

  @ApiProperty({ format: 'date' })
  to: string;

  @ApiProperty({ example: '0.00' })
  openingBalance: string;

  @ApiProperty({ type: [StatementEntry] })
  entries: StatementEntry[];

  @ApiProperty({ example: '1234.50', description: 'Sum of the debits' })
  debit: string;

  @ApiProperty({ example: '0.00', description: 'Sum of the credits' })
  credit: string;

  @ApiProperty({ example: '1234.50' })
  closingBalance: string;
}
