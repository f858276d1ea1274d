import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDateString, IsIn, IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { type Charge, CHARGES } from '../bill-status.js';

/** A payment as REST shows it. */
export class Payment {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ example: 'HT2026-00002' })
  contractNumber: string;

  @ApiProperty({ example: 'B202601-HT2026-00002-R' })
  billNumber: string;

  @ApiProperty({ enum: CHARGES })
  charge: Charge;

  @ApiProperty({ example: '2026-01', description: "First month of the bill's block" })
  period: string;

  @ApiProperty({ example: '1234.50' })
  amount: string;

  @ApiProperty({ type: String, format: 'date-time' })
  paidAt: Date;

  @ApiProperty({ example: '银行转账' })
  method: string;

  @ApiProperty({ example: 'ICBC-20260105-0001' })
  reference: string;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;
}

const trimmed = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim() : value,
);

/** A payment to record. Its bill is named by contractNumber, charge and period, or by billNumber, or by billId. */
export class RecordPayment {
  @ApiPropertyOptional({ example: 'HT2026-00002' })
  @MayBeLeftOut()
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  contractNumber?: string;

  @ApiPropertyOptional({ enum: CHARGES })
  @MayBeLeftOut()
  @IsIn(CHARGES)
  charge?: Charge;

  @ApiPropertyOptional({ example: '2026-01', description: "First month of the bill's block" })
  @MayBeLeftOut()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: 'write a month as YYYY-MM' })
  period?: string;

  @ApiPropertyOptional({ example: 'B202601-HT2026-00002-R' })
  @MayBeLeftOut()
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  billNumber?: string;

  @ApiPropertyOptional({ example: '12' })
  @MayBeLeftOut()
  @Matches(/^[1-9]\d{0,17}$/, { message: 'write an id, a whole number' })
  billId?: string;

  @ApiProperty({ example: '1234.50' })
  // A number in JSON is taken for the digits that were written: 15 of them survive exactly.
  @Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value))
  @Matches(/^(?!0+(\.0*)?$)\d{1,12}(\.\d{1,2})?$/, {
    message: 'write an amount above 0 with at most two decimals, such as "1234.50"',
  })
  amount: string;

  @ApiProperty({
    example: '2026-01-05T14:30:00+08:00',
    description:
      "When it was made. Without an offset in the mall's time zone, without a time at the day's beginning",
  })
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  paidAt: string;

  @ApiProperty({ example: '银行转账', maxLength: 50 })
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  @Matches(/^[^\p{Cc}]*$/u, { message: 'holds characters that are not text' })
  method: string;

  @ApiProperty({
    example: 'ICBC-20260105-0001',
    maxLength: 100,
    description: 'Recording the same reference of a contract twice records it once',
  })
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]*$/u, { message: 'holds characters that are not text' })
  reference: string;
}

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

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  reference?: string;

  @ApiPropertyOptional({ format: 'date', description: "Made on or after this day, in the mall's time zone" })
  @MayBeLeftOut()
  @Matches(/^\d{4}-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' })
  @IsDateString({ strict: true }, { message: 'is not a day that exists' })
  paidFrom?: string;

  @ApiPropertyOptional({ format: 'date', description: "Made before this day, in the mall's time zone" })
  @MayBeLeftOut()
  @Matches(/^\d{4}-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' })
  @IsDateString({ strict: true }, { message: 'is not a day that exists' })
  paidBefore?: string;
}
