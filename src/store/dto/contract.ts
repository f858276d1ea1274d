import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { text } from '../../imports/index.js';
import { contractFields } from '../contract-columns.js';
import {
  BILLING_CYCLES,
  type BillingCycle,
  CONTRACT_STATUSES,
  type ContractStatus,
} from '../contract-status.js';
import { Field } from './field.js';

const optional = { optional: true };
const clearable = { optional: true, nullable: true };

/** A contract as REST shows it. */
export class Contract {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ example: 'HT2026-00002' })
  number: string;

  @ApiProperty({ example: 'L1-101' })
  shopCode: string;

  @ApiProperty()
  shopName: string;

  @ApiProperty()
  tenantId: string;

  @ApiProperty()
  tenantName: string;

  @ApiProperty({ type: String, nullable: true })
  contactName: string | null;

  @ApiProperty({ type: String, nullable: true })
  contactPhone: string | null;

  @ApiProperty({ type: String, nullable: true })
  contactEmail: string | null;

  @ApiProperty({ format: 'date', description: 'First day of the term' })
  startDate: string;

  @ApiProperty({ format: 'date', description: 'Last day of the term' })
  endDate: string;

  @ApiProperty({ example: '12500.00' })
  monthlyRent: string;

  @ApiProperty({ example: '1500.00' })
  managementFee: string;

  @ApiProperty({ enum: BILLING_CYCLES })
  billingCycle: BillingCycle;

  @ApiProperty({ minimum: 1, maximum: 31 })
  dueDay: number;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  rentFreeUntil: string | null;

  @ApiProperty({ example: '3.000', description: 'By how many percent the rent rises on each anniversary' })
  escalationPercent: string;

  @ApiProperty({ example: '25000.00' })
  deposit: string;

  @ApiProperty({ enum: CONTRACT_STATUSES, description: 'An ACTIVE one past its end is shown as EXPIRED' })
  status: ContractStatus;

  @ApiProperty({ example: '2026-01', description: 'Month from which it is billed here' })
  billingFrom: string;

  @ApiProperty({ type: String, nullable: true, description: 'Id of the contract that this one succeeds' })
  predecessorId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt: Date;
}

/** A new contract; it begins its life as DRAFT. */
export class CreateContract {
  @Field(contractFields.number, { example: 'HT2026-00002' })
  number: string;

  @Field(contractFields.shopCode, { example: 'L1-101' })
  shopCode: string;

  @Field(contractFields.tenantName, { description: 'A tenant of this name is made when there is none' })
  tenantName: string;

  @Field(contractFields.contactName, clearable)
  contactName?: string | null;

  @Field(contractFields.contactPhone, clearable)
  contactPhone?: string | null;

  @Field(contractFields.contactEmail, clearable)
  contactEmail?: string | null;

  @Field(contractFields.date, { example: '2026-01-01', description: 'First day of the term' })
  startDate: string;

  @Field(contractFields.date, { example: '2028-12-31', description: 'Last day of the term' })
  endDate: string;

  @Field(contractFields.money, { example: '12500.00' })
  monthlyRent: string;

  @Field(contractFields.money, { ...optional, example: '1500.00', description: 'A month; default 0.00' })
  managementFee?: string;

  @Field(contractFields.billingCycle, { example: 'monthly', description: BILLING_CYCLES.join(', ') })
  billingCycle: BillingCycle;

  @Field(contractFields.dueDay, { example: 5, description: 'Day of the month, 1 to 31' })
  dueDay: string;

  @Field(contractFields.date, { ...clearable, description: 'Last day without rent' })
  rentFreeUntil?: string | null;

  @Field(contractFields.escalationPercent, { ...optional, example: '3', description: 'Default 0' })
  escalationPercent?: string;

  @Field(contractFields.money, { ...optional, example: '25000.00', description: 'Default 0.00' })
  deposit?: string;

  @Field(contractFields.month, {
    ...optional,
    example: '2026-01',
    description: 'Default: the month of startDate',
  })
  billingFrom?: string;
}

/** What changes of a contract; what is left out stays. */
export class UpdateContract extends PartialType(CreateContract, { skipNullProperties: false }) {}

/** Why a contract goes back to its author. */
export class RejectContract {
  @Field(text(1000), optional)
  reason?: string;
}

/** Which contracts to list. */
export class ContractsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: CONTRACT_STATUSES })
  @MayBeLeftOut()
  @IsIn(CONTRACT_STATUSES)
  status?: ContractStatus;

  @Field(contractFields.shopCode, { ...optional, description: 'Code of the shop' })
  shop?: string;

  @Field(text(200), { ...optional, description: 'Text in number, tenant or contact' })
  q?: string;

  @Field(contractFields.date, { ...optional, description: 'Ends on or after this day' })
  endsFrom?: string;

  @Field(contractFields.date, { ...optional, description: 'Ends before this day' })
  endsBefore?: string;
}
