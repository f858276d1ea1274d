import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDateString, IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { Amount } from './amount.js';

const trimmed = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim() : value,
);

/** Something to charge once, beside what the contract itself charges. */
export class ChargeOnce {
  @ApiProperty({ example: 'HT2026-00002' })
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  contractNumber: string;

  @ApiProperty({
    example: '广告位使用费 2026 年春节',
    maxLength: 200,
    description: 'What for, as the tenant reads it',
  })
  @trimmed
  @IsString()
  @IsNotEmpty({ message: 'say what for' })
  @MaxLength(200)
  @Matches(/^[^\p{Cc}]*$/u, { message: 'holds characters that are not text' })
  description: string;

  @ApiProperty({ example: '800.00' })
  @Amount()
  amount: string;

  @ApiProperty({ format: 'date', example: '2026-02-10' })
  @Matches(/^\d{4}-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' })
  @IsDateString({ strict: true }, { message: 'is not a day that exists' })
  dueDate: string;

  @ApiPropertyOptional({ format: 'date', description: 'First day that it is for; default: the due date' })
  @MayBeLeftOut()
  @Matches(/^\d{4}-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' })
  @IsDateString({ strict: true }, { message: 'is not a day that exists' })
  periodStart?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Last day that it is for; default: periodStart' })
  @MayBeLeftOut()
  @Matches(/^\d{4}-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' })
  @IsDateString({ strict: true }, { message: 'is not a day that exists' })
  periodEnd?: string;

  @ApiProperty({
    example: 'AD-2026-017',
    maxLength: 100,
    description: 'Charging the same reference of a contract twice charges it once',
  })
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]*$/u, { message: 'holds characters that are not text' })
  reference: string;
}
