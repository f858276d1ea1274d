import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { text } from '../../imports/index.js';
import { shopFields } from '../shop-fields.js';
import { Field } from './field.js';

/** A shop as REST shows it. */
export class Shop {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ example: 'L1-101' })
  code: string;

  @ApiProperty({ example: '金汇珠宝' })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  category: string | null;

  @ApiProperty({ type: String, nullable: true })
  floor: string | null;

  @ApiProperty({ type: String, nullable: true, example: '93.50' })
  areaSqm: string | null;

  @ApiProperty({ type: String, nullable: true })
  managerName: string | null;

  @ApiProperty({ type: String, nullable: true })
  managerEmail: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  closedAt: Date | null;

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

/** Which shops to list. */
export class ShopsQuery extends PageQuery {
  @Field(text(200), { optional: true, description: 'Text in code, name, category or manager' })
  q?: string;

  @Field(shopFields.floor, { optional: true, example: 'L1' })
  floor?: string;

  @ApiPropertyOptional({ description: 'true: only closed ones, false: only open ones' })
  @MayBeLeftOut()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'write true or false' })
  closed?: boolean;
}
