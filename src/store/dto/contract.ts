import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
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

  @ApiProperty({ example: '金汇珠宝' })
  shopName: string;

  @ApiProperty({ example: '7' })
  tenantId: string;

  @ApiProperty({ example: '金汇珠宝有限公司' })
  tenantName: string;

  @ApiProperty({ type: String, nullable: true, example: '高桂' })
  contactName: string | null;

  @ApiProperty({ type: String, nullable: true, example: '15633021001' })
  contactPhone: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'gao@shop.example' })
  contactEmail: string | null;

  @ApiProperty({ format: 'date', example: '2026-01-01', description: 'First day of the term' })
  startDate: string;

  @ApiProperty({ format: 'date', example: '2028-12-31', description: 'Last day of the term' })
  endDate: string;

  @ApiProperty({ example: '12500.00' })
  monthlyRent: string;

  @ApiProperty({ example: '1500.00' })
  managementFee: string;

  @ApiProperty({ enum: BILLING_CYCLES, example: 'monthly' })
  billingCycle: BillingCycle;

  @ApiProperty({ minimum: 1, maximum: 31, example: 5 })
  dueDay: number;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2026-01-31' })
  rentFreeUntil: string | null;

  @ApiProperty({ example: '3.000', description: 'By how many percent the rent rises on each anniversary' })
  escalationPercent: string;

  @ApiProperty({ example: '25000.00' })
  deposit: string;

  @ApiProperty({
    enum: CONTRACT_STATUSES,
    example: 'ACTIVE',
    description:
      'From the day after endDate TERMINATED (ended early), RENEWED (its successor is approved) or EXPIRED',
  })
  status: ContractStatus;

  @ApiProperty({ example: '2026-01', description: 'Month from which it is billed here' })
  billingFrom: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Id of the contract that this one succeeds',
  })
  predecessorId: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Id of the contract that succeeds this one, be it a draft',
  })
  successorId: string | null;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    example: null,
    description: 'Of one that ends early: the last day that was agreed on',
  })
  originalEndDate: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  terminatedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Who ended it early' })
  terminatedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  terminationReason: string | null;

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

  @Field(contractFields.tenantName, {
    example: '金汇珠宝有限公司',
    description: 'A tenant of this name is made when there is none',
  })
  tenantName: string;

  @Field(contractFields.contactName, { ...clearable, example: '高桂' })
  contactName?: string | null;

  @Field(contractFields.contactPhone, { ...clearable, example: '15633021001' })
  contactPhone?: string | null;

  @Field(contractFields.contactEmail, { ...clearable, example: 'gao@shop.example' })
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

  @Field(contractFields.date, { ...clearable, example: '2026-01-31', description: 'Last day without rent' })
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

/** What somebody wishes to say of what he does. */
export class ContractComment {
  @Field(text(1000), { ...optional, example: '已与租户确认' })
  comment?: string;
}

/** Why a contract goes back to its author. */
export class RejectContract extends ContractComment {
  @Field(text(1000), { ...optional, example: '租金不对' })
  reason?: string;
}

/** How a contract ends early. */
export class TerminateContract extends ContractComment {
  @Field(contractFields.date, {
    example: '2027-06-30',
    description:
      'The new last day of the term: before the present one, and past if the tenant has left already',
  })
  endDate: string;

  @Field(text(1000), { example: '经营不善' })
  reason: string;
}

/** A successor; what is left out is as in the contract that it renews. */
export class RenewContract extends ContractComment {
  @Field(contractFields.number, { example: 'HT2029-00001' })
  number: string;

  @Field(contractFields.date, { example: '2031-12-31', description: 'Last day of the term' })
  endDate: string;

  @Field(contractFields.date, {
    ...optional,
    example: '2029-01-01',
    description: 'First day of the term; default: the day after the end of the contract that it renews',
  })
  startDate?: string;

  @Field(contractFields.money, {
    ...optional,
    example: '13500.00',
    description: 'Default: the rent of the contract that it renews, as it has risen by startDate',
  })
  monthlyRent?: string;

  @Field(contractFields.money, { ...optional, example: '1500.00' })
  managementFee?: string;

  @Field(contractFields.billingCycle, {
    ...optional,
    example: 'monthly',
    description: BILLING_CYCLES.join(', '),
  })
  billingCycle?: BillingCycle;

  @Field(contractFields.dueDay, { ...optional, example: 5, description: 'Day of the month, 1 to 31' })
  dueDay?: string;

  @Field(contractFields.date, {
    ...clearable,
    example: '2029-01-31',
    description: 'Last day without rent; default: none',
  })
  rentFreeUntil?: string | null;

  @Field(contractFields.escalationPercent, { ...optional, example: '3' })
  escalationPercent?: string;

  @Field(contractFields.money, { ...optional, example: '25000.00' })
  deposit?: string;

  @Field(contractFields.contactName, { ...clearable, example: '高桂' })
  contactName?: string | null;

  @Field(contractFields.contactPhone, { ...clearable, example: '15633021001' })
  contactPhone?: string | null;

  @Field(contractFields.contactEmail, { ...clearable, example: 'gao@shop.example' })
  contactEmail?: string | null;
}

/** How contracts can be sorted; a minus turns the order round. */
export const CONTRACT_ORDERS = [
  'number',
  '-number',
  'startDate',
  '-startDate',
  'endDate',
  '-endDate',
] as const;

/** Which contracts to list. */
export class ContractsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: CONTRACT_STATUSES })
  @MayBeLeftOut()
  @IsIn(CONTRACT_STATUSES)
  status?: ContractStatus;

  @Field(contractFields.shopCode, { ...optional, example: 'L1-101', description: 'Code of the shop' })
  shop?: string;

  @Field(contractFields.tenantName, {
    ...optional,
    example: '金汇珠宝有限公司',
    description: 'Name of the tenant, in full',
  })
  tenant?: string;

  @ApiPropertyOptional({ example: '7' })
  @MayBeLeftOut()
  @Matches(/^[1-9]\d{0,17}$/, { message: 'write an id, a whole number' })
  tenantId?: string;

  @Field(text(200), { ...optional, example: '珠宝', description: 'Text in number, tenant or contact' })
  q?: string;

  @Field(contractFields.date, {
    ...optional,
    example: '2026-04-01',
    description: 'Ends on or after this day',
  })
  endsFrom?: string;

  @Field(contractFields.date, { ...optional, example: '2026-07-01', description: 'Ends before this day' })
  endsBefore?: string;

  @Field(contractFields.date, {
    ...optional,
    example: '2026-01-01',
    description: 'Starts on or after this day',
  })
  startsFrom?: string;

  @Field(contractFields.date, { ...optional, example: '2026-02-01', description: 'Starts before this day' })
  startsBefore?: string;

  @ApiPropertyOptional({ enum: CONTRACT_ORDERS, default: 'number' })
  @IsIn(CONTRACT_ORDERS)
  sort: (typeof CONTRACT_ORDERS)[number] = 'number';
}

/** Which contracts a file holds. */
export class ContractsFileQuery extends OmitType(ContractsQuery, ['limit', 'cursor']) {}
