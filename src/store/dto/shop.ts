import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { text } from '../../imports/index.js';
import { shopFields } from '../shop-fields.js';
import { Field } from './field.js';

/** What a shop is today: LET while a contract that is or was ACTIVE covers the mall's today. */
export const SHOP_STATUSES = ['VACANT', 'LET', 'CLOSED'] as const;
export type ShopStatus = (typeof SHOP_STATUSES)[number];

/** A shop as REST shows it. */
export class Shop {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ example: 'L1-101' })
  code: string;

  @ApiProperty({ example: '金汇珠宝' })
  name: string;

  @ApiProperty({ type: String, nullable: true, example: '珠宝' })
  category: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'L1' })
  floor: string | null;

  @ApiProperty({ type: String, nullable: true, example: '93.50' })
  areaSqm: string | null;

  @ApiProperty({ type: String, nullable: true, example: '李平' })
  managerName: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'manager1@mall.example' })
  managerEmail: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', example: null })
  closedAt: Date | null;

  @ApiProperty({
    enum: SHOP_STATUSES,
    example: 'LET',
    description: "LET: a contract that is or was ACTIVE covers the mall's today",
  })
  status: ShopStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '12',
    description: 'Of the contract that lets it today',
  })
  contractId: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'HT2026-00002' })
  contractNumber: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '7',
    description: 'Of the tenant who is in it today',
  })
  tenantId: string | null;

  @ApiProperty({ type: String, nullable: true, example: '金汇珠宝有限公司' })
  tenantName: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date',
    example: '2028-12-31',
    description: "Last day of the present contract's term",
  })
  letUntil: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date',
    example: null,
    description: 'First day of the next contract, one that is signed but not begun',
  })
  letFrom: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt: Date;
}

/** A new shop. */
export class CreateShop {
  @Field(shopFields.code, { example: 'L1-101' })
  code: string;

  @Field(shopFields.name, { example: '金汇珠宝' })
  name: string;

  @Field(shopFields.category, { optional: true, nullable: true, example: '珠宝' })
  category?: string | null;

  @Field(shopFields.floor, { optional: true, nullable: true, example: 'L1' })
  floor?: string | null;

  @Field(shopFields.areaSqm, {
    optional: true,
    nullable: true,
    example: '93.50',
    description: 'Square metres',
  })
  areaSqm?: string | null;

  @Field(shopFields.managerName, { optional: true, nullable: true })
  managerName?: string | null;

  @Field(shopFields.managerEmail, { optional: true, nullable: true, example: 'manager1@mall.example' })
  managerEmail?: string | null;
}

/** What changes of a shop; what is left out stays. */
export class UpdateShop extends PartialType(CreateShop, { skipNullProperties: false }) {
  @ApiPropertyOptional({ description: 'true: nothing is let here any more' })
  @MayBeLeftOut()
  @IsBoolean()
  closed?: boolean;
}

/** How shops can be sorted; a minus turns the order round. */
export const SHOP_ORDERS = ['code', '-code', 'name', '-name'] as const;

/** Which shops to list. */
export class ShopsQuery extends PageQuery {
  @Field(text(200), { optional: true, description: 'Text in code, name, category or manager' })
  q?: string;

  @Field(shopFields.floor, { optional: true, example: 'L1' })
  floor?: string;

  @Field(shopFields.category, { optional: true, example: '珠宝' })
  category?: string;

  @ApiPropertyOptional({ enum: SHOP_STATUSES })
  @MayBeLeftOut()
  @IsIn(SHOP_STATUSES)
  status?: ShopStatus;

  @ApiPropertyOptional({ description: 'true: only closed ones, false: only open ones' })
  @MayBeLeftOut()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'write true or false' })
  closed?: boolean;

  @ApiPropertyOptional({ enum: SHOP_ORDERS, default: 'code' })
  @IsIn(SHOP_ORDERS)
  sort: (typeof SHOP_ORDERS)[number] = 'code';
}

/** Which shops a file holds. */
export class ShopsFileQuery extends OmitType(ShopsQuery, ['limit', 'cursor']) {}
